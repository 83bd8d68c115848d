import type { MetricName, Query, QueryDimension } from '@footfall/protocol';
import type { Statement } from '../packages/collector/dist/store/store.js';

const DAY = 86_400_000;

/** Whose traffic is asked about, and which whole days of it (UTC). */
export interface Asked {
	readonly site: string;
	/** Milliseconds since the epoch. */
	readonly from: number;
	readonly days: number;
}

/** A question of the dashboard, and the SQL that somebody who knows the tables would write for it. */
export interface Panel {
	readonly name: string;
	readonly query: Query;
	readonly statement: Statement;
}

const cards: MetricName[] = [
	'visitors',
	'visits',
	'pageviews',
	'views_per_visit',
	'bounce_rate',
	'visit_duration',
	'time_on_page',
	'events',
];
const visits = 'FROM visits WHERE site = $1 AND start < $3 AND last >= $2 AND bot < 50';
const events = 'FROM events WHERE site = $1 AND time >= $2 AND time < $3 AND counts AND bot < 50';
const google = " AND source = 'Google'";

const rates =
	'count(*) AS visits, count(DISTINCT visitor) AS visitors, avg(bounce::INT) FILTER (start >= $2) AS bounces, avg(finish - start) FILTER (start >= $2) AS duration';
const sums = "count(*) FILTER (name = 'pageview') AS pageviews, count(*) AS events, avg(engaged) AS engaged";

/** What a page that is opened asks for, all at once: unfiltered, or of the visits from one source. */
export function panelsOf({ site, from, days }: Asked, filtered: boolean): Panel[] {
	const day = (time: string): string => `(${time} - ${from}) // ${DAY}`;
	const only = filtered ? google : '';
	const ask = (name: string, metrics: MetricName[], dimensions: QueryDimension[], sql: string): Panel => ({
		name: `${name}${filtered ? ', filtered' : ''}`,
		query: {
			site_id: site,
			metrics,
			date_range: [from, from + (days - 1) * DAY].map((at) => new Date(at).toISOString().slice(0, 10)) as [string, string],
			dimensions,
			filters: filtered ? [['is', 'visit:source', ['Google']]] : [],
			pagination: { limit: dimensions[0] === 'time:day' ? 100 : 9, offset: 0 },
			include: dimensions.length === 0 || dimensions[0] === 'time:day' ? {} : { total_rows: true },
		},
		statement: { sql, params: [site, from, from + days * DAY] },
	});
	const share = `100.0 * visitors / (SELECT count(DISTINCT visitor) ${visits}${only})`;
	const byVisit = (name: string, dimension: QueryDimension, column: string): Panel =>
		ask(
			name,
			['visitors', 'bounce_rate', 'percentage'],
			[dimension],
			`WITH v AS (SELECT ${column}, ${rates} ${visits}${only} GROUP BY 1) SELECT ${column}, visitors, bounces, ${share}, count(*) OVER () FROM v ORDER BY visitors DESC, 1 LIMIT 9`,
		);
	const byEvent = (name: string, dimension: QueryDimension, column: string, metric: MetricName): Panel =>
		ask(
			name,
			['visitors', metric, 'percentage'],
			[dimension],
			`WITH e AS (SELECT ${column}, count(DISTINCT visitor) AS visitors, ${sums} ${events}${only} GROUP BY 1) SELECT ${column}, visitors, ${metric}, ${share}, count(*) OVER () FROM e ORDER BY visitors DESC, 1 LIMIT 9`,
		);
	return [
		ask('cards', cards, [], `SELECT * FROM (SELECT ${rates} ${visits}${only}), (SELECT ${sums} ${events}${only})`),
		ask(
			'series by day',
			cards,
			['time:day'],
			`WITH v AS (SELECT unnest(range(${day('greatest(start, $2)')}, ${day('least(last, $3 - 1)')} + 1)) AS day, * ${visits}${only}),
			e AS (SELECT ${day('time')} AS day, ${sums} ${events}${only} GROUP BY 1)
			SELECT * FROM (SELECT day, ${rates.replaceAll('start >= $2', `day = ${day('start')}`)} FROM v GROUP BY 1) LEFT JOIN e USING (day) ORDER BY day`,
		),
		byVisit('sources', 'visit:source', 'source'),
		byEvent('pages', 'event:page', 'pathname', 'pageviews'),
		byVisit('countries', 'visit:country', 'country'),
		byVisit('browsers', 'visit:browser', 'browser'),
		byEvent('events', 'event:name', 'name', 'events'),
	];
}
