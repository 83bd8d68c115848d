import type { Trim, Trimmed } from './threads.ts';

/** Deletes what is consumed and old enough, a little at a time. */
export interface Retention {
	/** Entries before `offset` are consumed. */
	release(offset: number): void;
	close(): void;
}

interface RetentionDeps {
	readonly trim: (what: Trim) => Promise<Trimmed>;
	readonly clock: () => number;
	readonly retentionMs: number;
	/** Whether the disk is short of room: then nothing that is consumed is kept for later, and what it took is given back to the disk. */
	readonly pressed: () => boolean;
	/** Pause between looks, ms. */
	readonly sweepEveryMs: number;
	readonly onTrimmed: (oldest: number) => void;
	readonly onError: (error: unknown) => void;
}

/** Deleting may take a fifth of the writer's time, so that appends are hardly slower while a backlog is deleted. */
const PAUSE_PER_WORK = 4;

export function createRetention({ trim, clock, retentionMs, pressed, sweepEveryMs, onTrimmed, onError }: RetentionDeps): Retention {
	let upTo = 0;
	let closed = false;
	let timer: NodeJS.Timeout | undefined;

	const schedule = (ms: number): void => {
		if (!closed) timer = setTimeout(() => void step(), ms).unref();
	};

	const step = async (): Promise<void> => {
		try {
			const squeeze = pressed();
			const before = squeeze ? Number.MAX_SAFE_INTEGER : clock() - retentionMs;
			const { oldest, more, ms } = await trim({ upTo, before, squeeze });
			onTrimmed(oldest);
			schedule(more ? Math.max(5, PAUSE_PER_WORK * ms) : sweepEveryMs);
		} catch (error) {
			onError(error);
			schedule(sweepEveryMs);
		}
	};

	return {
		release(offset) {
			upTo = Math.max(upTo, offset);
			if (!timer) schedule(sweepEveryMs);
		},
		close() {
			closed = true;
			clearTimeout(timer);
		},
	};
}
