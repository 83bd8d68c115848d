import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../logger.ts';
import type { Spool, SpooledEntry } from '../spool.ts';
import { type Parcel, parcelsOf } from './placing.ts';
import { quarantineMessage } from './quarantine.ts';
import type { Sender } from './sender.ts';
import type { ShipState } from './shipState.ts';
import { reasonOf, type Trouble, troubleOf } from './trouble.ts';

export interface ShipperDeps {
	readonly spool: Spool;
	readonly sender: Sender;
	/** Makes and checks the topics; rejects while that cannot be done. */
	readonly prepare: () => Promise<{ readonly partitions: number }>;
	readonly topic: string;
	readonly quarantineTopic: string;
	readonly state: ShipState;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	readonly logger: Logger;
	/** Pauses between attempts, ms: doubling from the first to the most; `held` when somebody has to do something. */
	readonly pauses?: { readonly first: number; readonly most: number; readonly held: number };
}

export interface ShipperStats {
	/**
	 * `retrying`: Kafka is away, or a part of it; it is tried again all the time. `held`: somebody has to do something first, `reason` says what; it is tried again every
	 * half minute.
	 */
	readonly state: 'starting' | 'shipping' | 'retrying' | 'held' | 'closed';
	readonly reason?: string;
	/** Since this process started. */
	readonly shipped: number;
	readonly quarantined: number;
	/** Entries that wait, and how old the oldest of them is, ms. */
	readonly spooled: number;
	readonly oldestMs: number;
	/** What not even the quarantine topic took: kept in this machine's spool directory. */
	readonly setAside: number;
}

export interface Shipper {
	stats(): ShipperStats;
	/** Ships what is there, for at most so long, then stops. What is left is shipped after the next start. */
	close(withinMs: number): Promise<void>;
}

/** One look at the spool: a partition's share of it is a good batch (256–900 KB) with some partitions, and is split with one. */
const CHUNK_CHARS = 2 * 1024 * 1024;
const CHUNK_ENTRIES = 5000;
const PARCEL_CHARS = 900 * 1024;

/**
 * Empties a spool into Kafka, at least once and in order.
 *
 * It reads a chunk from disk, splits it by partition, and sends to all partitions at once, to each one parcel after the other. When the last has been
 * acknowledged, the position is saved and the next chunk begins. So memory holds one chunk, however long an outage is.
 */
