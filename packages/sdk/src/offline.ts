import { attempt } from './guard.ts';
import { pageId } from './id.ts';
import type { Queued } from './transport.ts';

const PREFIX = 'footfall_queue_';
/** Batches and characters that are kept at most. */
const BATCHES = 50;
const SPACE = 2e5;
/** What is older, the server would refuse. */
const AGE = 72 * 36e5;

type Kept = Queued & { p: { id: string } };

/** What is kept, by key. */
const kept = (): [key: string, body: string][] => Object.entries(localStorage).filter(([key]) => key.startsWith(PREFIX));

/** Forgets every batch that is kept. */
export const discard = (): unknown => claim();

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
			const body = JSON.stringify(events);
			const others = kept().filter(([other]) => other !== key);
			if (!events[0]) delete localStorage[key];
			else if (others.length < BATCHES && `${others}${body}`.length < SPACE) localStorage[key] = body;
		});
}

/**
 * Takes what earlier pages kept. A batch is claimed by removing it, so that two tabs seldom take the same one; when they
 * do, the server knows the ids.
 */
export function claim(): Queued[] {
	const claimed: Queued[] = [];
	const pages: Record<string, object> = {};
	attempt(() => {
		for (const [key, body] of kept()) {
			delete localStorage[key];
			attempt(() => {
				for (const event of JSON.parse(body) as Kept[]) {
					// one object a page view, so that a batch says it once
					pages[event.p.id] ??= event.p;
					if (Date.now() - event.a < AGE) claimed.push({ ...event, t: 0, p: pages[event.p.id] as object });
				}
			});
		}
	});
	return claimed;
}
