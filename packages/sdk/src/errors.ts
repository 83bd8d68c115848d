import { listen } from './guard.ts';
import type { Tracker } from './types.ts';

/** Errors of one page view that are reported at most: a loop must not become a flood. */
const MOST = 10;

/** Uncaught errors and unhandled rejections of the page's scripts, each once, as `error` events. */
export const errors = ({ report, wants }: Tracker): ((over?: unknown) => void) | undefined => {
	if (!wants('errors')) return undefined;
	const seen = new Set<string>();
	listen(
		({ message, reason, filename, lineno }: ErrorEvent & PromiseRejectionEvent) => {
			const text = `${message ?? (reason as Error | undefined)?.message ?? reason}`.slice(0, 2000);
			// an image that does not load is an error event too, of which nothing is said
			if ((message ?? reason) && seen.size < MOST && seen.size < seen.add(text).size)
				report('error', { d: { message: text, source: filename?.split('?')[0], line: lineno } });
		},
		'error',
		'unhandledrejection',
	);
	return (over) => {
		if (over) seen.clear();
	};
};
