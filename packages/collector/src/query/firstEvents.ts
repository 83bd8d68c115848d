import { BOT_SCORE } from '@footfall/protocol';
import type { StoreReader } from '../store/store.ts';
import type { Instant } from './zone.ts';

/** When a site's own events begin; undefined: there are none. */
export interface FirstEvents {
	readonly any: Instant | undefined;
	/** Bots left out. */
	readonly human: Instant | undefined;
}

/** Knows when the events of sites begin: asked once, and again when something earlier was committed. */
export interface FirstEventsKnown {
	of(site: string, signal?: AbortSignal): Promise<FirstEvents>;
	/** What was learned last. */
	known(site: string): FirstEvents | undefined;
	/** Events of a site from `from` on have come, changed or gone. */
	touched(site: string, from: Instant): void;
}

export function createFirstEvents(store: Pick<StoreReader, 'query' | 'dialect'>): FirstEventsKnown {
	const last = new Map<string, FirstEvents>();
	const fresh = new Set<string>();
	/** Counts what was touched, so that an answer from before it is not kept as true. */
	const touches = new Map<string, number>();
	return {
		async of(site, signal) {
			const known = last.get(site);
			if (known !== undefined && fresh.has(site)) return known;
			const at = touches.get(site);
			const sql = `SELECT min(v.start), min(CASE WHEN v.bot < ${BOT_SCORE} THEN v.start END) FROM ${store.dialect.rows('visits', [])} v WHERE v.site = $1`;
			const [row = []] = await store.query({ sql, params: [site] }, signal === undefined ? {} : { signal });
			const [any, human] = row.map((cell) => (cell === null ? undefined : Number(cell)));
			const found = { any, human };
			last.set(site, found);
			if (touches.get(site) === at) fresh.add(site);
			return found;
		},
		known: (site) => last.get(site),
		touched(site, from) {
			const { any, human } = last.get(site) ?? {};
			const later = from > (any ?? Number.POSITIVE_INFINITY) && from > (human ?? Number.POSITIVE_INFINITY);
			if (later) return;
			fresh.delete(site);
			touches.set(site, (touches.get(site) ?? 0) + 1);
		},
	};
}
