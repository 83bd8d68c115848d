import { attempt, listen } from './guard.ts';
import type { Tracker } from './types.ts';

interface Timed extends PerformanceEntry {
	/** Layout shifts. */
	value: number;
	hadRecentInput: boolean;
	/** Interactions. */
	interactionId: number;
}

/** What the tests hold against the package `web-vitals`: the same definitions, without its attribution. */
export interface Vitals {
	lcp?: number;
	inp?: number;
	cls?: number;
	fcp?: number;
	ttfb?: number;
	load?: number;
}

/**
 * The web vitals of the page load, as `web_vitals` when it is left: LCP until the first input, the worst window of
 * layout shifts (gaps under 1 s, 5 s at most), the 98th percentile of interactions. Milliseconds; CLS is a score.
 *
 * They belong to the document, so that routes inside it have none.
 */
export function vitals({ report, wants }: Tracker): ((over: boolean) => void) | undefined {
	if (!wants('vitals')) return;
	const found: Vitals = {};
	let reported = '{}';
	let shifts = 0;
	let firstShift = 0;
	let lastShift = 0;
	const interactions: Record<number, number> = {};
	/** One each for the kinds of entries that the engine has; with `over` the last that is asked for. */
	let observers: ((over: boolean) => void)[] = [];
	const [navigated] = performance.getEntriesByType('navigation') as (PerformanceNavigationTiming & { activationStart?: number })[];
	/** A prerendered page begins when it is opened. */
	const start = navigated?.activationStart ?? 0;
	const since = (time: number): number => Math.max(0, Math.round(time - start));
	// a page that loaded in the background was painted when somebody looked
	let settled = performance.getEntriesByType('visibility-state').some(({ name, startTime }) => name === 'hidden' && startTime >= start);

	const observe = (type: string, handle: (entry: Timed) => void): unknown =>
		attempt(() => {
			const all = (entries: PerformanceEntryList): void => (entries as Timed[]).forEach(handle);
			const observer = new PerformanceObserver((list) => all(list.getEntries()));
			observer.observe({ type, buffered: true, durationThreshold: 40 } as PerformanceObserverInit);
			observers.push((over) => {
				all(observer.takeRecords());
				if (over) observer.disconnect();
			});
		});
	const onInput = ({ interactionId, duration }: Timed): void => {
		if (!interactionId) return;
		interactions[interactionId] = Math.max(interactions[interactionId] ?? 0, duration);
		const slowest = Object.values(interactions).sort((a, b) => b - a);
		// only those are observed that took 40 ms, and the first; all are counted
		const count = (performance as { interactionCount?: number }).interactionCount ?? slowest.length;
		// durations are multiples of 8 ms
		found.inp = slowest[Math.min(slowest.length - 1, Math.floor(count / 50))] as number;
	};
	observe('paint', ({ name, startTime }) => {
		if (settled || name !== 'first-contentful-paint') return;
		found.fcp = since(startTime);
		// a page that was painted and never shifted is perfect, not unmeasured
		if ('LayoutShift' in window) found.cls ??= 0;
	});
	observe('largest-contentful-paint', ({ startTime }) => {
		if (!settled) found.lcp = since(startTime);
	});
	observe('layout-shift', ({ startTime, hadRecentInput, value }) => {
		if (hadRecentInput) return;
		if (!shifts || startTime - lastShift >= 1000 || startTime - firstShift >= 5000) {
			shifts = 0;
			firstShift = startTime;
		}
		lastShift = startTime;
		shifts += value;
		found.cls = Math.max(found.cls ?? 0, Math.round(shifts * 1e4) / 1e4);
	});
	observe('event', onInput);
	observe('first-input', onInput);
	// the paints after an input or in the background are not the load's
	for (const type of ['keydown', 'click', 'visibilitychange']) {
		listen(type, () => {
			settled = true;
		});
	}

	return (over) => {
		if (!observers[0]) return;
		for (const flush of observers) flush(over);
		if (over) observers = [];
		if (navigated?.responseStart) found.ttfb = since(navigated.responseStart);
		if (navigated?.loadEventEnd) found.load = since(navigated.loadEventEnd);
		const before = reported;
		reported = JSON.stringify(found);
		if (reported !== before) report('web_vitals', found);
	};
}
