import type { Logger } from '../../logger.ts';
import { startThread, type Thread, ThreadError } from '../../threads/thread.ts';
import { workerUrl } from '../../threads/workerUrl.ts';
import type { Committed, Group, Opened, OpenOptions, Read, ReaderCalls, Rows, Trim, Trimmed, WriterCalls } from './threads.ts';

/** The two threads that hold the database file, opened anew after a failure. */
export interface Engine {
	readonly opened: Opened;
	/** Rejects with `ThreadError`; after anything but a full disk the file is then opened anew. */
	commit(group: Group): Promise<Committed>;
	trim(what: Trim): Promise<Trimmed>;
	/** Waits while the file is opened anew. Rejects once the engine is closed. */
	read(what: Read): Promise<Rows>;
	since(at: number): Promise<number>;
	failed(): boolean;
	close(): Promise<void>;
}

interface EngineDeps {
	readonly open: OpenOptions;
	readonly logger: Logger;
	/** Told after the file was opened anew. */
	readonly onReopened: (opened: Opened) => void;
	/** First pause before the file is opened anew, ms; it doubles up to a minute. */
	readonly reopenAfterMs: number;
}

interface Pair {
	readonly writer: Thread<WriterCalls>;
	/** Started when somebody reads from here: usually nobody does, for followers in other threads read by themselves. */
	reader(): Promise<Thread<ReaderCalls>>;
	closeReader(): Promise<void>;
	end(): Promise<void>;
}

function startPair(file: string): Pair {
	const writer = startThread<WriterCalls>(workerUrl('log/sqlite/writer.js'));
	let reader: Promise<Thread<ReaderCalls>> | undefined;
	const startReader = async (): Promise<Thread<ReaderCalls>> => {
		const thread = startThread<ReaderCalls>(workerUrl('log/sqlite/reader.js'));
		try {
			await thread.ask('open', { file });
		} catch (error) {
			await thread.end();
			throw error;
		}
		return thread;
	};
	const closeReader = async (): Promise<void> => {
		const started = await reader?.catch(() => undefined);
		await started?.ask('close', undefined).catch(() => undefined);
		await started?.end();
	};
	return {
		writer,
		reader() {
			reader ??= startReader();
			return reader;
		},
		closeReader,
		async end() {
			await closeReader();
			await writer.end();
		},
	};
}

async function start(open: OpenOptions): Promise<{ pair: Pair; opened: Opened }> {
	const pair = startPair(open.file);
	try {
		const opened = await pair.writer.ask('open', open);
		return { pair, opened };
	} catch (error) {
		await pair.end();
		throw error;
	}
}

/** A full disk leaves the file whole: the transaction was rolled back, and the next may find room. */
export function isFull(error: unknown): boolean {
	return error instanceof ThreadError && error.code === 'SQLITE_FULL';
}

/**
 * Opens the database file.
 *
 * After a failed sync nobody knows which pages reached the disk, and asking the same descriptor again may answer yes for
 * pages that are gone (https://wiki.postgresql.org/wiki/Fsync_Errors). So the file is given up, and opened with fresh
 * threads and descriptors, where everything is written and synced once more before anything is added.
 */
export async function openEngine({ open, logger, onReopened, reopenAfterMs }: EngineDeps): Promise<Engine> {
	let { pair, opened } = await start(open);
	let reopening: Promise<void> | undefined;
	let closed = false;
	let head = opened.head;
	let endPause = (): void => undefined;

	const pauseFor = (ms: number): Promise<void> =>
		new Promise((resolve) => {
			endPause = resolve;
			setTimeout(resolve, ms).unref();
		});

	const startAgain = async (): Promise<{ pair: Pair; opened: Opened }> => {
		const again = await start({ ...open, failingCommit: 0 });
		if (again.opened.epoch === opened.epoch && again.opened.head >= head) return again;
		await again.pair.end();
		throw new Error('its file is not the one that was open before. Put that one back, or start Footfall anew with the one that is there.');
	};

	const reopen = async (reason: string): Promise<void> => {
		logger.error('the log failed; events are answered with 503 until it is open again', { reason });
		await pair.end();
		for (let pause = reopenAfterMs; ; pause = Math.min(2 * pause, 60_000)) {
			if (!closed) await pauseFor(pause);
			if (closed) return;
			try {
				({ pair, opened } = await startAgain());
				break;
			} catch (error) {
				logger.error('the log cannot be opened yet', { reason: String(error) });
			}
		}
		reopening = undefined;
		logger.info('the log is open again', { head: opened.head });
		onReopened(opened);
	};

	const fail = (of: Pair, error: unknown): void => {
		if (closed || reopening || of !== pair || isFull(error)) return;
		reopening = reopen(error instanceof Error ? error.message : String(error));
	};

	/** Asks the writer once: a caller that must not wait. */
	const write = async <T>(ask: (writer: Thread<WriterCalls>) => Promise<T>): Promise<T> => {
		if (reopening) throw new ThreadError('The log is being opened anew.', 'REOPENING');
		const of = pair;
		try {
			return await ask(of.writer);
		} catch (error) {
			fail(of, error);
			throw error;
		}
	};

	/** Asks the reader until it answers: a subscriber that has time. */
	const look = async <T>(ask: (reader: Thread<ReaderCalls>) => Promise<T>): Promise<T> => {
		for (;;) {
			await reopening;
			const of = pair;
			try {
				return await ask(await of.reader());
			} catch (error) {
				if (closed) throw error;
				fail(of, error);
			}
		}
	};

	return {
		opened,
		async commit(group) {
			const committed = await write((writer) => writer.ask('append', group));
			head = committed.first + group.values.length;
			return committed;
		},
		trim: (what) => write((writer) => writer.ask('trim', what)),
		read: (what) => look((reader) => reader.ask('read', what)),
		since: (at) => look((reader) => reader.ask('since', at)),
		failed: () => reopening !== undefined,
		async close() {
			closed = true;
			endPause();
			await reopening;
			// Before the writer, so that it is the last connection and can empty the write-ahead log.
			await pair.closeReader();
			try {
				if (!reopening) await pair.writer.ask('close', undefined);
			} finally {
				await pair.end();
			}
		},
	};
}
