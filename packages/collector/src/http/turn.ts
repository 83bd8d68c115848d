/** Says for how long, ms, whoever is served now has waited at least in this process. */
export type Waited = () => number;

/**
 * Measures waiting by turns of the event loop: what is served in one turn was there when the turn began, so whoever is served late in a long one has waited for those before.
 *
 * @param now Milliseconds that never go back.
 * @param atEnd Calls back when the turn is over.
 */
export function createTurnWatch(now: () => number, atEnd: (over: () => void) => void): Waited {
	let began: number | undefined;
	const over = (): void => {
		began = undefined;
	};
	return () => {
		const at = now();
		if (began === undefined) {
			began = at;
			atEnd(over);
		}
		return at - began;
	};
}
