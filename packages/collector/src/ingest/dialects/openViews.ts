import { idTime } from '@footfall/protocol';
import { LRUCache } from 'lru-cache';
import { nanoid } from 'nanoid';

/** Gives page-view ids to the events of senders that have none, so that what follows on a page joins its page view. */
export interface OpenViews {
	/** The id of a page view that begins now; `view` says which page of whom, undefined when the sender does not. */
	begin(view: string | undefined, time: number): string;
	/** The id of another event of that page view; undefined when it is not known. */
	next(view: string | undefined): string | undefined;
}

/** A page may stay open for long, and as many may be at a time; what comes later is kept and joins nothing. */
const MEMORY = { max: 50_000, ttl: 24 * 3_600_000, ttlResolution: 60_000 } as const;

/** Remembers the last page view of each page and session, in this process: a sender without ids gets no more than that. */
export function createOpenViews(): OpenViews {
	const views = new LRUCache<string, { readonly page: string; events: number }>(MEMORY);
	return {
		begin(view, time) {
			const page = idTime(time) + nanoid(12);
			if (view !== undefined) views.set(view, { page, events: 1 });
			return `${page}.0`;
		},
		next(view) {
			const open = view === undefined ? undefined : views.get(view);
			return open === undefined ? undefined : `${open.page}.${open.events++}`;
		},
	};
}
