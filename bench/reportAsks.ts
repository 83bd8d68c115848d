import type { MetricName, Query, QueryDimension } from '@footfall/protocol';
import type { ReportName } from '../packages/collector/dist/reports/reports.js';
import { type Asked, byHand, type Compared, DAY, scopeOf } from './asked.ts';

/** The first of the epoch's Mondays, from which hours of a week are counted. */
const MONDAY = 4 * DAY;
const HOUR = 3_600_000;

/** Every report, and the questions of other pages, one at a time: unfiltered, or of the visits from one source. */
export function reportAsks(asked: Asked, filtered: boolean): Compared[] {
	const scope = scopeOf(asked, filtered);
	const { visits, begun, events, anyEvents, statement } = byHand(asked, filtered);
	const name = (words: string): string => `${words}${filtered ? ', filtered' : ''}`;
	const report = (words: string, kind: ReportName, own: object, ...sql: string[]): Compared => ({
		name: name(words),
		ask: { report: kind, body: { ...scope, ...own } },
		byHand: sql.map(statement),
	});
	const query = (words: string, own: Omit<Query, 'site_id' | 'date_range'>, sql: string): Compared => ({
		name: name(words),
		ask: { query: { ...scope, ...own, filters: [...(scope.filters ?? []), ...(own.filters ?? [])] } },
		byHand: [statement(sql)],
	});
	const list = (
		words: string,
		dimension: QueryDimension,
		metrics: MetricName[],
		limit: number,
		sql: string,
		filters: Query['filters'] = [],
	): Compared =>
		query(
			words,
			{
				metrics,
				dimensions: [dimension],
				filters,
				order_by: [
					[metrics[0] ?? 'visitors', 'desc'],
					[dimension, 'asc'],
				],
				include: { total_rows: true },
				pagination: { limit, offset: 0 },
			},
			sql,
		);
	const allVisitors = `SELECT count(DISTINCT visitor) ${visits()}`;

	const endOfVisit = (words: string, dimension: 'visit:entry_page' | 'visit:exit_page', column: string): Compared =>
		list(
			words,
			dimension,
			['visits', 'bounce_rate', 'percentage'],
			9,
			`SELECT v.${column}, count(*), avg(v.bounce::INT) FILTER (v.start >= $2), 100.0 * count(DISTINCT v.visitor) / (${allVisitors}), count(*) OVER ()
			${visits()} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 9`,
		);
	const occurrences = (words: string, kind: string, which: string, value: string, source: string): Compared =>
		report(
			words,
			'occurrences',
			{ kind },
			`SELECT ${value} AS value, mode(e.pathname), mode(${source}), count(*) AS events, count(DISTINCT e.visitor), max(e.time), sum(events) OVER ()
			${which} GROUP BY 1 HAVING value <> '' ORDER BY events DESC, 1 LIMIT 100`,
		);
	const prop = (key: string): string => `json_extract_string(e.props, '$.${key}')`;

	const signUp = [{ page: '/docs/**' }, { event: 'Signup' }, { event: 'Purchase' }];
	const isDocs = "e.name = 'pageview' AND starts_with(e.pathname, '/docs/')";
	const hits = `hits AS (SELECT e.visitor, e.visit, e.time, e.sources_id, e.name ${events()} AND (${isDocs} OR e.name IN ('Signup', 'Purchase')))`;
	const inVisit = (from: string, event: string): string =>
		`SELECT p.visit, p.visitor, min(h.time) AS time, min(h.time) - p.time AS took FROM ${from} p JOIN hits h ON h.visit = p.visit AND h.name = '${event}' AND h.time > p.time GROUP BY 1, 2, p.time`;
	/** Who took each step, in any order of attempts: a visitor has few events that are steps. */
	const inDays = `a AS (SELECT visitor, min(time) AS first, arg_min(sources_id, time) AS sources_id FROM hits WHERE name = 'pageview' GROUP BY 1),
		b AS (SELECT a.visitor, min(s.time - p.time) AS took FROM a JOIN hits p USING (visitor) JOIN hits s USING (visitor)
			WHERE p.name = 'pageview' AND s.name = 'Signup' AND s.time > p.time AND s.time - p.time <= ${7 * DAY} GROUP BY 1),
		c AS (SELECT a.visitor, min(o.time - s.time) AS took FROM a JOIN hits p USING (visitor) JOIN hits s USING (visitor) JOIN hits o USING (visitor)
			WHERE p.name = 'pageview' AND s.name = 'Signup' AND o.name = 'Purchase' AND s.time > p.time AND o.time > s.time AND o.time - p.time <= ${7 * DAY} GROUP BY 1)`;

	const day = `(v.start - ${asked.from}) // ${DAY}`;
	const person = "CASE WHEN v.user_id <> '' THEN v.user_id ELSE v.visitor::VARCHAR END";

	/** Lists of each visit's pages would be shorter to write, but take more memory than there is. */
	const journey = (end: string, page?: string): string => {
		const first = page === undefined ? '1' : 'first';
		return `WITH views AS (SELECT e.visit, e.pathname, row_number() OVER w AS place, lag(e.pathname) OVER w AS previous ${events()} AND e.name = 'pageview'
			${page === undefined ? '' : `AND e.visit IN (SELECT e.visit ${events()} AND e.name = 'pageview' AND e.pathname = '${page}')`}
			WINDOW w AS (PARTITION BY e.visit ORDER BY e.time${end}, e.page_time${end}, e.page_random${end}, e.n${end})),
		seq AS (SELECT visit, pathname, row_number() OVER w AS place, lead(pathname) OVER w AS next FROM views WHERE previous IS DISTINCT FROM pathname WINDOW w AS (PARTITION BY visit ORDER BY place)),
		four AS (SELECT place - ${first} AS step, pathname, CASE WHEN place - ${first} < 3 THEN next END AS next, count(*) AS visits
			FROM ${page === undefined ? 'seq' : `(SELECT *, min(CASE WHEN pathname = '${page}' THEN place END) OVER (PARTITION BY visit) AS first FROM seq)`} WHERE place - ${first} BETWEEN 0 AND 3 GROUP BY 1, 2, 3),
		most AS (SELECT step, pathname FROM (SELECT step, pathname, row_number() OVER (PARTITION BY step ORDER BY sum(visits) DESC, pathname) AS place FROM four GROUP BY 1, 2) WHERE place <= 6)
		SELECT f.step, a.pathname, b.pathname, f.next IS NULL, sum(f.visits) FROM four f LEFT JOIN most a ON a.step = f.step AND a.pathname = f.pathname
		LEFT JOIN most b ON b.step = f.step + 1 AND b.pathname = f.next GROUP BY 1, 2, 3, 4`;
	};

	const vitals = ['lcp', 'inp', 'cls', 'fcp', 'ttfb'] as const;
	const good = { lcp: 2500, inp: 200, cls: 0.1, fcp: 1800, ttfb: 800 };
	const poor = { lcp: 4000, inp: 500, cls: 0.25, fcp: 3000, ttfb: 1800 };
	const measured = vitals
		.map(
			(vital) =>
				`count(e.${vital}), quantile_cont(e.${vital}, [0.75, 0.9]) AS ${vital}, count(*) FILTER (e.${vital} <= ${good[vital]}), count(*) FILTER (e.${vital} > ${poor[vital]})`,
		)
		.join(', ');

	const variants = (which: string, variant: string): string =>
		`WITH seen AS (SELECT e.visitor, min(${variant}) AS variant, max(${variant}) AS other, min(e.time) AS first ${events()} AND ${which} GROUP BY 1),
		done AS (SELECT e.visitor, max(e.time) AS last ${events()} AND e.name = 'Signup' GROUP BY 1)
		SELECT CASE WHEN variant = other THEN variant END, count(*), count(*) FILTER (last >= first) FROM seen LEFT JOIN done USING (visitor) GROUP BY 1`;

	const met = {
		Signup: "e.name = 'Signup'",
		Purchase: "e.name = 'Purchase'",
		docs: isDocs,
		scroll: "e.name = 'pageview' AND e.scroll >= 75 AND starts_with(e.pathname, '/blog/')",
	};
	const ofGoals = Object.values(met)
		.map((goal) => `count(DISTINCT e.visitor) FILTER (${goal}), count(*) FILTER (${goal})`)
		.join(', ');
	const cards: MetricName[] = ['visitors', 'visits', 'pageviews', 'bounce_rate', 'visit_duration', 'time_on_page', 'events'];
	const signedUp = `visitor IN (SELECT e.visitor ${events()} AND e.name = 'Signup')`;

	return [
		report(
			'funnel of three steps',
			'funnel',
			{ steps: signUp },
			`WITH ${hits}, a AS (SELECT visit, any_value(visitor) AS visitor, min(time) AS time FROM hits WHERE name = 'pageview' GROUP BY 1), b AS (${inVisit('a', 'Signup')}), c AS (${inVisit('b', 'Purchase')})
			SELECT (SELECT count(DISTINCT visitor) FROM a), (SELECT count(DISTINCT visitor) FROM b), (SELECT count(DISTINCT visitor) FROM c), (SELECT median(took) FROM b), (SELECT median(took) FROM c), (${allVisitors})`,
		),
		report(
			'funnel in 7 days by source',
			'funnel',
			{ steps: signUp, window: { days: 7 }, breakdown: 'visit:source' },
			`WITH ${hits}, ${inDays}
			SELECT s.source, count(a.visitor), count(b.visitor), count(c.visitor), median(b.took), median(c.took), (${allVisitors})
			FROM a JOIN sources s ON s.id = a.sources_id LEFT JOIN b USING (visitor) LEFT JOIN c USING (visitor) GROUP BY ROLLUP (1)`,
		),
		report(
			'retention by day',
			'retention',
			{ interval: 'day' },
			`WITH came AS (SELECT DISTINCT ${person} AS person, ${day} AS day ${begun()} AND (v.persistent OR v.user_id <> '')), began AS (SELECT person, min(day) AS first FROM came GROUP BY 1)
			SELECT first, day - first, count(*) FROM came JOIN began USING (person) GROUP BY 1, 2`,
			`SELECT count(DISTINCT ${person}) FILTER (v.persistent OR v.user_id <> ''), count(DISTINCT v.visitor) FILTER (NOT v.persistent AND v.user_id = '') ${begun()}`,
		),
		report('journeys from the entry', 'journeys', { direction: 'from' }, journey('')),
		report('journeys to a page', 'journeys', { direction: 'to', page: '/' }, journey(' DESC', '/')),
		report(
			'performance by page',
			'performance',
			{ by: 'event:page' },
			`SELECT * FROM (SELECT e.pathname, count(*) AS views, ${measured} ${events()} AND e.name = 'pageview' GROUP BY ROLLUP (1)) WHERE pathname IS NULL OR lcp IS NOT NULL
			ORDER BY pathname IS NULL DESC, lcp[1] DESC NULLS LAST LIMIT 51`,
		),
		report(
			'experiment, told by its event',
			'experiment',
			{ property: 'variant', exposure: 'Experiment', goal: { event: 'Signup' } },
			variants("e.name = 'Experiment'", prop('variant')),
		),
		report(
			'experiment, told by any event',
			'experiment',
			{ property: 'variant', goal: { event: 'Signup' } },
			variants(`${prop('variant')} <> ''`, prop('variant')),
		),
		report(
			'hours of the week',
			'hours',
			{},
			`SELECT hour % 168, sum(visitors), sum(views) FROM (SELECT (e.time - ${MONDAY}) // ${HOUR} AS hour, count(DISTINCT e.visitor) AS visitors, count(*) FILTER (e.name = 'pageview') AS views ${events()} GROUP BY 1) GROUP BY 1`,
		),
		occurrences('pages not found', 'not_found', `${events('sources')} AND e.name = '404'`, prop('path'), "nullif(sources.referrer, '')"),
		occurrences('script errors', 'errors', `${anyEvents()} AND e.name = 'error'`, prop('message'), prop('source')),
		occurrences('search terms', 'searches', `${events()} AND e.name = 'Search'`, `lower(trim(${prop('query')}))`, "''"),
		endOfVisit('entry pages', 'visit:entry_page', 'entry_page'),
		endOfVisit('exit pages', 'visit:exit_page', 'exit_page'),
		list(
			'details of pages',
			'event:page',
			['visitors', 'pageviews', 'time_on_page', 'scroll_depth', 'percentage'],
			50,
			`SELECT e.pathname, count(DISTINCT e.visitor) AS visitors, count(*) FILTER (e.name = 'pageview'), avg(e.engaged), avg(e.scroll), 100.0 * visitors / (${allVisitors}), count(*) OVER ()
			${events()} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50`,
		),
		list(
			'a property',
			'event:props:plan',
			['visitors', 'events', 'percentage'],
			9,
			`SELECT ${prop('plan')}, count(DISTINCT e.visitor) AS visitors, count(*), 100.0 * visitors / (${allVisitors}), count(*) OVER () ${events()} AND e.name = 'Signup' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 9`,
			[['is', 'event:name', ['Signup']]],
		),
		list(
			'goals',
			'event:goal',
			['visitors', 'events', 'conversion_rate', 'total_revenue', 'average_revenue'],
			500,
			`SELECT *, (${allVisitors}), (SELECT list((currency, amount, n)) FROM (SELECT e.revenue_currency AS currency, sum(e.revenue_amount) AS amount, count(*) AS n ${events()} AND e.name = 'Purchase' GROUP BY 1))
			FROM (SELECT ${ofGoals} ${events()} AND (${Object.values(met)
				.map((goal) => `(${goal})`)
				.join(' OR ')}))`,
		),
		query(
			'conversions of a goal',
			{
				metrics: ['visitors', 'events', 'conversion_rate', 'total_revenue', 'average_revenue'],
				filters: [['is', 'event:goal', ['Purchase']]],
			},
			`SELECT *, (${allVisitors}), (SELECT list((currency, amount, n)) FROM (SELECT e.revenue_currency AS currency, sum(e.revenue_amount) AS amount, count(*) AS n ${events()} AND e.name = 'Purchase' GROUP BY 1))
			FROM (SELECT count(DISTINCT e.visitor), count(*) ${events()} AND e.name = 'Purchase')`,
		),
		query(
			'cards of those who signed up',
			{ metrics: cards, filters: [['has_done', ['is', 'event:goal', ['Signup']]]] },
			`SELECT * FROM (SELECT count(*), count(DISTINCT v.visitor), avg(v.bounce::INT) FILTER (v.start >= $2), avg(v.finish - v.start) FILTER (v.start >= $2) ${visits()} AND v.${signedUp}),
			(SELECT count(*) FILTER (e.name = 'pageview'), count(*), avg(e.engaged) ${events()} AND e.${signedUp})`,
		),
	];
}
