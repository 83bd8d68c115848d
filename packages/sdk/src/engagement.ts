import { listen } from './guard.ts';
import type { Tracker } from './types.ts';

/**
 * How long the page view was visible and focused, and how deep it was scrolled, reported as `page_unload` whenever it
 * may be over.
 *
 * The values are totals of the page view so far and the server keeps the greatest, so that a lost or repeated report
 * does no harm.
 */
export function engagement({ report }: Tracker): (over: boolean) => void {
	let engaged: number;
	let reported: number;
	let deepest: number;
	let scroll: number;
	let since: number;
	let active: boolean | undefined;

	const tick = (): void => {
		// monotonic, and on most systems it stands still while the machine sleeps
		const now = performance.now();
		if (active) engaged += now - since;
		since = now;
		// the focus stays in the document while a frame inside it has it
		active = !document.hidden && document.hasFocus();
	};
	const measure = (): void => {
		deepest = Math.max(deepest, scrollY + innerHeight);
	};
	const begin = (): void => {
		tick();
		engaged = deepest = scroll = 0;
		reported = -100;
	};

	listen('focus', tick);
	listen('blur', tick);
	listen('visibilitychange', tick);
	listen('scroll', measure);
	begin();
	return (over) => {
		tick();
		measure();
		// pagehide and hidden come a few milliseconds apart
		if (engaged - reported > 99) {
			reported = engaged;
			// a page that grows would make it fall
			scroll = Math.max(scroll, Math.min(100, Math.round((deepest * 100) / document.documentElement.scrollHeight)));
			report('page_unload', { engaged: Math.round(engaged), scroll });
		}
		if (over) begin();
	};
}
