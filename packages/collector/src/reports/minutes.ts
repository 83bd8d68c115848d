import { BOT_SCORE } from '@footfall/protocol';
import type { Commit, StoreReader } from '../store/store.ts';

/** One minute of a site, as the topic `analytics.metrics` carries it: one JSON object a message, under the site's id. Bots are left out. */
export interface MinuteMetrics {
	readonly v: 1;
	readonly site: string;
	readonly domain: string;
	/** Its beginning, ISO 8601 in UTC. */
	readonly minute: string;
	readonly pageviews: number;
	readonly events: number;
	readonly visitors: number;
	/** Visits with an event in it. */
	readonly visits: number;
	/** Grows: when a late event changes a minute it is told again, and the greatest version is the last word. */
	readonly version: number;
}

export interface MinutesDeps {
	readonly store: Pick<StoreReader, 'query' | 'dialect' | 'version' | 'onCommit'>;
	/** Undefined for a site that is not known any more. */
	readonly domainOf: (site: string) => string | undefined;
	/** Rejects when they could not be handed on; they are then told later. */
	readonly publish: (minutes: readonly MinuteMetrics[]) => Promise<void>;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	readonly onError: (error: unknown) => void;
	/** Pause between looks, ms; default 5000. */
	readonly everyMs?: number;
}

const MINUTE = 60_000;
/** What is not yet stored when a minute ends is told a few seconds later. */
const SETTLE_MS = 5000;
/** Minutes at one go; what came in after a long outage is told an hour at a time. */
const MOST = 60;
/** A minute that is touched later than this is not told again: an import is no news. */
const OLDEST_MS = 24 * 3_600_000;

/** Tells each minute of each site once it is over, and again when it has changed. */
export function tellMinutes({ store, domainOf, publish, clock, onError, everyMs = 5000 }: MinutesDeps): { close(): Promise<void> } {
	/** By site: the span of event time that was touched and not told. */
	const touched = new Map<string, { from: number; to: number }>();
	let working: Promise<void> = Promise.resolve();

	const touch = (site: string, from: number, to: number): void => {
		const span = touched.get(site);
		touched.set(site, { from: Math.min(from, span?.from ?? from), to: Math.max(to, span?.to ?? to) });
	};

	const minutesOf = async (site: string, domain: string, from: number, to: number): Promise<MinuteMetrics[]> => {
		const version = store.version();
		const sql = `SELECT time - time % ${MINUTE} AS minute, count(*) FILTER (WHERE name = 'pageview'), count(*), count(DISTINCT visitor), count(DISTINCT visit)
			FROM ${store.dialect.rows('events', [])} e WHERE site = $1 AND time >= $2 AND time < $3 AND counts AND bot < ${BOT_SCORE} GROUP BY minute ORDER BY minute`;
		const rows = await store.query({ sql, params: [site, from, to] });
		return rows.map(([minute, pageviews, events, visitors, visits]) => ({
			v: 1,
			site,
			domain,
			minute: new Date(Number(minute)).toISOString(),
			pageviews: Number(pageviews),
			events: Number(events),
			visitors: Number(visitors),
			visits: Number(visits),
			version,
		}));
	};

	const tell = async (): Promise<void> => {
		const now = clock();
		const over = now - SETTLE_MS - ((now - SETTLE_MS) % MINUTE);
		for (const [site, span] of [...touched]) {
			const first = Math.max(span.from - (span.from % MINUTE), now - OLDEST_MS - (now % MINUTE));
			const end = Math.min(over, span.to - (span.to % MINUTE) + MINUTE, first + MOST * MINUTE);
			if (end <= first && first < span.to + MINUTE && span.to >= now - OLDEST_MS) continue;
			touched.delete(site);
			const domain = domainOf(site);
			if (domain === undefined || end <= first) continue;
			if (span.to >= end) touch(site, end, span.to);
			try {
				await publish(await minutesOf(site, domain, first, end));
			} catch (error) {
				touch(site, first, end - 1);
				throw error;
			}
		}
	};

	const stop = store.onCommit(({ sites }: Commit) => {
		for (const [site, { from, to }] of sites) touch(site, from, to);
	});
	const timer = setInterval(() => {
		working = working.then(tell).catch(onError);
	}, everyMs).unref();
	return {
		async close() {
			clearInterval(timer);
			stop();
			await working;
		},
	};
}
