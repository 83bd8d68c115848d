import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { LogBatch, LogFollower, LoggedEntry, Stream, Subscription } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import { FencedError, type ImportKey, type Store, UnstorableError } from '../store/store.ts';
import { dedupe, neededBy, type ReadEntry, readEntry, sortOut } from './batch.ts';
import { fold } from './fold.ts';
import { createRush } from './rush.ts';

export interface AggregatorDeps {
	readonly log: LogFollower;
	readonly store: Store;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	readonly logger: Logger;
	/** Entries in a transaction at most; default 4000. */
	readonly maxEntries?: number;
	/** The longest pause between commits under traffic, ms; default 200, 0 for none. */
	readonly paceMs?: number;
	/** Lets those who write the log go first while they need the processors (`rush.ts`); default false. */
	readonly givesWay?: boolean;
}

export interface AggregatorStats {
	/** `retrying`: the store does not take the batch in hand. `failed`: stopped for good; the log says why. */
	readonly state: 'stopped' | 'running' | 'retrying' | 'failed';
	/** Entries waiting behind the last batch. */
	readonly behind: number;
	/** The last commit: when (ms since the epoch), how many entries, how long reading, folding and writing took (ms). */
	readonly last: { readonly at: number; readonly entries: number; readonly ms: number } | undefined;
}

export interface Aggregator {
	start(): void;
	stats(): AggregatorStats;
	/** Resolves when everything that the log held at the time of the call is stored; rejects when the aggregator has failed. */
	caughtUp(): Promise<void>;
	/** Deletes events of an import, some visits at a time, between batches. Resolves to how many are gone; 0 when none was left. */
	takeOut(of: ImportKey): Promise<number>;
	/** Finishes the batch in hand. What is not stored yet is read again at the next start. */
	close(): Promise<void>;
}

type ReadBatch = Omit<LogBatch, 'entries'> & { readonly entries: readonly ReadEntry[] };

/**
 * As long as commits keep up they take a tenth of the time: they are paused for between, though not longer than `paceMs`, or than it takes
 * them not to take more than a quarter of the time of a busy machine.
 */
const PACE = { usual: 10, least: 4 };
const RETRY_MS = { first: 100, most: 5000 };
/** Entries below which a transaction is not made smaller when the store fails. */
const LEAST = 250;
/** Entries read in one go, 2 to 4 ms. */
const SLICE = 500;
const HOUR = 3_600_000;
/** As long as the salts live; nobody can add an event to a day after that. */
const LINKS_MS = 48 * HOUR;
/** A day longer than the greatest accepted age. */
const WAITING_MS = 96 * HOUR;

const streamName = ({ epoch, topic, partition }: Stream): string => `${epoch}/${topic}/${partition}`;

/** Reads entries some at a time, so that requests are answered in between. */
async function readAll(entries: readonly LoggedEntry[]): Promise<ReadEntry[]> {
	const read: ReadEntry[] = [];
	for (let at = 0; at < entries.length; at += SLICE) {
		for (const entry of entries.slice(at, at + SLICE)) read.push(readEntry(entry));
		if (at + SLICE < entries.length) await setImmediate();
	}
	return read;
}

/**
 * Reads the log, and keeps the store equal to what was read: each batch is one transaction of events, visits and position.
 *
 * It remembers nothing between batches. What an event can touch is recalled from the store, by one bounded statement for each kind of
 * thing, so there is nothing to rebuild after a crash and nothing that can differ from the file.
 */
