import type { JourneyLink, JourneyNode, JourneysAnswer, JourneysAsk } from '@footfall/protocol';
import { pageSql } from '../query/goals.ts';
import type { Dialect, Statement } from '../store/store.ts';
import type { ReportContext } from './report.ts';
import { createReportSql, type Scope } from './scope.ts';

const STEPS = 4;
const NODES = 6;

/** What follows a page: another page, one of the others, or nothing. */
const next = { page: 0, others: 1, nothing: 2 } as const;

/**
 * Compiles journeys into one statement; its rows: step, page (NULL: others), page of the next step, what that is, visits.
 *
 * Looking back is looking ahead with time reversed. Pages are numbered first: what is sorted, four million page views of ten million events,
 * is then narrow enough to stay in memory, and takes a third of the time. The sums by step, page and next page are all that the rest needs.
 */
export function compileJourneys({ direction, page, steps = STEPS, nodes = NODES }: JourneysAsk, scope: Scope, dialect: Dialect): Statement {
	const sql = createReportSql(scope, dialect);
	const end = direction === 'to' ? ' DESC' : '';
	const inTime = `OVER (PARTITION BY visit ORDER BY ${['time', 'page_time', 'page_random', 'n'].map((name) => `${name}${end}`).join(', ')})`;
	const inOrder = 'OVER (PARTITION BY visit ORDER BY place)';
	/** Written out each time: a subquery with a name that is used twice is kept, all of it. */
	const viewed = (): string => `FROM ${sql.rows('events')} e WHERE ${sql.events()} AND e.name = 'pageview'`;
	const onWay = (): string => (page === undefined ? '' : ` AND e.visit IN (SELECT e.visit ${viewed()} AND ${pageSql(page, sql)})`);
	const begins = page === undefined ? 'FALSE' : pageSql(page, sql);
	const [begun, first] =
		page === undefined
			? ['', '1']
			: [
					' JOIN (SELECT s.visit, min(s.place) AS place FROM seq s JOIN pages p ON p.page = s.page WHERE p.begins GROUP BY s.visit) b ON b.visit = s.visit',
					'b.place',
				];
	// The numbers of pages are those of one run of this: it must not run again where it is named again.
	const pages = `SELECT e.pathname, CAST(row_number() OVER () AS INTEGER) AS page, ${begins} AS begins FROM (SELECT DISTINCT e.pathname ${viewed()}) e`;
	const views = `SELECT visit, page, row_number() ${inTime} AS place, lag(page) ${inTime} AS previous
		FROM (SELECT e.visit, p.page, e.time, e.page_time, e.page_random, e.n FROM (SELECT e.* ${viewed()}${onWay()}) e JOIN pages p ON p.pathname = e.pathname) e`;
	const seq = `SELECT visit, page, row_number() ${inOrder} AS place, lead(page) ${inOrder} AS next FROM (${views}) v WHERE previous IS NULL OR previous <> page`;
	const ways = `SELECT s.place - ${first} AS step, s.page, CASE WHEN s.place - ${first} < ${steps - 1} THEN s.next END AS next, count(*) AS visits
		FROM seq s${begun} WHERE s.place >= ${first} AND s.place - ${first} < ${steps} GROUP BY 1, 2, 3`;
	return sql.statement(`WITH ${dialect.once('pages', pages)},
		${page === undefined ? `seq AS (${seq})` : dialect.once('seq', seq)},
		${dialect.once('ways', ways)},
		ranks AS (SELECT w.step, w.page, p.pathname, row_number() OVER (PARTITION BY w.step ORDER BY sum(w.visits) DESC, p.pathname) AS place
			FROM ways w JOIN pages p ON p.page = w.page GROUP BY w.step, w.page, p.pathname),
		${dialect.once('named', `SELECT step, page, pathname FROM ranks WHERE place <= ${nodes}`)}
		SELECT w.step, a.pathname, b.pathname,
			CASE WHEN w.next IS NULL THEN ${next.nothing} WHEN b.pathname IS NULL THEN ${next.others} ELSE ${next.page} END AS follows, sum(w.visits)
		FROM ways w LEFT JOIN named a ON a.step = w.step AND a.page = w.page LEFT JOIN named b ON b.step = w.step + 1 AND b.page = w.next
		GROUP BY 1, 2, 3, 4 ORDER BY 1, 5 DESC, 2, 3`);
}

/** Answers journeys. */
export async function answerJourneys(ask: JourneysAsk, context: ReportContext): Promise<Omit<JourneysAnswer, 'meta' | 'query'>> {
	const rows = await context.rows(compileJourneys(ask, context.scope, context.dialect));
	const { steps = STEPS } = ask;
	const nodes = Array.from({ length: steps }, () => new Map<string | null, { visits: number; ended: number }>());
	const links: JourneyLink[] = [];
	for (const [stepCell, pageCell, nextCell, follows, visitsCell] of rows) {
		const [step, visits] = [Number(stepCell), Number(visitsCell)];
		const page = pageCell === null ? null : String(pageCell);
		const node = nodes[step]?.get(page) ?? { visits: 0, ended: 0 };
		node.visits += visits;
		nodes[step]?.set(page, node);
		if (Number(follows) === next.nothing) node.ended += visits;
		else links.push({ step, page, next: nextCell === null || nextCell === undefined ? null : String(nextCell), visits });
	}
	const listed = nodes.map((pages, step) =>
		[...pages]
			.map(([page, { visits, ended }]): JourneyNode => ({ page, visits, ended: step === steps - 1 ? null : ended }))
			.sort((a, b) => Number(a.page === null) - Number(b.page === null) || b.visits - a.visits),
	);
	return { visits: (listed[0] ?? []).reduce((sum, { visits }) => sum + visits, 0), steps: listed, links };
}
