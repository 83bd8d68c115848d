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
 * Looking back is looking ahead with time reversed.
 */
export function compileJourneys({ direction, page, steps = STEPS, nodes = NODES }: JourneysAsk, scope: Scope, dialect: Dialect): Statement {
	const sql = createReportSql(scope, dialect);
	const end = direction === 'to' ? ' DESC' : '';
	const inOrder = `PARTITION BY e.visit ORDER BY ${['time', 'page_time', 'page_random', 'n'].map((name) => `e.${name}${end}`).join(', ')}`;
	const begins = page === undefined ? 'e.place = 1' : pageSql(page, sql);
	return sql.statement(`WITH views AS (
			SELECT e.visit, e.pathname, e.time, e.page_time, e.page_random, e.n, lag(e.pathname) OVER (${inOrder}) AS previous
			FROM ${sql.rows('events')} e WHERE ${sql.events()} AND e.name = 'pageview'),
		seq AS (SELECT e.visit, e.pathname, row_number() OVER (${inOrder}) AS place FROM views e WHERE e.previous IS NULL OR e.previous <> e.pathname),
		begun AS (SELECT e.visit, min(e.place) AS place FROM seq e WHERE ${begins} GROUP BY e.visit),
		ways AS (SELECT s.visit, s.place - b.place AS step, s.pathname FROM seq s JOIN begun b ON b.visit = s.visit
			WHERE s.place >= b.place AND s.place - b.place < ${steps}),
		ranks AS (SELECT step, pathname, row_number() OVER (PARTITION BY step ORDER BY count(*) DESC, pathname) AS place FROM ways GROUP BY step, pathname),
		named AS (SELECT w.visit, w.step, CASE WHEN r.place <= ${nodes} THEN w.pathname END AS pathname
			FROM ways w JOIN ranks r ON r.step = w.step AND r.pathname = w.pathname)
		SELECT a.step, a.pathname, b.pathname,
			CASE WHEN b.visit IS NULL THEN ${next.nothing} WHEN b.pathname IS NULL THEN ${next.others} ELSE ${next.page} END AS follows, count(*)
		FROM named a LEFT JOIN named b ON b.visit = a.visit AND b.step = a.step + 1
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
