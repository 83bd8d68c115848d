import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { FootfallError } from '@footfall/protocol';
import type { Logger } from '../../logger.ts';
import type { Log, LoggedEntry, StartAt, Stream, Subscription } from '../log.ts';
import { createDiskSpace } from './diskSpace.ts';
import { isFull, openEngine } from './engine.ts';
import { type Seat, SHARED_HEAD_BYTES, type SharedHead, sharedHead } from './follow.ts';
import { createGroups } from './groups.ts';
import { lockDirectory } from './lock.ts';
import { createRetention } from './retention.ts';
import { startSubscription } from './subscription.ts';
import { createSyncTimes } from './syncTimes.ts';
import { createTail } from './tail.ts';
import type { Group } from './threads.ts';

export interface SqliteLogOptions {
	/** Made if it is missing. One process at a time. */
	readonly directory: string;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	/** How long consumed entries are kept, ms. */
	readonly retentionMs: number;
	/** Free space of the disk below which appends are rejected with `log_full`, bytes. */
	readonly diskReserveBytes: number;
	readonly logger: Logger;
	/** Default `analytics-events`. */
	readonly topic?: string;
	/** Free bytes of the disk that holds a directory; default: asks the system. */
	readonly freeBytes?: (directory: string) => number;
	/** Milliseconds added to every commit: a slow disk, for benchmarks and tests. */
	readonly injectSyncDelayMs?: number;
	/** The number of the commit that fails as if the disk had refused to sync, for tests. */
	readonly injectSyncFailure?: number;
	/** First pause before a failed file is opened anew, ms; default 1000. */
	readonly reopenAfterMs?: number;
	/** Pause between looks for entries to delete, ms; default 5000. */
	readonly sweepEveryMs?: number;
}

/** A log that another thread of this process can follow as well. */
export interface SqliteLog extends Log {
	/** A place for one thread: what `followSqliteLog` takes there. Its port has to be transferred. */
	seat(): Seat;
}

/** Subscribers get at most this many characters a batch, whatever the count. */
const BATCH_CHARS = 4 * 1024 * 1024;
const TAIL_CHARS = 4 * 1024 * 1024;

function systemFreeBytes(directory: string): number {
	const { bavail, bsize } = statfsSync(directory);
	return bavail * bsize;
}

