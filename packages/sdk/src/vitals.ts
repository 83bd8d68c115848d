import type { Totals, Tracker } from './types.ts';

interface Timed extends PerformanceEntry {
	/** Layout shifts. */
	value: number;
	hadRecentInput: boolean;
	/** Interactions. */
	interactionId: number;
}

/**
 * The web vitals of the page load: LCP until it is left or hidden (the browser itself ends it at the first input), the
 * worst window of layout shifts (gaps under 1 s, 5 s at most), the 98th percentile of interactions; the definitions of the
 * package `web-vitals`, without its attribution. Milliseconds; CLS is a score. They belong to the document, so that
 * routes inside it have none.
 */
export const vitals = ({ wants }: Tracker): ((over?: unknown) => Totals | false) | undefined => {
	if (!wants('vitals')) return undefined;
	const [load = {}] = performance.getEntriesByType('navigation') as Partial<PerformanceNavigationTiming & { activationStart: number }>[];
	let lcp: number | undefined;
	let settled: unknown;
	/** Zero where there are no shifts, but only where they would be told. */
	let cls = (window as { LayoutShift?: unknown }).LayoutShift && 0;
	let shifts = 0;
	let firstShift = 0;
	let lastShift = 0;
	/** The longest event of each interaction. */
	const longest: Record<number, number> = {};
	/** Page views that may still be told about: what ends when the first begins, and that. */
	let views = 2;
	/** A prerendered page begins when it is opened. */
	const since = (time?: number): number | undefined => time && Math.max(0, time - (load.activationStart ?? 0));
	const observer = new PerformanceObserver((list) => {
		for (const { startTime, duration, value, hadRecentInput, interactionId } of list.getEntries() as Timed[]) {
			if (interactionId) longest[interactionId] = Math.max(longest[interactionId] ?? 0, duration);
			// a layout shift
			else if (value) {
				if (!hadRecentInput) {
					if (startTime - lastShift > 1000 || startTime - firstShift > 5000) {
						shifts = 0;
						firstShift = startTime;
					}
					lastShift = startTime;
					shifts += value;
					cls = Math.max(cls as number, shifts);
				}
				// a paint; what lasts is an event that belongs to no interaction
			} else if (!duration && !settled) lcp = startTime;
		}
	});
	for (const type of ['event', 'layout-shift', 'largest-contentful-paint']) {
		observer.observe({ type, buffered: true, durationThreshold: 40 } as PerformanceObserverInit);
	}

	return (over) => {
		const slowest = Object.values(longest).sort((a, b) => b - a);
		if (over) views--;
		else settled = 1;
		return (
			views > 0 && {
				lcp: since(lcp),
				cls: cls as number,
				inp: slowest[(slowest.length / 50) | 0],
				fcp: since(performance.getEntriesByName('first-contentful-paint')[0]?.startTime),
				ttfb: since(load.responseStart),
				load: since(load.loadEventEnd),
			}
		);
	};
};