export function startShipper(deps: ShipperDeps): Shipper {
	const { spool, sender, topic, quarantineTopic, state, clock, logger } = deps;
	const pauses = deps.pauses ?? { first: 100, most: 2000, held: 30_000 };
	const { epoch } = spool.stream;
	const stopping = new AbortController();
	let wake = (): void => {};
	let draining = false;
	let position = startOf();
	let oldestAt: number | undefined;
	let partitions = 0;
	let shipped = 0;
	let quarantined = 0;
	let trouble: { readonly kind: Trouble; readonly reason: string } | undefined;
	let begun = false;

	function startOf(): number {
		const saved = state.position(epoch) ?? 0;
		if (saved <= spool.head()) return Math.max(saved, spool.oldest());
		logger.warn('the spool ends before what was shipped of it: it is shipped from its oldest entry', { saved, head: spool.head() });
		return spool.oldest();
	}

	const failed = (error: unknown, attempt: number): number => {
		const kind = troubleOf(error);
		const reason = reasonOf(error);
		const waiting = spool.head() - position;
		const somebody = kind === 'access' || kind === 'topic';
		if (trouble?.kind !== kind) {
			if (somebody) logger.error('Kafka refuses events until somebody acts; they wait in the spool', { reason, waiting });
			else logger.warn('Kafka does not take events at the moment; they wait in the spool', { reason, waiting });
		}
		trouble = { kind, reason };
		return somebody && attempt > 2 ? pauses.held : Math.min(pauses.first * 2 ** Math.min(attempt, 10), pauses.most);
	};

	const worked = (): void => {
		if (trouble) logger.info('Kafka takes events again', { waiting: spool.head() - position });
		trouble = undefined;
	};

	/** Does something until it is done, or the shipper is stopped, or it fails in a way that is not its own to get over. */
	const untilDone = async (work: () => Promise<void>, isNotMine: (error: unknown) => boolean = () => false): Promise<void> => {
		for (let attempt = 0; ; attempt++) {
			stopping.signal.throwIfAborted();
			try {
				await work();
				worked();
				return;
			} catch (error) {
				if (isNotMine(error)) throw error;
				const pause = failed(error, attempt);
				await sleep(pause * (0.8 + 0.4 * Math.random()), undefined, { signal: stopping.signal });
			}
		}
	};

	/** Somebody has to do something to the topic, and it may then be another one, with other partitions: the chunk is placed anew. */
	const needsPlacing = (error: unknown): boolean => troubleOf(error) === 'topic' || troubleOf(error) === 'access';

	const prepare = async (): Promise<void> => {
		if (partitions === 0) ({ partitions } = await deps.prepare());
	};

	const send = ({ partition, entries }: Parcel): Promise<void> =>
		sender.send(
			topic,
			partition,
			entries.map(({ key, value, at }) => ({ key, value, timestamp: String(at) })),
		);

	/** The broker will never take this one as it is. */
	const quarantine = async ({ offset, value }: SpooledEntry, reason: string): Promise<void> => {
		const { topic: own, partition } = spool.stream;
		const message = quarantineMessage({ v: 1, reason, from: { epoch, topic: own, partition, offset }, at: clock(), value });
		try {
			await sender.send(quarantineTopic, 0, [message]);
		} catch (error) {
			if (troubleOf(error) !== 'unfit') throw error;
			state.setAside(epoch, offset, reason, value);
		}
		quarantined++;
		logger.error('Kafka does not take an event, and it is quarantined', { offset, reason, chars: value.length });
	};

	/** Ships a parcel; one that is refused for what is in it is halved until the one entry is found. */
	const ship = async (parcel: Parcel): Promise<void> => {
		let refusal: string | undefined;
		await untilDone(async () => {
			try {
				await send(parcel);
			} catch (error) {
				if (troubleOf(error) !== 'unfit') throw error;
				refusal = reasonOf(error);
			}
		}, needsPlacing);
		if (refusal === undefined) {
			shipped += parcel.entries.length;
			return;
		}
		const reason = refusal;
		const [first] = parcel.entries;
		if (parcel.entries.length === 1 && first) return await untilDone(() => quarantine(first, reason), needsPlacing);
		const middle = parcel.entries.length >> 1;
		await ship({ ...parcel, entries: parcel.entries.slice(0, middle) });
		await ship({ ...parcel, entries: parcel.entries.slice(middle) });
	};

	const shipChunk = async (entries: readonly SpooledEntry[]): Promise<void> => {
		await prepare();
		const parcels = parcelsOf(entries, partitions, PARCEL_CHARS);
		const lanes = [...parcels.values()].map(async (lane) => {
			for (const parcel of lane) await ship(parcel);
		});
		// All are waited for, also when one is stopped: none must go on behind our back.
		const outcomes = await Promise.allSettled(lanes);
		for (const outcome of outcomes) {
			if (outcome.status === 'fulfilled') continue;
			if (needsPlacing(outcome.reason)) partitions = 0;
			throw outcome.reason;
		}
	};

	const run = async (): Promise<void> => {
		await untilDone(prepare);
		begun = true;
		spool.release(position);
		for (;;) {
			const entries = spool.entriesFrom(position, CHUNK_ENTRIES, CHUNK_CHARS);
			const [first] = entries;
			const last = entries.at(-1);
			if (first && last) {
				oldestAt = first.at;
				await untilDone(() => shipChunk(entries));
				const next = last.offset + 1;
				// Even a full disk only makes it wait: what is shipped twice is told by its ids, what is skipped is lost.
				await untilDone(async () => state.save(epoch, next));
				position = next;
				spool.release(position);
				continue;
			}
			oldestAt = undefined;
			if (draining || stopping.signal.aborted) return;
			await new Promise<void>((resolve) => {
				wake = resolve;
				spool.whenAt(position, resolve);
			});
		}
	};

	let over = false;
	const ended = run()
		.catch((error: unknown) => {
			if (!stopping.signal.aborted) {
				trouble = { kind: 'passing', reason: reasonOf(error) };
				logger.error('the shipper has stopped', { reason: reasonOf(error) });
			}
		})
		.finally(() => {
			over = true;
		});

	const stateNow = (): ShipperStats['state'] => {
		if (over) return 'closed';
		if (trouble) return trouble.kind === 'access' || trouble.kind === 'topic' ? 'held' : 'retrying';
		return begun ? 'shipping' : 'starting';
	};

	return {
		stats() {
			const spooled = Math.max(0, spool.head() - position);
			return {
				state: stateNow(),
				...(trouble ? { reason: trouble.reason } : {}),
				shipped,
				quarantined,
				spooled,
				oldestMs: spooled === 0 || oldestAt === undefined ? 0 : Math.max(0, clock() - oldestAt),
				setAside: state.setAsideCount(),
			};
		},
		async close(withinMs) {
			draining = true;
			wake();
			const late = setTimeout(() => stopping.abort(), trouble || !begun ? 0 : withinMs);
			await ended;
			clearTimeout(late);
		},
	};
}
