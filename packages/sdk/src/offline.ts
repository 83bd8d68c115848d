import { attempt } from './guard.ts';
import { pageId } from './id.ts';
import type { Queued } from './transport.ts';

const PREFIX = 'footfall_q';
/** Batches and characters that are kept at most. */
const BATCHES = 50;
const SPACE = 2e5;

/** What is kept, by key. */
const kept = (): [key: string, body: string][] => Object.entries(localStorage).filter(([key]) => key.startsWith(PREFIX));

/**
 * Moves all that is kept into `queue`. A batch is claimed by removing it, so that two tabs seldom take the same one; when
 * they do, the server knows the ids.
 */
export const claim = (queue: Queued[]): unknown =>
	attempt(() => {
		for (const [key, body] of kept()) {
			delete localStorage[key];
			for (const event of JSON.parse(body) as Queued[]) queue.push({ ...event, t: 0 });
		}
	});

/** A key for what one tab keeps: no two tabs ever write the same one. */
export const newKey = (): string => PREFIX + pageId();

/** Whether `body` may be kept beside what is kept already. */
export const fits = (body: string): boolean => (kept() + body).length < SPACE && kept().length < BATCHES;
