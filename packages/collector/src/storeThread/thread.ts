import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { FootfallError } from '@footfall/protocol';
import { createAggregator } from '../aggregate/aggregator.ts';
import { createRing } from '../live/ring.ts';
import { followKafka, type KafkaFollower } from '../log/kafka/follower.ts';
import { openQuarantine } from '../log/kafka/quarantine.ts';
import type { LogFollower } from '../log/log.ts';
import { followSqliteLog } from '../log/sqlite/follow.ts';
import type { Logger } from '../logger.ts';
import { openDuckdbStore } from '../store/duckdb/duckdb.ts';
import type { QueryOptions, StoreBatch } from '../store/store.ts';
import { serve } from '../threads/thread.ts';
import type { Asked, OpenStore, Source, StoreThreadCalls, StoreThreadNews } from './calls.ts';

/** The live view looks at what is new this often: a page shows it within a tenth of a second anyway. Milliseconds. */
const RING_PACE_MS = 20;

/** A third of the processor against one who takes events in, and against whatever else the machine does: answers must not starve either. */
const NICE = 5;

/**
 * Accepting comes before answering: when there is more to do than processors to do it, those who take events in are served first, and this
 * catches up afterwards. On Linux a priority is a thread's own; elsewhere it would be the whole process's.
 */
function giveWay(): void {
	if (process.platform === 'linux') setPriority(NICE);
}

interface Followed {
	readonly log: LogFollower & { close(): Promise<void> };
	/** For the aggregator, which shares the events with those of other processes where there are any. */
	readonly shared: LogFollower;
	readonly consumer: KafkaFollower['stats'];
	/** Told of what cannot be used, once it is set aside in the store. */
	quarantined(batch: Pick<StoreBatch, 'stream' | 'quarantined'>): void;
}

function follow(source: Source, directory: string): Followed {
	if ('seat' in source) {
		const log = followSqliteLog(source.seat, logger);
		return { log, shared: log, consumer: () => undefined, quarantined() {} };
	}
	// A promise of the client that nobody waits for any more must not take the store down with it.
	process.on('unhandledRejection', (error) => logger.warn('an error that nobody waited for', { reason: String(error) }));
	// The store has one owner, so the member that it was before is dead.
	const log = followKafka({ ...source.kafka, memberFile: join(directory, 'kafka-member') }, logger);
	const outbox = openQuarantine(source.kafka, Date.now, logger);
	const close = async (): Promise<void> => {
		await log.close();
		await outbox.close();
	};
	return { log: { ...log, close }, shared: { ...log, subscribe: log.subscribeShared }, consumer: log.stats, quarantined: outbox.put };
}

/** `compose.ts` of this thread: log → aggregator → store, and log → ring. */
async function openParts({ source, path, memoryMb }: OpenStore) {
	const { log, shared, consumer, quarantined } = follow(source, dirname(path));
	const clock = Date.now;
	const store = await openDuckdbStore({ path, memoryMb, logger });
	/** What ends the telling of a site's events, by site. */
	const watched = new Map<string, () => void>();
	const ring = createRing({ log, clock, logger, paceMs: RING_PACE_MS });
	store.onCommit((commit) => tell({ commit }));
	const write = async (batch: StoreBatch): Promise<void> => {
		await store.write(batch);
		if (batch.quarantined.length > 0) quarantined(batch);
	};
	const aggregator = createAggregator({ log: shared, store: { ...store, write }, clock, logger, givesWay: 'seat' in source });
	aggregator.start();
	return {
		store,
		ring,
		aggregator,
		consumer,
		watch(site: string, on: boolean) {
			watched.get(site)?.();
			watched.delete(site);
			if (on)
				watched.set(
					site,
					ring.onEvent(site, (event) => tell({ site, event })),
				);
		},
		async close() {
			await aggregator.close();
			await ring.close();
			await store.close();
			await log.close();
		},
	};
}

let parts: Awaited<ReturnType<typeof openParts>> | undefined;
function opened(): NonNullable<typeof parts> {
	if (!parts) throw new FootfallError('starting', { retryAfter: 1 });
	return parts;
}

const running = new Map<number, AbortController>();

async function cancellable<T>({ id, timeout }: Asked, work: (options: QueryOptions) => Promise<T>): Promise<T> {
	const controller = new AbortController();
	running.set(id, controller);
	try {
		return await work({ signal: controller.signal, ...(timeout === undefined ? {} : { timeout }) });
	} finally {
		running.delete(id);
	}
}

const tell = serve<StoreThreadCalls, StoreThreadNews>({
	async open(options) {
		giveWay();
		parts = await openParts(options);
		return parts.store.version();
	},
	query: (asked) => cancellable(asked, (options) => opened().store.query(asked.statement, options)),
	copy: (asked) =>
		cancellable(asked, (options) => {
			const onProgress = (share: number): void => tell({ copy: asked.id, share });
			return opened().store.copy(asked.statement, asked.target, { ...options, ...(asked.follows ? { onProgress } : {}) });
		}),
	cancel(id) {
		running.get(id)?.abort();
	},
	stats() {
		const { aggregator, store, consumer } = opened();
		return { ...aggregator.stats(), ledger: store.ledger(), consumer: consumer() };
	},
	activeNow: (site) => opened().ring.activeNow(site),
	recent: ({ site, n }) => opened().ring.recent(site, n),
	watch: ({ site, on }) => opened().watch(site, on),
	caughtUp: () => opened().aggregator.caughtUp(),
	takeOut: (of) => opened().aggregator.takeOut(of),
	putSums: ({ of, from, rows }) => opened().store.putSums(of, from, rows),
	async close() {
		await parts?.close();
	},
});

const said =
	(level: keyof Logger): Logger['info'] =>
	(message, fields) =>
		tell({ level, message, fields });
const logger: Logger = { error: said('error'), warn: said('warn'), info: said('info'), debug: said('debug') };
