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
 * Keeps events beyond the life of the tab, under a key of their own: no two tabs ever write the same one. Returns what
 * forgets them. What is beyond the limits, or the browser's quota, is not kept.
 */
export function keep(events: Queued[]): () => void {
	const key = PREFIX + pageId();
	const pages = [...new Set(events.map((event) => event.p))];
	attempt(() => {
		const body = JSON.stringify([pages, events.map((event) => ({ ...event, p: pages.indexOf(event.p), t: 0 }))]);
		const kept = keys();
		const space = kept.reduce((sum, each) => sum + (localStorage[each] as string).length, body.length);
		if (events[0] && kept.length < BATCHES && space < SPACE) localStorage.setItem(key, body);
	});
	return () => attempt(() => localStorage.removeItem(key));
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
