import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { FootfallError } from '@footfall/protocol';
import type { Logger } from '../../logger.ts';
import type { LogWriter, Stream } from '../log.ts';
import { createDiskSpace } from './diskSpace.ts';
import { isFull, openEngine } from './engine.ts';
import { type Seat, SHARED_HEAD_BYTES, type SharedHead, sharedHead } from './follow.ts';
import { createGroups } from './groups.ts';
import { lockDirectory } from './lock.ts';
import { createRetention } from './retention.ts';
import { createSyncTimes } from './syncTimes.ts';
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

/** A log that other threads of this process follow. */
export interface SqliteLog extends LogWriter {
	/** A place for one thread: what `followSqliteLog` takes there. Its port has to be transferred. */
	seat(): Seat;
}

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
 * The durable log of one machine: one partition in one SQLite file, written by a thread of its own, and read by whoever follows it.
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
	const syncTimes = createSyncTimes();
	const seats: { readonly shared: SharedHead; readonly port: MessagePort }[] = [];
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
		// the group that failed may be there after all
		onReopened: (opened) => advance(opened.head),
	});
	syncDirectory(directory);
	let { head, oldest } = engine.opened;
	const stream: Stream = { epoch: engine.opened.epoch, topic: options.topic ?? 'analytics-events', partition: 0 };

	function advance(to: number): void {
		head = to;
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

	return {
		async append(entries) {
			if (closed) throw new FootfallError('shutting_down', { retryAfter: 5 });
			if (engine.failed()) throw new FootfallError('log_unavailable', { retryAfter: 2 });
			const chars = entries.reduce((sum, { value }) => sum + value.length, 0);
			if (space.check(chars) === 'full') throw new FootfallError('log_full', { retryAfter: 30 });
			await groups.append(entries);
		},
		seat() {
			const buffer = new SharedArrayBuffer(SHARED_HEAD_BYTES);
			const { port1: port, port2 } = new MessageChannel();
			const shared = sharedHead(buffer);
			shared.set(head);
			port.on('message', (upTo: number) => retention.release(Math.min(upTo, head)));
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
			for (const { port } of seats) port.close();
			await engine.close();
			unlock();
		},
	};
}
