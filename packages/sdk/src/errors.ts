import { listen } from './guard.ts';
import type { Tracker } from './types.ts';

/** Errors of one page view that are reported at most: a loop must not become a flood. */
const MOST = 10;

/** Uncaught errors and unhandled rejections of the page's scripts, each once, as `error` events. */
export function errors({ report, wants }: Tracker): ((over: boolean) => void) | undefined {
	if (!wants('errors')) return;
	const seen = new Set<string>();
	const note = (message: unknown, source?: string, line?: number): void => {
		const text = `${message}`.slice(0, 500);
		if (seen.size >= MOST || seen.has(text)) return;
		seen.add(text);
		report('error', { d: { message: text, source: source?.split(/[?#]/)[0], line } });
	};
	listen<ErrorEvent>('error', (event) => {
		// an image that does not load is an error event too, without a message
		if (event.message) note(event.message, event.filename, event.lineno);
	});
	listen<PromiseRejectionEvent>('unhandledrejection', (event) => note((event.reason as Error | undefined)?.message ?? event.reason));
	return (over) => {
		if (over) seen.clear();
	};
}
