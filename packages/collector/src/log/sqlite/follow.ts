import type { MessagePort } from 'node:worker_threads';
import type { Logger } from '../../logger.ts';
import type { LogFollower, StartAt, Stream, Subscription } from '../log.ts';
import type { Spool } from '../spool.ts';
import { openEntriesFile } from './entriesFile.ts';
import { startSubscription } from './subscription.ts';

/**
 * What another thread needs to follow the log: it reads the file by itself, and only up to where the log says that all is durable.
 *
 * Nothing of an entry crosses from thread to thread, so that a follower costs the thread that takes events in next to nothing.
 */
export interface Seat {
	readonly file: string;
	readonly stream: Stream;
	/** The position after the newest durable entry, a 64-bit integer; and whether the follower sleeps until it moves. */
	readonly head: SharedArrayBuffer;
	/** From the log: `wake`. To the log: a position before which all is consumed. To be transferred. */
	readonly port: MessagePort;
}

/** Both ends of the shared memory: head, and the flag that wakes. */
export interface SharedHead {
	get(): number;
	set(head: number): void;
	/** Asks to be woken; true when the head has passed `position` in the meantime, and there is nothing to sleep for. */
	sleepAt(position: number): boolean;
	/** Whether somebody sleeps, who is from now on taken to be awake. */
	takeSleeper(): boolean;
}

export function sharedHead(buffer: SharedArrayBuffer): SharedHead {
	const heads = new BigInt64Array(buffer, 0, 1);
	const sleepers = new Int32Array(buffer, 8, 1);
	const get = (): number => Number(Atomics.load(heads, 0));
	return {
		get,
		set(head) {
			Atomics.store(heads, 0, BigInt(head));
		},
		sleepAt(position) {
			Atomics.store(sleepers, 0, 1);
			// looked at after the flag is up: a commit in between has either been seen here, or sees the flag
			return get() > position;
		},
		takeSleeper: () => Atomics.exchange(sleepers, 0, 0) === 1,
	};
}

export const SHARED_HEAD_BYTES = 16;

/** Subscribers get at most this many characters a batch, whatever the count. */
const BATCH_CHARS = 4 * 1024 * 1024;

export interface SqliteFollower extends LogFollower {
	/** The same log as something to be emptied. */
	readonly spool: Spool;
	close(): Promise<void>;
}

/** Follows a log that another thread of this process writes. */
export function followSqliteLog({ file, stream, head: buffer, port }: Seat, logger: Logger): SqliteFollower {
	const entries = openEntriesFile(file);
	const shared = sharedHead(buffer);
	const subscriptions = new Set<Subscription>();
	const sleepers: (() => void)[] = [];
	const wakeAll = (): void => {
		for (const wake of sleepers.splice(0)) wake();
	};
	port.on('message', wakeAll);
	// an open port would keep the thread alive; its owner ends it
	port.unref();

	/** The head that the subscriber who is about to sleep has just looked at. */
	let seen = 0;
	const head = (): number => {
		seen = shared.get();
		return seen;
	};
	const sleep = (wake: () => void): void => {
		sleepers.push(wake);
		if (shared.sleepAt(seen)) wakeAll();
	};

	function resolveStart(start: StartAt): number {
		if (typeof start === 'object') return entries.since(start.since);
		const oldest = entries.oldest();
		if (start === 'oldest') return oldest;
		const head = shared.get();
		if (start > head)
			throw new Error(`The log ends at ${head}, before the position ${start}: its file is older than what was read from it.`);
		if (start < oldest) logger.warn('the log no longer has all entries from the position asked for', { position: start, oldest });
		return Math.max(start, oldest);
	}

	const spool: Spool = {
		stream,
		head: shared.get,
		oldest: entries.oldest,
		entriesFrom(from, maxEntries, maxChars) {
			const most = Math.min(maxEntries, shared.get() - from);
			return most <= 0 ? [] : entries.readEntries({ from, maxEntries: most, maxChars });
		},
		whenAt(position, wake) {
			seen = position;
			if (shared.get() > position) wake();
			else sleep(wake);
		},
		release: (offset) => port.postMessage(offset),
	};

	return {
		spool,
		head: shared.get,
		subscribe(options) {
			const started = startSubscription(
				{
					stream,
					head,
					resolveStart,
					read: (from, maxEntries) => entries.read({ from, maxEntries: Math.min(maxEntries, shared.get() - from), maxChars: BATCH_CHARS }),
					onCommit: sleep,
					onEnd: () => void subscriptions.delete(started),
				},
				options,
			);
			subscriptions.add(started);
			return started;
		},
		release(of, offset) {
			if (of.epoch === stream.epoch) port.postMessage(offset);
		},
		async close() {
			await Promise.all([...subscriptions].map((subscription) => subscription.close()));
			entries.close();
			port.close();
		},
	};
}
