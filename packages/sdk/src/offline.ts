import { attempt } from './guard.ts';
import { pageId } from './id.ts';
import type { Queued } from './transport.ts';

/** Batches and characters that are kept at most. */
const BATCHES = 50;
const SPACE = 2e5;

type Kept = Queued & { p: { id: string } };

/** The keys of what is kept. */
const kept = (): string[] => Object.keys(localStorage).filter((key) => /^footfall_q/.test(key));

/**
 * Moves all that is kept into `queue`. A batch is claimed by removing it, so that two tabs seldom take the same one; when
 * they do, the server knows the ids.
 */
export const claim = (queue: Queued[], pages: Record<string, object> = {}): unknown =>
	attempt(() => {
		for (const key of kept()) {
			const body = localStorage[key] as string;
			delete localStorage[key];
			// one object a page view, so that a batch says it once
			// biome-ignore lint/suspicious/noAssignInExpressions: a few bytes
			for (const event of JSON.parse(body) as Kept[]) queue.push({ ...event, t: 0, p: (pages[event.p.id] ??= event.p) });
		}
	});

/** A key for what one tab keeps: no two tabs ever write the same one. */
export const newKey = (): string => `footfall_q${pageId()}`;

/**
 * Keeps `events` under a key of `newKey()` beyond the life of the tab, in place of what is kept there.
 *
 * A page that was left runs on for a few milliseconds and ends between any two statements: so a copy is replaced by the
 * next one, and removed only when nothing is left. What is beyond the limits, or the browser's quota, is not kept.
 */
export const keep = (key: string, events: Queued[]): unknown =>
	attempt(() => {
		const body = JSON.stringify(events);
		const others = kept().filter((other) => other !== key);
		if (!events[0]) delete localStorage[key];
		else if (!others[BATCHES - 1] && (others.map((other) => localStorage[other]) + body).length < SPACE) localStorage[key] = body;
	});
