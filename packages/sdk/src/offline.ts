import { attempt } from './guard.ts';
import { pageId } from './id.ts';
import type { Queued } from './transport.ts';

const PREFIX = 'footfall_queue_';
/** Batches and characters that are kept at most. */
const BATCHES = 50;
const SPACE = 2e5;
/** What is older, the server would refuse. */
const AGE = 72 * 36e5;

const keys = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

/** Forgets every batch that is kept. */
export function discard(): void {
	attempt(() => {
		for (const key of keys()) localStorage.removeItem(key);
	});
}

/**
 * Keeps what `unanswered` returns beyond the life of the tab, under a key of its own: no two tabs ever write the same one.
 * It does so from the first call with `last` on, and at every call after it.
 *
 * A page that was left runs on for a few milliseconds, in which requests fail and timers run, and it ends between any two
 * statements: so a copy is replaced by the next one, never removed before. What is beyond the limits, or the browser's
 * quota, is not kept.
 */
export function keeper(unanswered: () => Queued[]): (last?: unknown) => void {
	const key = PREFIX + pageId();
	let left: unknown;
	return (last) =>
		attempt(() => {
			left ||= last;
			if (!left) return;
			const events = unanswered();
			if (!events[0]) localStorage.removeItem(key);
			const pages = [...new Set(events.map((event) => event.p))];
			const body = JSON.stringify([pages, events.map((event) => ({ ...event, p: pages.indexOf(event.p), t: 0 }))]);
			const others = keys().filter((other) => other !== key);
			const space = others.reduce((sum, other) => sum + (localStorage[other] as string).length, body.length);
			if (events[0] && others.length < BATCHES && space < SPACE) localStorage.setItem(key, body);
		});
}

/**
 * Takes what earlier pages kept. A batch is claimed by removing it, so that two tabs seldom take the same one; when they
 * do, the server knows the ids.
 */
export function claim(): Queued[] {
	const claimed: Queued[] = [];
	attempt(() => {
		for (const key of keys()) {
			const body = localStorage.getItem(key);
			localStorage.removeItem(key);
			attempt(() => {
				const [pages, events] = JSON.parse(body as string) as [object[], (Queued & { p: number })[]];
				for (const event of events) {
					if (Date.now() - event.a < AGE) claimed.push({ ...event, p: pages[event.p] as object });
				}
			});
		}
	});
	return claimed;
}
