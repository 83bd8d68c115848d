import { type MetricName, type MetricUnit, metrics } from '@footfall/protocol';
import type { Dialect } from '../store/store.ts';

/**
 * The aggregates of which metrics are made, by the rows that they are taken over:
 *
 * - `events`: the counting events of the range (or bucket) that match, as `e`.
 * - `visits`: the visits that have such an event in it.
 * - `began`: those of them that began in it.
 * - `revenue`: sums per currency.
 */
const aggregates = {
	pageviews: { over: 'events', sql: () => `count(*) FILTER (WHERE e.name = 'pageview')` },
	events: { over: 'events', sql: () => 'count(*)' },
	engaged: { over: 'events', sql: () => 'avg(e.engaged)' },
	scroll: { over: 'events', sql: () => 'avg(e.scroll)' },
	lcp: { over: 'events', sql: ({ quantile }) => quantile('e.lcp', 0.75) },
	inp: { over: 'events', sql: ({ quantile }) => quantile('e.inp', 0.75) },
	cls: { over: 'events', sql: ({ quantile }) => quantile('CAST(e.cls AS DOUBLE)', 0.75) },
	fcp: { over: 'events', sql: ({ quantile }) => quantile('e.fcp', 0.75) },
	ttfb: { over: 'events', sql: ({ quantile }) => quantile('e.ttfb', 0.75) },
	load: { over: 'events', sql: ({ quantile }) => quantile('e.load', 0.75) },
	visits: { over: 'visits', sql: () => 'count(*)', onEvents: 'count(DISTINCT e.visit)' },
	visitors: { over: 'visits', sql: () => 'count(DISTINCT visitor)', onEvents: 'count(DISTINCT e.visitor)' },
	bounces: { over: 'began', sql: () => 'avg(CASE WHEN NOT began THEN NULL WHEN bounce THEN 100.0 ELSE 0.0 END)' },
	duration: { over: 'began', sql: () => 'avg(CASE WHEN began THEN duration END)' },
	median_duration: { over: 'began', sql: ({ quantile }) => quantile('CASE WHEN began THEN duration END', 0.5) },
	revenue: { over: 'revenue', sql: ({ join }) => join("concat(currency, ' ', amount, ' ', n)") },
	greatest_revenue: { over: 'revenue', sql: () => 'max(amount)' },
	greatest_average: { over: 'revenue', sql: () => 'max(amount / n)' },
} as const satisfies Record<string, Aggregate>;

interface Aggregate {
	readonly over: 'events' | 'visits' | 'began' | 'revenue';
	readonly sql: (dialect: Dialect) => string;
	/** The same over `e`, where visits have to be told from their events. */
	readonly onEvents?: string;
}

export type AggregateName = keyof typeof aggregates;

export function aggregateOf(name: AggregateName): Aggregate {
	return aggregates[name];
}

/** How a metric is made of aggregates. What `sql` gives is ordered by; `show` is what is read, where that is something else. */
export interface MetricSql {
	readonly of: readonly AggregateName[];
	readonly sql: (value: (name: AggregateName) => string) => string;
	readonly show?: AggregateName;
}

const count = (name: AggregateName): MetricSql => ({ of: [name], sql: (value) => `coalesce(${value(name)}, 0)` });
const plain = (name: AggregateName): MetricSql => ({ of: [name], sql: (value) => value(name) });
const seconds = (name: AggregateName): MetricSql => ({ of: [name], sql: (value) => `${value(name)} / 1000.0` });
const money = (order: AggregateName): MetricSql => ({ of: ['revenue', order], sql: (value) => value(order), show: 'revenue' });

/** How each metric is computed; what it means stands in `protocol/metrics.ts`. */
export const metricSql: Record<MetricName, MetricSql> = {
	visitors: count('visitors'),
	visits: count('visits'),
	pageviews: count('pageviews'),
	events: count('events'),
	views_per_visit: {
		of: ['pageviews', 'visits'],
		sql: (value) => `coalesce(${value('pageviews')}, 0) * 1.0 / nullif(${value('visits')}, 0)`,
	},
	bounce_rate: plain('bounces'),
	visit_duration: seconds('duration'),
	median_visit_duration: seconds('median_duration'),
	time_on_page: seconds('engaged'),
	scroll_depth: plain('scroll'),
	// The number of visitors; `answer.ts` divides it by that of all rows, which every list of a page has in common.
	percentage: count('visitors'),
	total_revenue: money('greatest_revenue'),
	average_revenue: money('greatest_average'),
	lcp: plain('lcp'),
	inp: plain('inp'),
	cls: plain('cls'),
	fcp: plain('fcp'),
	ttfb: plain('ttfb'),
	load: plain('load'),
};

/** Decimals that an answer has; more would change with every event and say nothing. */
const decimals: Partial<Record<MetricUnit, number>> = { ratio: 2, percent: 2, seconds: 1, milliseconds: 0, score: 3 };

/** A metric's value, rounded as the answer shows it: rows that look equal are equal, also to the order. */
export function roundedSql(metric: MetricName, sql: string): string {
	const places = metric === 'percentage' ? undefined : decimals[metrics[metric].unit];
	return places === undefined ? sql : `round(${sql}, ${places})`;
}
