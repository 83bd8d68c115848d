import { listen } from './guard.ts';
import type { Tracker } from './types.ts';

/** Errors of one page view that are reported at most: a loop must not become a flood. */
const MOST = 10;

/** Uncaught errors and unhandled rejections of the page's scripts, each once, as `error` events. */
export const errors = ({ report, wants }: Tracker): ((over?: unknown) => void) | undefined => {
	if (!wants('errors')) return undefined;
	const seen = new Set<unknown>();
	listen(
		({ message, reason, filename, lineno }: ErrorEvent & PromiseRejectionEvent) => {
			const said: unknown = message ?? (reason as Error | undefined)?.message ?? reason;
			// an image that does not load is an error event too, of which nothing is said
			if (said && seen.size < MOST && seen.size < seen.add(said).size)
				// biome-ignore lint/style/useTemplate: a few bytes
				report('error', { d: { message: (said + '').slice(0, 500), source: filename?.split('?')[0], line: lineno } });
		},
		'error',
		'unhandledrejection',
	);
	return (over) => {
		if (over) seen.clear();
	};
};
