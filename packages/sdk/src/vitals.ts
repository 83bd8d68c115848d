import { listen } from './guard.ts';
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
	let reported = '';
	let loaded = true;
	let settled = false;
	let shifts = 0;
	let firstShift = 0;
	let lastShift = 0;
	const interactions = new Map<number, number>();
	const [navigated] = performance.getEntriesByType('navigation') as (PerformanceNavigationTiming & { activationStart?: number })[];
	/** A prerendered page begins when it is opened. */
	const start = navigated?.activationStart ?? 0;
	const since = (time: number): number => Math.max(0, Math.round(time - start));

	const observe = (type: string, handle: (entry: Timed) => void, options?: object): PerformanceObserver | undefined => {
		try {
			const observer = new PerformanceObserver((list) => (list.getEntries() as Timed[]).forEach(handle));
			observer.observe({ type, buffered: true, ...options });
			return observer;
		} catch {
			// an engine without this kind of entry
			return undefined;
		}
	};
	const observers = [
		observe('paint', (entry) => {
			if (entry.name === 'first-contentful-paint') found.fcp = since(entry.startTime);
		}),
		observe('largest-contentful-paint', (entry) => {
			if (!settled) found.lcp = since(entry.startTime);
		}),
		observe('layout-shift', (entry) => {
			found.cls ??= 0;
			if (entry.hadRecentInput) return;
			if (entry.startTime - lastShift > 1000 || entry.startTime - firstShift > 5000) {
				shifts = 0;
				firstShift = entry.startTime;
			}
			lastShift = entry.startTime;
			shifts += entry.value;
			found.cls = Math.max(found.cls, Math.round(shifts * 1e4) / 1e4);
		}),
		observe(
			'event',
			(entry) => {
				if (!entry.interactionId) return;
				interactions.set(entry.interactionId, Math.max(interactions.get(entry.interactionId) ?? 0, entry.duration));
				const slowest = [...interactions.values()].sort((a, b) => b - a);
				found.inp = Math.round(slowest[Math.floor(interactions.size / 50)] as number);
			},
			{ durationThreshold: 40 },
		),
	];
	// the paints after an input or in the background are not the load's
	const settle = (): void => {
		settled = true;
	};
	for (const type of ['keydown', 'click', 'visibilitychange']) listen(type, settle);

	return (over) => {
		if (!loaded) return;
		if (navigated?.responseStart) found.ttfb = since(navigated.responseStart);
		if (navigated?.loadEventEnd) found.load = since(navigated.loadEventEnd);
		const now = JSON.stringify(found);
		if (now !== reported && now !== '{}') report('web_vitals', found);
		reported = now;
		if (over) {
			loaded = false;
			for (const observer of observers) observer?.disconnect();
		}
	};
}
