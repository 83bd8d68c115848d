import { type MetricName, type MetricUnit, metrics } from '@footfall/protocol';
import type { Dialect } from '../store/store.ts';
import { type CurrencySum, readSums } from './money.ts';

/**
 * The aggregates of which metrics are made, by the rows that they are taken over:
 *
 * - `events`: the counting events of the range (or bucket) that match, as `e`.
 * - `visits`: the visits that have such an event in it.
 * - `began`: those of them that began in it.
 * - `revenue`: sums per currency.
 * - `group`: the visitors of the row without the filters on goals and properties.
 *
 * Those with `adds` can be taken over parts of the visits and added up: numbers (`sum`), or sums by currency (`money`). Visitors add up when
 * the later part leaves out those that the earlier one has, as `compileTally.ts` does. A mean is a sum and a count for this reason; quantiles
 * cannot be put together.
 */
const aggregates = {
	pageviews: { over: 'events', adds: 'sum', sql: () => `count(*) FILTER (WHERE e.name = 'pageview')` },
	events: { over: 'events', adds: 'sum', sql: () => 'count(*)' },
	engaged: { over: 'events', adds: 'sum', sql: () => 'sum(e.engaged)' },
	engaged_views: { over: 'events', adds: 'sum', sql: () => 'count(e.engaged)' },
	scroll: { over: 'events', adds: 'sum', sql: () => 'sum(e.scroll)' },
	scrolled_views: { over: 'events', adds: 'sum', sql: () => 'count(e.scroll)' },
	lcp: { over: 'events', sql: ({ quantile }) => quantile('e.lcp', 0.75) },
	inp: { over: 'events', sql: ({ quantile }) => quantile('e.inp', 0.75) },
	cls: { over: 'events', sql: ({ quantile }) => quantile('CAST(e.cls AS DOUBLE)', 0.75) },
	fcp: { over: 'events', sql: ({ quantile }) => quantile('e.fcp', 0.75) },
	ttfb: { over: 'events', sql: ({ quantile }) => quantile('e.ttfb', 0.75) },
	load: { over: 'events', sql: ({ quantile }) => quantile('e.load', 0.75) },
	visits: { over: 'visits', adds: 'sum', sql: () => 'count(*)', onEvents: 'count(DISTINCT e.visit)' },
	visitors: { over: 'visits', adds: 'sum', sql: () => 'count(DISTINCT visitor)', onEvents: 'count(DISTINCT e.visitor)' },
	begun: { over: 'began', adds: 'sum', sql: () => 'count(*) FILTER (WHERE began)' },
	bounces: { over: 'began', adds: 'sum', sql: () => 'count(*) FILTER (WHERE began AND bounce)' },
	duration: { over: 'began', adds: 'sum', sql: () => 'sum(duration) FILTER (WHERE began)' },
	median_duration: { over: 'began', sql: ({ quantile }) => quantile('CASE WHEN began THEN duration END', 0.5) },
	// All visitors under the same dimensions, whatever they did: what is converted is a part of them.
	group_visitors: { over: 'group', sql: () => 'count(DISTINCT visitor)' },
	revenue: { over: 'revenue', adds: 'money', sql: ({ join }) => join("concat(currency, ' ', amount, ' ', n)") },
	greatest_revenue: { over: 'revenue', sql: () => 'max(amount)' },
	greatest_average: { over: 'revenue', sql: () => 'max(amount / n)' },
} as const satisfies Record<string, Aggregate>;

interface Aggregate {
	readonly over: 'events' | 'visits' | 'began' | 'revenue' | 'group';
	readonly sql: (dialect: Dialect) => string;
	/** How two parts of it make one. */
	readonly adds?: 'sum' | 'money';
	/** The same over `e`, where visits have to be told from their events. */
	readonly onEvents?: string;
}

export type AggregateName = keyof typeof aggregates;

export function aggregateOf(name: AggregateName): Aggregate {
	return aggregates[name];
}

/** Aggregates that were read, by name: numbers, sums of money as `readMoney` takes them. */
export type ReadAggregates = (name: AggregateName) => number | string | null;

/** How a metric is made of aggregates. What `sql` gives is ordered by; `show` is what is read, where that is something else. */
export interface MetricSql {
	readonly of: readonly AggregateName[];
	readonly sql: (value: (name: AggregateName) => string) => string;
	readonly show?: AggregateName;
	/** The same as `sql` from aggregates that were added up; absent where they cannot be. */
	readonly read?: (value: ReadAggregates) => number | null;
	/** What `read` and `show` need; default `of`. */
	readonly reads?: readonly AggregateName[];
}

