import { dimensions, type MetricName, type Query, type QueryDimension } from '@footfall/protocol';
import { type Asked, byHand, type Compared, DAY, scopeOf } from './asked.ts';

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
const rates =
	'count(*) AS visits, count(DISTINCT visitor) AS visitors, avg(bounce::INT) FILTER (start >= $2) AS bounces, avg(finish - start) FILTER (start >= $2) AS duration';
const sums = "count(*) FILTER (name = 'pageview') AS pageviews, count(*) AS events, avg(engaged) AS engaged";

/**
 * What the overview asks for when it is opened, all at once: unfiltered, or of the visits from one source. `panels.test.ts` holds it against
 * the dashboard. By hand no panel counts all visitors for its shares again: the cards have them.
 */
export function panelsOf(asked: Asked, filtered: boolean): Compared[] {
	const { from, days } = asked;
	const scope = scopeOf(asked, filtered);
	const { visits, events, statement } = byHand(asked, filtered);
	const all = byHand(asked, false);
	const day = (time: string): string => `(${time} - ${from}) // ${DAY}`;
	const before = (sql: string): string => sql.replaceAll('$3', String(from)).replaceAll('$2', String(from - days * DAY));
	const named = (name: string, query: Query, sql: string): Compared => ({
		name: `${name}${filtered ? ', filtered' : ''}`,
		ask: { query },
		byHand: [statement(sql)],
	});

	const totals = `SELECT * FROM (SELECT ${rates} ${visits()}), (SELECT ${sums} ${events()})`;
	const list = (name: string, dimension: QueryDimension, metric: MetricName, sql: string): Compared => {
		const query: Query = {
			...scope,
			metrics: ['visitors', metric, 'percentage'],
			dimensions: [dimension],
			order_by: [
				['visitors', 'desc'],
				[dimension, 'asc'],
			],
			include: { total_rows: true, imports: true },
			pagination: { limit: 9, offset: 0 },
		};
		return named(name, query, `${sql} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 9`);
	};
	const byVisit = (name: string, dimension: QueryDimension, group: 'sources' | 'locations' | 'devices', column: string): Compared =>
		list(
			name,
			dimension,
			'bounce_rate',
			`SELECT ${group}.${column}, count(DISTINCT v.visitor), avg(v.bounce::INT) FILTER (v.start >= $2), count(*) OVER () ${visits(group)}`,
		);
	const byEvent = (name: string, dimension: QueryDimension, column: string, metric: 'pageviews' | 'events'): Compared =>
		list(
			name,
			dimension,
			metric,
			`SELECT e.${column}, count(DISTINCT e.visitor), count(*)${metric === 'pageviews' ? " FILTER (e.name = 'pageview')" : ''}, count(*) OVER () ${events()}`,
		);
	/** Whether a tab has anything to show; the page's filters do not matter to that. */
	const filled = (dimension: 'visit:region' | 'visit:region_name' | 'visit:city' | 'visit:user', has: string): Compared => ({
		name: `any ${dimension}${filtered ? ', filtered' : ''}`,
		ask: {
			query: {
				...scopeOf(asked, false),
				metrics: ['visits'],
				filters: [['is_not', dimension, [dimensions[dimension].none]]],
			},
		},
		byHand: [all.statement(`SELECT EXISTS (SELECT 1 ${all.visits()} AND ${has})`)],
	});

	return [
		named(
			'cards',
			{ ...scope, metrics: cards, include: { comparisons: { mode: 'previous_period' }, imports: true } },
			`${totals} UNION ALL ${before(totals)}`,
		),
		named(
			'series by day',
			{ ...scope, metrics: cards, dimensions: ['time:day'], include: { time_labels: true, imports: true } },
			`WITH v AS (SELECT unnest(range(${day('greatest(v.start, $2)')}, ${day('least(v.last, $3 - 1)')} + 1)) AS day, v.* ${visits()}),
			e AS (SELECT ${day('e.time')} AS day, ${sums} ${events()} GROUP BY 1)
			SELECT * FROM (SELECT day, ${rates.replaceAll('start >= $2', `day = ${day('start')}`)} FROM v GROUP BY 1) LEFT JOIN e USING (day) ORDER BY day`,
		),
		byVisit('channels', 'visit:channel', 'sources', 'channel'),
		byEvent('pages', 'event:page', 'pathname', 'pageviews'),
		byVisit('countries', 'visit:country', 'locations', 'country'),
		byVisit('browsers', 'visit:browser', 'devices', 'browser'),
		byEvent('events', 'event:name', 'name', 'events'),
		filled('visit:region', "v.locations_id IN (SELECT id FROM locations WHERE region <> '')"),
		filled('visit:region_name', "v.locations_id IN (SELECT id FROM locations WHERE region_name <> '')"),
		filled('visit:city', "v.locations_id IN (SELECT id FROM locations WHERE city <> '')"),
		filled('visit:user', "v.user_id <> ''"),
	];
}
