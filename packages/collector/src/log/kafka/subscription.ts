import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../logger.ts';
import type { SubscribeOptions, Subscription } from '../log.ts';
import { openMembership } from './membership.ts';
import { beginSession, type Session, type SessionDeps, SubscriberFailed } from './session.ts';
import { reasonOf, troubleOf } from './trouble.ts';

export interface KafkaSubscriptionStats {
	/** `retrying`: Kafka is away, or the consumer was begun anew; `held`: somebody has to do something, `reason` says what. */
	readonly state: 'joining' | 'running' | 'retrying' | 'held' | 'closed';
	readonly reason?: string;
	readonly partitions: readonly number[];
	/** Records that wait, as of the last look. */
	readonly lag: number;
	/** How often the consumer had to be begun anew. */
	readonly restarts: number;
}

export interface KafkaSubscription extends Subscription {
	stats(): KafkaSubscriptionStats;
	/** Everything before `offset` is handled for good. */
	handled(partition: number, offset: number): void;
}

export interface SubscriptionDeps extends Omit<SessionDeps, 'subscriber' | 'remembered' | 'membership'> {
	readonly logger: Logger;
	/** Makes and checks the topic; rejects while that cannot be done. */
	readonly prepare: () => Promise<unknown>;
	readonly onEnd: () => void;
	/** Where it is kept as whom it joined, over the end of the process; default nowhere. */
	readonly memberFile?: string;
}

const PAUSE_MS = { first: 200, most: 2000, held: 15_000 };

/** Follows a topic: sessions one after the other, each with a fresh client, until it is closed or the subscriber fails. */
export function startKafkaSubscription(deps: SubscriptionDeps, subscriber: SubscribeOptions): KafkaSubscription {
	const { logger } = deps;
	const closing = new AbortController();
	const remembered = new Map<string, number>();
	const membership = openMembership(deps.memberFile, logger);
	let session: Session | undefined;
	let trouble: { readonly reason: string; readonly held: boolean } | undefined;
	let restarts = 0;
	let over = false;

	const life = async (): Promise<void> => {
		await deps.prepare();
		const own = beginSession({ ...deps, subscriber, remembered, membership });
		session = own;
		const closed = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve(), { once: true }));
		const healthy = setInterval(() => {
			if (own.stats().joined && trouble) {
				logger.info('events come from Kafka again', { partitions: own.stats().partitions.length });
				trouble = undefined;
			}
		}, 500);
		try {
			if (!closing.signal.aborted) await Promise.race([own.ended, closed]);
		} finally {
			clearInterval(healthy);
			await own.close();
		}
	};

	const run = async (): Promise<void> => {
		for (let attempt = 0; !closing.signal.aborted; attempt++) {
			const began = performance.now();
			try {
				await life();
			} catch (error) {
				if (error instanceof SubscriberFailed) throw error.cause;
				const kind = troubleOf(error);
				const held = kind === 'access' || kind === 'topic';
				const reason = reasonOf(error);
				if (trouble?.held !== held)
					logger[held ? 'error' : 'warn'](held ? 'Kafka gives no events until somebody acts' : 'no events come from Kafka at the moment', {
						reason,
					});
				trouble = { reason, held };
				restarts++;
				if (performance.now() - began > 60_000) attempt = 0;
				const pause = held ? PAUSE_MS.held : Math.min(PAUSE_MS.first * 2 ** Math.min(attempt, 10), PAUSE_MS.most);
				await sleep(pause, undefined, { signal: closing.signal }).catch(() => {});
			}
		}
	};

	const ended = run()
		.catch((error: unknown) => {
			if (!closing.signal.aborted) subscriber.onFailure?.(error);
		})
		.finally(() => {
			over = true;
			deps.onEnd();
		});

	return {
		handled: (partition, offset) => session?.handled(partition, offset),
		stats() {
			const { joined = false, partitions = [], lag = 0, held } = session?.stats() ?? {};
			const reason = trouble?.reason ?? held;
			const failing = trouble?.held === true || (held !== undefined && joined);
			return {
				state: over ? 'closed' : failing ? 'held' : trouble ? 'retrying' : joined ? 'running' : 'joining',
				...(reason === undefined ? {} : { reason }),
				partitions,
				lag,
				restarts,
			};
		},
		async close() {
			closing.abort();
			await ended;
		},
	};
}
