import type { Totals, Tracker } from './types.ts';

interface Timed extends PerformanceEntry {
	/** Layout shifts. */
	value: number;
	hadRecentInput: boolean;
	/** Interactions. */
	interactionId: number;
}

/**
 * The web vitals of the page load, as totals of its page view: LCP and FCP until it is first left or hidden (the browser
 * itself ends LCP at the first input), the worst window of layout shifts (gaps under 1 s, 5 s at most), the 98th percentile
 * of interactions; the definitions of the package `web-vitals`, without its attribution. Milliseconds; CLS is a score.
 *
 * They belong to the document, so that routes inside it have none.
 */
export const vitals = ({ wants }: Tracker): ((over?: unknown) => Totals | false) | undefined => {
	if (!wants('vitals')) return undefined;
	const [load] = performance.getEntriesByType('navigation') as (PerformanceNavigationTiming & { activationStart?: number })[];
	/** A prerendered page begins when it is opened. */
	const start = load?.activationStart ?? 0;
	const since = (time?: number): number | undefined => (time ? Math.max(0, time - start) : undefined);
	/** Whether paints are no longer the load's: a page that loaded in the background was painted when somebody looked. */
	let settled: unknown = (performance.getEntriesByName('hidden').pop()?.startTime as number) >= start;
	/** The last paints, by the names of their entries; the one of LCP is empty. */
	const paints: Record<string, number> = {};
	/** Zero where there are no shifts, but only where they would be told. */
	let cls = (window as { LayoutShift?: unknown }).LayoutShift && 0;
	let shifts: number;
	let firstShift: number;
	let lastShift: number;
	/** The longest event of each interaction. */
	const longest: Record<number, number> = {};
	/** How many page views ended: before the first one, and that. */
	let ended = 0;
	const take = (entries: PerformanceEntryList): void => {
		for (const { name, startTime, duration, value, hadRecentInput, interactionId } of entries as Timed[]) {
			// the name of a shift is empty as well
			if (!settled && !value) paints[name] = startTime;
			if (interactionId) longest[interactionId] = Math.max(longest[interactionId] ?? 0, duration);
			if (value && !hadRecentInput) {
				// never so with the first
				if (!(startTime - lastShift < 1e3 && startTime - firstShift < 5e3)) {
					shifts = 0;
					firstShift = startTime;
				}
				lastShift = startTime;
				shifts += value;
				cls = Math.max(cls as number, shifts);
			}
		}
	};
	const observer = new PerformanceObserver((list) => take(list.getEntries()));
	for (const type of ['event', 'first-input', 'layout-shift', 'paint', 'largest-contentful-paint']) {
		observer.observe({ type, buffered: true, durationThreshold: 40 } as PerformanceObserverInit);
	}

	return (over) => {
		take(observer.takeRecords());
		const slowest = Object.values(longest).sort((a, b) => b - a);
		const fcp = paints['first-contentful-paint'];
		settled ||= !over;
		return (
			(over ? ended++ : ended) < 2 && {
				fcp: since(fcp),
				lcp: since(paints['']),
				cls: fcp && (cls as number),
				// only those are told that took 40 ms, and the first; all are counted
				inp: slowest.slice(0, ((performance as { interactionCount?: number }).interactionCount ?? slowest.length) / 50 + 1).pop(),
				ttfb: since(load?.responseStart),
				load: since(load?.loadEventEnd),
			}
		);
	};
};
