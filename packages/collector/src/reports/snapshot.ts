import { BOT_SCORE, type LiveEvent, type MetricValue, type Query, type QueryResult } from '@footfall/protocol';
import type { Site } from '../control/control.ts';
import type { RingReader } from '../live/ring.ts';
import type { StoreReader } from '../store/store.ts';

/** The Go website-analytics pipeline's snapshot, key for key: today in the site's time zone, bots left out. */
export interface Snapshot {
	/** ISO 8601. */
	timestamp: string;
	total_events: number;
	unique_users: number;
	/** Visits that had an event in the last 30 minutes. */
	active_sessions: number;
	/** By the pipeline's own names of types: `page_view`, `click`, `session`, … */
	events_by_type: Record<string, number>;
	top_pages: { url: string; path: string; views: number; unique_visitors: number; average_time_seconds: number; bounce_rate: number }[];
	/** Visits by source. */
	traffic_sources: { source: string; count: number; percent: number }[];
	device_stats: Record<string, number>;
	browser_stats: Record<string, number>;
	/** Always 24, by the hour of the local day. */
	hourly_page_views: { hour: number; events: number }[];
	real_time_events: RealTimeEvent[];
	/** Load times of page views that told one; slow is over 3000 ms. */
	performance_metrics: { average_load_time_ms: number; median_load_time_ms: number; slow_pages_count: number; fast_pages_count: number };
}

export interface RealTimeEvent {
	timestamp: string;
	type: string;
	url: string;
	/** The keyed hash of the user, '' when nobody was identified. */
	user_id: string;
	/** Country. */
	location: string;
}

export interface SnapshotDeps {
	readonly engine: { run(query: Query): Promise<QueryResult> };
	readonly store: Pick<StoreReader, 'query' | 'dialect'>;
	readonly ring: Pick<RingReader, 'activeNow' | 'recent'>;
	readonly clock: () => number;
}

/** A page that took longer than this to load is slow; ms. */
export const SLOW_MS = 3000;
const TOP = 10;
const RECENT = 20;

const theirNames: Readonly<Record<string, string>> = { pageview: 'page_view', session_start: 'session' };
const theirName = (name: string): string => theirNames[name] ?? name;

const count = (value: MetricValue | undefined): number => (typeof value === 'number' ? value : 0);

/** One event as the pipeline's stream shows it. */
export function toRealTimeEvent({ time, name, hostname, pathname, user, country }: LiveEvent): RealTimeEvent {
	return {
		timestamp: time,
		type: theirName(name),
		url: hostname === '' ? pathname : `https://${hostname}${pathname}`,
		user_id: user,
		location: country,
	};
}

/** Makes the snapshot of a site out of a handful of queries. */
export async function takeSnapshot(site: Site, { engine, store, ring, clock }: SnapshotDeps): Promise<Snapshot> {
	const ask = (metrics: Query['metrics'], dimensions: NonNullable<Query['dimensions']> = [], limit = 100): Promise<QueryResult> =>
		engine.run({ site_id: site.id, metrics, dimensions, date_range: 'day', pagination: { limit, offset: 0 } });
	const totals = await ask(['events', 'visitors', 'visits']);
	const [events = 0, visitors = 0, visits = 0] = totals.results[0]?.metrics.map(count) ?? [];
	const [types, pages, sources, devices, browsers, hours, performance, active, recent] = await Promise.all([
		ask(['events'], ['event:name']),
		ask(['pageviews', 'visitors', 'time_on_page', 'bounce_rate'], ['event:hostname', 'event:page'], TOP),
		ask(['visits'], ['visit:source'], TOP),
		ask(['visits'], ['visit:device']),
		ask(['visits'], ['visit:browser']),
		ask(['pageviews'], ['time:hour']),
		loadTimes(store, site, totals.query.date_range),
		ring.activeNow(site.id),
		ring.recent(site.id, RECENT),
	]);
	const byName = ({ results }: QueryResult): Record<string, number> =>
		Object.fromEntries(results.map(({ dimensions, metrics }) => [dimensions[0] ?? '', count(metrics[0])]));

	return {
		timestamp: new Date(clock()).toISOString(),
		total_events: events,
		unique_users: visitors,
		active_sessions: active.sessions,
		events_by_type: Object.fromEntries(
			Object.entries(byName(types))
				.filter(([, n]) => n > 0)
				.map(([name, n]) => [theirName(name), n]),
		),
		top_pages: pages.results
			.filter(({ metrics }) => count(metrics[0]) > 0)
			.map(({ dimensions: [host = '', path = ''], metrics }) => ({
				url: `https://${host}${path}`,
				path,
				views: count(metrics[0]),
				unique_visitors: count(metrics[1]),
				average_time_seconds: count(metrics[2]),
				bounce_rate: count(metrics[3]),
			})),
		traffic_sources: sources.results.map(({ dimensions: [source = ''], metrics }) => ({
			source,
			count: count(metrics[0]),
			percent: visits === 0 ? 0 : Math.round((count(metrics[0]) / visits) * 1000) / 10,
		})),
		device_stats: byName(devices),
		browser_stats: byName(browsers),
		hourly_page_views: byHour(hours),
		real_time_events: recent.map(toRealTimeEvent),
		performance_metrics: performance,
	};
}

function byHour({ results }: QueryResult): Snapshot['hourly_page_views'] {
	const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, events: 0 }));
	for (const { dimensions, metrics } of results) {
		// `2026-01-31 14:00:00`, and on the day the clocks go back an hour that comes twice.
		const hour = hours[Number(/[ T](\d\d):/.exec(dimensions[0] ?? '')?.[1])];
		if (hour !== undefined) hour.events += count(metrics[0]);
	}
	return hours;
}

async function loadTimes(
	store: Pick<StoreReader, 'query' | 'dialect'>,
	site: Site,
	[from, to]: readonly [string, string],
): Promise<Snapshot['performance_metrics']> {
	const [row] = await store.query({
		sql: `SELECT coalesce(round(avg(load)), 0), coalesce(round(median(load)), 0), count(*) FILTER (WHERE load > ${SLOW_MS}), count(*) FILTER (WHERE load <= ${SLOW_MS})
			FROM ${store.dialect.rows('events', [])} e WHERE site = $1 AND time >= $2 AND time < $3 AND name = 'pageview' AND load IS NOT NULL AND bot < ${BOT_SCORE}`,
		params: [site.id, Date.parse(from), Date.parse(to)],
	});
	const [average = 0, median = 0, slow = 0, fast = 0] = (row ?? []).map(Number);
	return { average_load_time_ms: average, median_load_time_ms: median, slow_pages_count: slow, fast_pages_count: fast };
}
