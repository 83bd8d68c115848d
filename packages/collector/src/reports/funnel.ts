import type { FunnelAnswer, FunnelAsk, FunnelStep, FunnelWindow } from '@footfall/protocol';
import { columnOf, type DimensionColumn, shown } from '../query/columns.ts';
import type { Cell, Dialect, Statement } from '../store/store.ts';
import { actionSql } from './action.ts';
import type { ReportContext } from './report.ts';
import { percent, seconds } from './rounded.ts';
import { createReportSql, type ReportSql, type Scope } from './scope.ts';

/** Values of a breakdown at most. */
const VALUES = 50;

/** The order of events within a site; ids settle what happened in the same millisecond. */
const order = 'time, page_time, page_random, n';

const lengthOf = (window: Exclude<FunnelWindow, 'visit'>): number =>
	'minutes' in window ? window.minutes * 60_000 : window.days * 86_400_000;

/**
 * Compiles a funnel into one statement.
 *
 * Each step is a pass over the events that are some step, by visitor and time: `c2` is filled where step 2 can be reached at this event, with
 * the latest start of an attempt that gets there. Later starts leave more of the window, and each column grows with time, so the greatest
 * value before an event is both the latest attempt and the best. The passes sort, so they are only over those who took the second step at
 * some time: few of those who took the first, and nobody else gets farther.
 *
 * Its rows: the value (NULL for the whole), then visitors by step, then the median times of the second step on, ms.
 */
export function compileFunnel({ steps, window = 'visit', breakdown }: FunnelAsk, scope: Scope, dialect: Dialect): Statement {
	const sql = createReportSql(scope, dialect);
	const column = breakdown === undefined ? undefined : sql.column(breakdown);
	const conditions = steps.map((step) => actionSql(step, sql));
	const numbers = steps.map((_, index) => index + 1);
	const later = numbers.slice(1);
	const within = window === 'visit' ? 'visit' : 'visitor';

	const taking = (condition: string): string => `FROM ${sql.rows('events')} e WHERE ${sql.events()} AND (${condition})`;
	const hits = `SELECT e.visitor, e.visit, e.time, e.page_time, e.page_random, e.n, ${conditions.map((met, index) => `${met} AS m${index + 1}`).join(', ')}
		${taking(conditions.join(' OR '))} AND e.${within} IN (SELECT e.${within} ${taking(conditions[1] ?? 'FALSE')})`;
	const before = `OVER (PARTITION BY ${within} ORDER BY ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;
	const inTime = (start: string): string => (window === 'visit' ? `${start} IS NOT NULL` : `time - ${start} <= ${lengthOf(window)}`);
	const latest = (value: string): string => `max(${value}) ${before}`;
	const passes = later.map((step) => {
		const [met, start, end] = [`c${step - 1}`, `b${step}`, `a${step}`];
		const looked = `SELECT *, ${latest(met)} AS ${start}, ${latest(`CASE WHEN ${met} IS NOT NULL THEN time END`)} AS ${end} FROM s${step - 1}`;
		return `s${step} AS (SELECT *, CASE WHEN m${step} AND ${inTime(start)} THEN ${start} END AS c${step}, time - ${end} AS d${step} FROM (${looked}) p)`;
	});
	const farther = `SELECT visitor, ${later.map((step) => `count(c${step}) > 0 AS r${step}`).join(', ')},
		${later.map((step) => `${dialect.firstBy(`CASE WHEN c${step} IS NOT NULL THEN d${step} END`, `CASE WHEN c${step} IS NOT NULL THEN time END`)} AS t${step}`).join(', ')}
		FROM s${steps.length} GROUP BY visitor`;
	const selected = [
		'count(*)',
		...later.map((step) => `count(*) FILTER (WHERE f.r${step})`),
		...later.map((step) => dialect.quantile(`f.t${step}`, 0.5)),
	];
	return sql.statement(`WITH s1 AS (SELECT *, CASE WHEN m1 THEN time END AS c1 FROM (${hits}) hits),
		${passes.join(',\n')},
		began AS (${begunSql(sql, column, conditions[0] ?? 'FALSE', scope.site)}),
		farther AS (${farther})
		SELECT ${column === undefined ? 'NULL' : 'CASE WHEN grouping(b.value) = 1 THEN NULL ELSE b.value END'}, ${selected.join(', ')}
		FROM began b LEFT JOIN farther f ON f.visitor = b.visitor${column === undefined ? '' : ' GROUP BY GROUPING SETS ((), (b.value)) ORDER BY grouping(b.value) DESC, 2 DESC, 1'}
		LIMIT ${VALUES + 1}`);
}

/** `visitor, value`: who took the first step, and what a column was when they first did. */
function begunSql(sql: ReportSql, column: DimensionColumn | undefined, condition: string, site: string): string {
	if (column === undefined) return `SELECT DISTINCT e.visitor FROM ${sql.rows('events')} e WHERE ${sql.events()} AND ${condition}`;
	const join = column.onlyInVisits ? ` JOIN ${sql.dialect.rows('visits', [])} v ON v.visit = e.visit AND v.site = ${sql.bind(site)}` : '';
	return `SELECT e.visitor, ${sql.dialect.firstBy(sql.valueOf(column), 'e.time')} AS value
		FROM ${sql.rows('events', column.onlyInVisits ? [] : [column])} e${join} WHERE ${sql.events()} AND ${condition} GROUP BY e.visitor`;
}

function readSteps(cells: readonly Cell[], count: number): FunnelStep[] {
	const visitors = Array.from({ length: count }, (_, index) => Number(cells[index] ?? 0));
	return visitors.map((reached, index) => {
		const before = visitors[index - 1];
		const time = index === 0 ? null : (cells[count + index - 1] ?? null);
		return {
			visitors: reached,
			conversion: percent(reached, visitors[0] ?? 0),
			dropped: before === undefined ? 0 : before - reached,
			drop_off: before === undefined ? null : percent(before - reached, before),
			median_seconds: time === null ? null : seconds(Number(time)),
		};
	});
}

/** Answers a funnel. */
export async function answerFunnel(ask: FunnelAsk, context: ReportContext): Promise<Omit<FunnelAnswer, 'meta' | 'query'>> {
	const [rows, visitors] = await Promise.all([context.rows(compileFunnel(ask, context.scope, context.dialect)), context.visitors()]);
	const [whole, ...values] = rows;
	const { breakdown } = ask;
	return {
		visitors,
		steps: readSteps(whole?.slice(1) ?? [], ask.steps.length),
		...(breakdown === undefined
			? {}
			: {
					breakdown: values.map(([value, ...cells]) => ({
						value: shown(columnOf(breakdown, context.scope.question), String(value ?? '')),
						steps: readSteps(cells, ask.steps.length),
					})),
				}),
	};
}
