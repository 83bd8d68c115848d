interface RushDeps {
	/** The position after the log's newest entry. */
	readonly head: () => number;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	/** Waits so many ms, or until the aggregator is closed. */
	readonly pause: (ms: number) => Promise<void>;
	readonly closing: AbortSignal;
}

interface Stored {
	readonly entries: number;
	/** How long it took. */
	readonly ms: number;
}

/** Tells when events come in about as fast as they can be stored, and waits meanwhile. */
export interface Rush {
	/** Whether there is one, given how fast the last entries were stored. */
	isOn(last: Stored | undefined): boolean;
	/**
	 * Resolves when it is over, or after some times what the last commit took, or at once when the newest of what is stored is old.
	 *
	 * @param received when the newest event that is stored came in, ms since the epoch
	 */
	over(last: { readonly ms: number; readonly received: number }): Promise<void>;
}

/** Events that come in at half the speed at which they can be stored, with the processors shared, take the processors of each other. */
const SHARE = 0.5;
/** Meanwhile storing takes a tenth of the time … */
const TIMES = 9;
/** … as long as answers are no older than this. Milliseconds. */
const OLDEST_MS = 30_000;
const LOOK_MS = 100;

/**
 * In a rush whoever stores events slows down whoever takes them in, on the same processors: 6 700 requests a second were answered then, and
 * 10 300 when storing waited. What waits is in the log, and is stored in larger transactions at a third of the cost when the rush is over.
 */
export function createRush({ head, clock, pause, closing }: RushDeps): Rush {
	let seen = { head: 0, at: Number.NEGATIVE_INFINITY };
	/** Entries that can be stored in a millisecond. */
	let speed = Number.POSITIVE_INFINITY;

	function isRush(): boolean {
		const now = { head: head(), at: performance.now() };
		const arrived = (now.head - seen.head) / (now.at - seen.at);
		seen = now;
		return arrived > SHARE * speed;
	}

	return {
		isOn(last) {
			if (last !== undefined && last.ms > 0) speed = last.entries / last.ms;
			return isRush();
		},
		async over({ ms, received }) {
			for (let waited = 0; waited < TIMES * ms; waited += LOOK_MS) {
				if (clock() - received > OLDEST_MS || closing.aborted) return;
				await pause(LOOK_MS);
				if (!isRush()) return;
			}
		},
	};
}
