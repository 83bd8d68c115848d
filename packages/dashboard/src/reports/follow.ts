import type { Later } from '../data/link.ts';

export interface FollowDeps<Answer> {
	readonly ask: (signal: AbortSignal) => Promise<Answer>;
	readonly show: (answer: Answer) => void;
	readonly fail: (error: unknown) => void;
	readonly later: Later;
	/** Milliseconds. */
	readonly clock: () => number;
}

/** A report that is kept up to date. */
export interface Following {
	/** The data under it changed. */
	touched(): void;
	close(): void;
}

/** At least so long between two, and so many times what the last one took: a costly report is asked less often. */
const PAUSE_MS = 2000;
const PAUSE_TIMES = 4;

/** Asks at once, and again when the data has changed; one at a time. Leaving cancels what is under way. */
export function followReport<Answer>({ ask, show, fail, later, clock }: FollowDeps<Answer>): Following {
	const leaving = new AbortController();
	let asking = false;
	let changed = false;
	let free = Number.NEGATIVE_INFINITY;
	let callOff: (() => void) | undefined;

	const next = (): void => {
		if (asking || !changed || callOff !== undefined || leaving.signal.aborted) return;
		callOff = later(Math.max(0, free - clock()), () => {
			callOff = undefined;
			void run();
		});
	};
	const run = async (): Promise<void> => {
		[asking, changed] = [true, false];
		const begun = clock();
		try {
			const answer = await ask(leaving.signal);
			if (!leaving.signal.aborted) show(answer);
		} catch (error) {
			if (!leaving.signal.aborted) fail(error);
		}
		asking = false;
		free = clock() + Math.max(PAUSE_MS, PAUSE_TIMES * (clock() - begun));
		next();
	};

	void run();
	return {
		touched() {
			changed = true;
			next();
		},
		close() {
			callOff?.();
			leaving.abort();
		},
	};
}