export function createAggregator({
	log,
	store,
	clock,
	logger,
	maxEntries = 4000,
	paceMs = 200,
	givesWay = false,
}: AggregatorDeps): Aggregator {
	const closing = new AbortController();
	const done = new Map<string, number>();
	const waiters = new Set<{ head: number; resolve: () => void; reject: (error: unknown) => void }>();
	let inHand: Promise<unknown> = Promise.resolve();
	let subscription: Subscription | undefined;
	let state: AggregatorStats['state'] = 'stopped';
	let failure: unknown;
	let behind = 0;
	let last: AggregatorStats['last'];
	/** The latest receipt seen; what is forgotten is counted from here, so that a backlog is not judged by today's clock. */
	let latest = 0;
	let forgotten = 0;
	const rush = givesWay ? createRush({ head: log.head, clock, pause, closing: closing.signal }) : undefined;

	/** What was recalled is true until it is written: nothing else may write in between. */
	let turn: Promise<unknown> = Promise.resolve();
	function alone<T>(work: () => Promise<T>): Promise<T> {
		const result = turn.then(work);
		turn = result.catch(() => {});
		return result;
	}

	/** One transaction: entries of a stream from the stored position up to `next`. */
	async function commit(stream: Stream, entries: readonly ReadEntry[], next: number): Promise<void> {
		const from = store.position(stream);
		const { records, quarantined } = sortOut(entries);
		const past = await store.recall(neededBy(records));
		const { fresh, duplicates, conflicts } = dedupe(records, past.events);
		for (const { received } of records) latest = Math.max(latest, received);
		const forgets = latest - forgotten >= HOUR;
		await store.write({
			stream,
			from,
			next,
			consumed: entries.length,
			duplicates,
			conflicts,
			quarantined,
			...fold(fresh, past),
			...(forgets ? { forget: { links: latest - LINKS_MS, waiting: latest - WAITING_MS } } : {}),
		});
		if (forgets) forgotten = latest;
	}

	/** Commits, and when the store cannot take what is in it, halves the batch until the one entry is found that has to be set aside. */
	async function commitAll(stream: Stream, entries: readonly ReadEntry[], next: number): Promise<void> {
		try {
			await alone(() => commit(stream, entries, next));
		} catch (error) {
			const [first] = entries;
			if (!(error instanceof UnstorableError || error instanceof TypeError || error instanceof RangeError) || !first) throw error;
			if (entries.length === 1) {
				if (first.record === 'unstorable') throw error;
				logger.error('an event cannot be stored and is quarantined', { offset: first.offset, reason: error.message });
				await commitAll(stream, [{ ...first, record: 'unstorable' }], next);
				return;
			}
			const half = entries.slice(0, entries.length >> 1);
			const rest = entries.slice(half.length);
			await commitAll(stream, half, rest[0]?.offset ?? next);
			await commitAll(stream, rest, next);
		}
	}

	/** Tries until the batch is stored, in ever smaller transactions: nothing is lost while it is in the log. */
	async function storeBatch({ stream, next, entries }: ReadBatch): Promise<void> {
		for (let attempt = 0; ; attempt++) {
			// after a failed commit nobody knows whether it is in the file: the position says so
			const position = store.position(stream) ?? Number.NEGATIVE_INFINITY;
			if (position >= next) break;
			const left = entries.filter(({ offset }) => offset >= position);
			const size = Math.max(LEAST, Math.ceil(entries.length / 2 ** attempt));
			try {
				for (let at = 0; at < left.length || at === 0; at += size)
					await commitAll(stream, left.slice(at, at + size), left[at + size]?.offset ?? next);
				break;
			} catch (error) {
				if (error instanceof FencedError || closing.signal.aborted) throw error;
				state = 'retrying';
				logger.error('the store did not take a batch; trying again', {
					stream: streamName(stream),
					entries: left.length,
					at_once: Math.min(size, left.length),
					reason: String(error),
				});
				await sleep(Math.min(RETRY_MS.first * 2 ** attempt, RETRY_MS.most), undefined, { signal: closing.signal });
			}
		}
		state = 'running';
	}

	async function finish(batch: ReadBatch): Promise<number> {
		const began = performance.now();
		await storeBatch(batch);
		const ms = performance.now() - began;
		log.release(batch.stream, batch.next);
		behind = batch.behind;
		last = { at: clock(), entries: batch.entries.length, ms };
		done.set(streamName(batch.stream), batch.next);
		settle();
		return ms;
	}

	async function onBatch(batch: LogBatch): Promise<void> {
		// reading a batch takes the event loop, storing the one before takes DuckDB: both at once
		const read = { ...batch, entries: await readAll(batch.entries) };
		await inHand;
		const stored = finish(read);
		inHand = stored;
		stored.catch(() => {});
		if (batch.behind > 0) {
			if (rush?.isOn(last)) await rush.over({ ms: await stored, received: latest });
			return;
		}
		const ms = await stored;
		// more events come together while this waits, and a transaction costs nearly the same for one as for fifty
		if (paceMs > 0) await pause(Math.min(PACE.usual * ms, Math.max(paceMs, PACE.least * ms)) - ms);
	}

	/** Waits, though not longer than until it is closed. */
	async function pause(ms: number): Promise<void> {
		await sleep(ms, undefined, { signal: closing.signal }).catch(() => {});
	}

	function settle(): void {
		const reached = Math.max(0, ...done.values());
		for (const waiter of waiters) {
			if (failure !== undefined) waiter.reject(failure);
			else if (reached >= waiter.head) waiter.resolve();
			else continue;
			waiters.delete(waiter);
		}
	}

	return {
		start() {
			if (subscription) return;
			state = 'running';
			subscription = log.subscribe({
				maxEntries,
				startAt(stream) {
					const position = store.position(stream);
					if (position !== undefined) done.set(streamName(stream), position);
					return position ?? 'oldest';
				},
				onBatch,
				onFailure(error) {
					if (closing.signal.aborted) return;
					state = 'failed';
					failure = error;
					logger.error('the aggregator has stopped', { reason: String(error) });
					settle();
				},
			});
		},
		stats: () => ({ state, behind, last }),
		async caughtUp() {
			const head = log.head();
			await new Promise<void>((resolve, reject) => {
				waiters.add({ head, resolve, reject });
				settle();
			});
		},
		takeOut: (of) => alone(() => store.takeOut(of, (rest) => fold(rest, { views: [], waiting: [], visits: [], links: [] }))),
		async close() {
			closing.abort();
			await subscription?.close();
			await inHand.catch(() => {});
			if (state !== 'failed') state = 'stopped';
			failure ??= new Error('The aggregator was closed.');
			settle();
		},
	};
}
