import { listen } from './guard.ts';
import type { Totals } from './types.ts';

/**
 * How long the page view was visible and focused, and how deep it was scrolled: told whenever it may be over and there is
 * something new.
 *
 * The values are totals of the page view so far and the server keeps the greatest, so that a lost or repeated report
 * does no harm, nor a page that grows.
 */
export const engagement = (): ((over?: unknown) => Totals | false) => {
	let engaged: number;
	let told: number;
	let deepest: number;
	/** When it was last visible and focused; false when it is not. */
	let since: number | false | undefined;

	const tick = (): void => {
		// monotonic, and on most systems it stands still while the machine sleeps
		const now = performance.now();
		if (since) {
			engaged += now - since;
			// not the first time: the page may not be laid out yet
			deepest = Math.max(deepest, scrollY + innerHeight);
		}
		// the focus stays in the document while a frame inside it has it
		since = !document.hidden && document.hasFocus() && now;
	};
	listen(tick, 'focus', 'blur', 'scroll');
	return (over) => {
		tick();
		// pagehide and hidden come a few milliseconds apart
		const totals = engaged - told > 99 && {
			// biome-ignore lint/suspicious/noAssignInExpressions: a few bytes
			engaged: Math.round((told = engaged)),
			scroll: Math.round((deepest * 100) / document.documentElement.scrollHeight),
		};
		if (over) {
			engaged = deepest = 0;
			told = -100;
		}
		return totals;
	};
};
