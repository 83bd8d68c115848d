import type { Tracker } from './types.ts';

/** A page that the server answered with 404, as the event `404`; browsers that do not tell the status are left out. */
export function missing({ track, wants }: Tracker): void {
	const [navigated] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
	if (navigated?.responseStatus === 404 && wants('404')) track('404', { props: { path: location.pathname }, interactive: false });
}
