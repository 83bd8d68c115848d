import type { Logger } from '../../logger.ts';
import { startThread, type Thread, ThreadError } from '../../threads/thread.ts';
import { workerUrl } from '../../threads/workerUrl.ts';
import type { Committed, Group, Opened, OpenOptions, Trim, Trimmed, WriterCalls } from './threads.ts';

/** The thread that writes the database file, begun anew after a failure. */
export interface Engine {
	readonly opened: Opened;
	/** Rejects with `ThreadError`; after anything but a full disk the file is then opened anew. */
	commit(group: Group): Promise<Committed>;
	trim(what: Trim): Promise<Trimmed>;
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

type Writer = Thread<WriterCalls>;

async function start(open: OpenOptions): Promise<{ writer: Writer; opened: Opened }> {
	const writer = startThread<WriterCalls>(workerUrl('log/sqlite/writer.js'));
	try {
		return { writer, opened: await writer.ask('open', open) };
	} catch (error) {
		await writer.end();
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
 * pages that are gone (https://wiki.postgresql.org/wiki/Fsync_Errors). So the file is given up, and opened with a fresh
 * thread and descriptors, where everything is written and synced once more before anything is added.
 */
export async function openEngine({ open, logger, onReopened, reopenAfterMs }: EngineDeps): Promise<Engine> {
	let { writer, opened } = await start(open);
	let reopening: Promise<void> | undefined;
	let closed = false;
	let head = opened.head;
	let endPause = (): void => undefined;

	const pauseFor = (ms: number): Promise<void> =>
		new Promise((resolve) => {
			endPause = resolve;
			setTimeout(resolve, ms).unref();
		});

	const startAgain = async (): Promise<{ writer: Writer; opened: Opened }> => {
		const again = await start({ ...open, failingCommit: 0 });
		if (again.opened.epoch === opened.epoch && again.opened.head >= head) return again;
		await again.writer.end();
		throw new Error('its file is not the one that was open before. Put that one back, or start Footfall anew with the one that is there.');
	};

	const reopen = async (reason: string): Promise<void> => {
		logger.error('the log failed; events are answered with 503 until it is open again', { reason });
		await writer.end();
		for (let pause = reopenAfterMs; ; pause = Math.min(2 * pause, 60_000)) {
			if (!closed) await pauseFor(pause);
			if (closed) return;
			try {
				({ writer, opened } = await startAgain());
				break;
			} catch (error) {
				logger.error('the log cannot be opened yet', { reason: String(error) });
			}
		}
		reopening = undefined;
		logger.info('the log is open again', { head: opened.head });
		onReopened(opened);
	};

	const fail = (of: Writer, error: unknown): void => {
		if (closed || reopening || of !== writer || isFull(error)) return;
		reopening = reopen(error instanceof Error ? error.message : String(error));
	};

	/** Asks the writer once: a caller that must not wait. */
	const write = async <T>(ask: (writer: Writer) => Promise<T>): Promise<T> => {
		if (reopening) throw new ThreadError('The log is being opened anew.', 'REOPENING');
		const of = writer;
		try {
			return await ask(of);
		} catch (error) {
			fail(of, error);
			throw error;
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
		failed: () => reopening !== undefined,
		async close() {
			closed = true;
			endPause();
			await reopening;
			try {
				if (!reopening) await writer.ask('close', undefined);
			} finally {
				await writer.end();
			}
		},
	};
}