const number = (value: number | string | null): number => (typeof value === 'number' ? value : 0);
const count = (name: AggregateName): MetricSql => ({
	of: [name],
	sql: (value) => `coalesce(${value(name)}, 0)`,
	read: (value) => number(value(name)),
});
/** A sum divided by a count and by what its unit holds; nothing where nothing was counted. */
const mean = (sum: AggregateName, over: AggregateName, per = 1): MetricSql => ({
	of: [sum, over],
	sql: (value) => `CAST(coalesce(${value(sum)}, 0) AS DOUBLE) / nullif(${value(over)} * ${per}, 0)`,
	read: (value) => (number(value(over)) === 0 ? null : number(value(sum)) / (number(value(over)) * per)),
});
const share = (part: AggregateName, whole: AggregateName): MetricSql => ({
	of: [part, whole],
	sql: (value) => `CAST(${value(part)} * 100 AS DOUBLE) / nullif(${value(whole)}, 0)`,
	read: (value) => (number(value(whole)) === 0 ? null : (number(value(part)) * 100) / number(value(whole))),
});
const quantile = (name: AggregateName, per?: number): MetricSql => ({
	of: [name],
	sql: (value) => (per === undefined ? value(name) : `${value(name)} / ${per}.0`),
});
const money = (order: AggregateName, orderOf: (sum: CurrencySum) => number): MetricSql => ({
	of: ['revenue', order],
	sql: (value) => value(order),
	show: 'revenue',
	reads: ['revenue'],
	read: (value) => {
		const sums = readSums(value('revenue'));
		return sums.length === 0 ? null : Math.max(...sums.map(orderOf));
	},
});

/** How each metric is computed; what it means stands in `protocol/metrics.ts`. */
export const metricSql: Record<MetricName, MetricSql> = {
	visitors: count('visitors'),
	visits: count('visits'),
	pageviews: count('pageviews'),
	events: count('events'),
	views_per_visit: mean('pageviews', 'visits'),
	bounce_rate: share('bounces', 'begun'),
	visit_duration: mean('duration', 'begun', 1000),
	median_visit_duration: quantile('median_duration', 1000),
	time_on_page: mean('engaged', 'engaged_views', 1000),
	scroll_depth: mean('scroll', 'scrolled_views'),
	// The number of visitors; `answer.ts` divides it by that of all rows, which every list of a page has in common.
	percentage: count('visitors'),
	// The same: the whole is that of all visitors without the filters on goals.
	conversion_rate: count('visitors'),
	group_conversion_rate: { of: ['visitors', 'group_visitors'], sql: share('visitors', 'group_visitors').sql },
	total_revenue: money('greatest_revenue', ({ amount }) => amount),
	average_revenue: money('greatest_average', ({ amount, events }) => amount / events),
	lcp: quantile('lcp'),
	inp: quantile('inp'),
	cls: quantile('cls'),
	fcp: quantile('fcp'),
	ttfb: quantile('ttfb'),
	load: quantile('load'),
};

/** Decimals that an answer has; more would change with every event and say nothing. */
/** Whole numbers where clients of the Stats API v2 read integers: durations and the depth of scrolling. */
const decimals: Partial<Record<MetricUnit, number>> = { ratio: 2, percent: 2, seconds: 0, milliseconds: 0, score: 3 };

/** Metrics whose cell is a number of visitors, of which `answer.ts` tells the share. */
const isShareOfWhole = (metric: MetricName): boolean => metric === 'percentage' || metric === 'conversion_rate';

const placesOf = (metric: MetricName): number | undefined => {
	if (metric === 'scroll_depth') return 0;
	return isShareOfWhole(metric) ? undefined : decimals[metrics[metric].unit];
};

/** A metric's value, rounded as the answer shows it: rows that look equal are equal, also to the order. */
export function roundedSql(metric: MetricName, sql: string): string {
	const places = placesOf(metric);
	return places === undefined ? sql : `round(${sql}, ${places})`;
}

/** The same of a number that is at hand; none of those that are rounded is negative. */
export function rounded(metric: MetricName, value: number | null): number | null {
	const places = placesOf(metric);
	return places === undefined || value === null ? value : Math.round(value * 10 ** places) / 10 ** places;
}
