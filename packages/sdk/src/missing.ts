import type { Tracker } from './types.ts';

/** A page that the server answered with 404, as the event `404`; browsers that do not tell the status are left out. */
export const missing = ({ report, wants }: Tracker): void => {
	const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
	// after the page view
	if (load?.responseStatus === 404 && wants('404')) setTimeout(() => report('404', { d: { path: location.pathname }, i: false }));
};