/** Makes the names of new files durable, not only what is in them. */
function syncDirectory(directory: string): void {
	// Windows cannot open a directory, and keeps names in a journal of its own.
	if (process.platform === 'win32') return;
	const descriptor = openSync(directory, 'r');
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

function sizeOf(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** An SQLite error about the directory, in words for the operator; `code` as the system would have said it. */
function explain(error: unknown, directory: string): unknown {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	if (!/^(SQLITE_(READONLY|CANTOPEN|PERM)|EACCES|EROFS|EPERM|ENOTDIR|EEXIST)/.test(code)) return error;
	const message = `The data directory ${directory} cannot be written. Make it a directory that this user may write, or set DATA_DIR to another one.`;
	return new Error(message, { cause: error });
}

/**
 * The durable log of one machine: one partition in one SQLite file, written and read by two threads of their own.
 *
 * An append is acknowledged when the group that it went with is synced to disk. When a sync itself fails, nobody can know
 * whether its entries are kept: they are rejected with `log_unavailable` and may be there all the same after the file was
 * opened anew. A sender that repeats them with the same ids is deduplicated by the store.
 *
 * @throws {Error} with words for the operator, when the directory is in use or cannot be written.
 */
export async function openSqliteLog(options: SqliteLogOptions): Promise<SqliteLog> {
	const { directory } = options;
	try {
		mkdirSync(directory, { recursive: true });
		const lock = lockDirectory(directory);
		try {
			return await openLocked(options, () => lock.release());
		} catch (error) {
			lock.release();
			throw error;
		}
	} catch (error) {
		throw explain(error, directory);
	}
}

async function openLocked(options: SqliteLogOptions, unlock: () => void): Promise<SqliteLog> {
	const { directory, clock, logger, freeBytes = systemFreeBytes } = options;
	const file = path.join(directory, 'log.db');
	const tail = createTail(TAIL_CHARS);
	const syncTimes = createSyncTimes();
	const subscriptions = new Set<Subscription>();
	const seats: { readonly shared: SharedHead; readonly port: MessagePort }[] = [];
	let sleepers: (() => void)[] = [];
	let appended = 0;
	let closed = false;

	const engine = await openEngine({
		open: {
			file,
			newEpoch: randomBytes(8).toString('hex'),
			syncDelayMs: options.injectSyncDelayMs ?? 0,
			failingCommit: options.injectSyncFailure ?? 0,
		},
		logger,
		reopenAfterMs: options.reopenAfterMs ?? 1000,
		onReopened(opened) {
			// The group that failed may be there after all, and then the tail in memory has a gap.
			tail.clear();
			advance(opened.head);
		},
	});
	syncDirectory(directory);
	let { head, oldest } = engine.opened;
	const stream: Stream = { epoch: engine.opened.epoch, topic: options.topic ?? 'analytics-events', partition: 0 };

	function advance(to: number): void {
		head = to;
		const woken = sleepers;
		sleepers = [];
		for (const wake of woken) wake();
		for (const { shared, port } of seats) {
			shared.set(to);
			if (shared.takeSleeper()) port.postMessage('wake');
		}
	}

	const space = createDiskSpace({
		freeBytes() {
			try {
				return freeBytes(directory);
			} catch {
				// A disk that cannot be asked is found out by writing to it.
				return Number.POSITIVE_INFINITY;
			}
		},
		reserveBytes: options.diskReserveBytes,
		clock,
		onChange(state, free) {
			const fields = { directory, free, reserve: options.diskReserveBytes };
			if (state === 'full') logger.error('the disk is full; events are answered with 503', fields);
			else if (state === 'nearly_full') logger.warn('the disk is nearly full', fields);
			else logger.info('the disk has room again', fields);
		},
	});

	const commit = async (group: Group): ReturnType<typeof engine.commit> => {
		try {
			return await engine.commit(group);
		} catch (error) {
			if (isFull(error)) {
				space.wasFull();
				throw new FootfallError('log_full', { retryAfter: 30, cause: error });
			}
			throw new FootfallError('log_unavailable', { retryAfter: 2, cause: error });
		}
	};

	const groups = createGroups({
		clock,
		lastAt: engine.opened.lastAt,
		commit,
		onCommitted({ values }, { first, ms }) {
			appended += values.length;
			syncTimes.add(ms);
			// what nobody reads here need not be kept here
			if (subscriptions.size > 0) tail.push(first, values);
			advance(first + values.length);
		},
	});

	const retention = createRetention({
		trim: engine.trim,
		clock,
		retentionMs: options.retentionMs,
		pressed: () => space.state() !== 'ok',
		sweepEveryMs: options.sweepEveryMs ?? 5000,
		onTrimmed(first) {
			oldest = first;
		},
		onError: (error) => logger.warn('old entries of the log could not be deleted', { reason: String(error) }),
	});

	async function resolveStart(start: StartAt): Promise<number> {
		if (start === 'oldest') return oldest;
		if (typeof start === 'object') return await engine.since(start.since);
		if (start > head)
			throw new Error(`The log ends at ${head}, before the position ${start}: its file is older than what was read from it.`);
		if (start < oldest) logger.warn('the log no longer has all entries from the position asked for', { position: start, oldest });
		return Math.max(start, oldest);
	}

	function release(upTo: number): void {
		retention.release(Math.min(upTo, head));
	}

	async function read(from: number, maxEntries: number): Promise<readonly LoggedEntry[]> {
		const inMemory = tail.read(from, maxEntries);
		if (inMemory) return inMemory;
		const { offsets, values } = await engine.read({ from, maxEntries, maxChars: BATCH_CHARS });
		return offsets.map((offset, i) => ({ offset, value: values[i] as string }));
	}

	return {
		async append(entries) {
			if (closed) throw new FootfallError('shutting_down', { retryAfter: 5 });
			if (engine.failed()) throw new FootfallError('log_unavailable', { retryAfter: 2 });
			const chars = entries.reduce((sum, { value }) => sum + value.length, 0);
			if (space.check(chars) === 'full') throw new FootfallError('log_full', { retryAfter: 30 });
			await groups.append(entries);
		},
		subscribe(subscription) {
			const started = startSubscription(
				{
					stream,
					head: () => head,
					resolveStart,
					read,
					onCommit: (wake) => void sleepers.push(wake),
					onEnd() {
						subscriptions.delete(started);
						// the next one would find a gap
						if (subscriptions.size === 0) tail.clear();
					},
				},
				subscription,
			);
			subscriptions.add(started);
			return started;
		},
		release(of, offset) {
			if (of.epoch === stream.epoch) release(offset);
		},
		head: () => head,
		seat() {
			const buffer = new SharedArrayBuffer(SHARED_HEAD_BYTES);
			const { port1: port, port2 } = new MessageChannel();
			const shared = sharedHead(buffer);
			shared.set(head);
			port.on('message', (upTo: number) => release(upTo));
			// whoever follows must not keep the process alive
			port.unref();
			seats.push({ shared, port });
			return { file, stream, head: buffer, port: port2 };
		},
		stats: () => ({
			appended,
			kept: head - oldest,
			bytes: sizeOf(file) + sizeOf(`${file}-wal`),
			head,
			syncMs: syncTimes.summary(),
			state: engine.failed() ? 'failed' : space.state(),
		}),
		async close() {
			if (closed) return;
			closed = true;
			retention.close();
			await groups.drained();
			await Promise.all([...subscriptions].map((subscription) => subscription.close()));
			for (const { port } of seats) port.close();
			await engine.close();
			unlock();
		},
	};
}
