import {
	type PerformanceAnswer,
	type PerformanceAsk,
	type PerformanceRow,
	type Vital,
	type VitalSummary,
	vitalNames,
	vitals,
} from '@footfall/protocol';
import { columnOf, shown } from '../query/columns.ts';
import type { Cell, Dialect, Statement } from '../store/store.ts';
import type { ReportContext } from './report.ts';
import { percent } from './rounded.ts';
import { createReportSql, type Scope } from './scope.ts';

const ROWS = 50;
/** Cells of a vital: samples, p75, p90, good, poor. */
const CELLS = 5;

/** CLS is kept as a 32-bit float, in which 0.1 is a little more than that. */
const measured = (vital: Vital): string => (vital === 'cls' ? 'round(CAST(e.cls AS DOUBLE), 4)' : `e.${vital}`);

/** Compiles performance into one statement; its first row is the whole. */
export function compilePerformance(ask: PerformanceAsk, scope: Scope, dialect: Dialect): Statement {
	const { by, order = { vital: 'lcp', first: 'slow' }, least = 1, limit = ROWS } = ask;
	const sql = createReportSql(scope, dialect);
	const column = sql.column(by);
	const join = column.onlyInVisits ? ` JOIN ${dialect.rows('visits', [])} v ON v.visit = e.visit AND v.site = ${sql.bind(scope.site)}` : '';
	const cells = vitalNames.flatMap((vital) => {
		const value = measured(vital);
		return [
			`count(${value}) AS ${vital}_samples`,
			`${dialect.quantiles(value, [0.75, 0.9])} AS ${vital}_quantiles`,
			`count(*) FILTER (WHERE ${value} <= ${vitals[vital].good}) AS ${vital}_good`,
			`count(*) FILTER (WHERE ${value} > ${vitals[vital].poor}) AS ${vital}_poor`,
		];
	});
	const read = vitalNames.map((vital) => `${vital}_samples, ${vital}_quantiles[1], ${vital}_quantiles[2], ${vital}_good, ${vital}_poor`);
	return sql.statement(`SELECT whole, value, views, ${read.join(', ')} FROM (
			SELECT grouping(value) AS whole, value, count(*) AS views, ${cells.join(', ')}
			FROM (SELECT ${sql.valueOf(column)} AS value, e.* FROM ${sql.rows('events', column.onlyInVisits ? [] : [column])} e${join} WHERE ${sql.events()} AND e.name = 'pageview') e
			GROUP BY GROUPING SETS ((), (value))) found
		WHERE whole = 1 OR ${order.vital}_samples >= ${least}
		ORDER BY whole DESC, ${order.vital}_quantiles[1] ${order.first === 'slow' ? 'DESC' : 'ASC'} NULLS LAST, views DESC, value LIMIT ${limit + 1}`);
}

function readVitals(cells: readonly Cell[]): Record<Vital, VitalSummary> {
	const read = (index: number): VitalSummary => {
		const [samples = 0, p75 = null, p90 = null, good = 0, poor = 0] = cells.slice(index * CELLS, (index + 1) * CELLS);
		const places = vitalNames[index] === 'cls' ? 1000 : 1;
		const rounded = (value: Cell): number | null => (value === null ? null : Math.round(Number(value) * places) / places);
		return {
			samples: Number(samples),
			p75: rounded(p75),
			p90: rounded(p90),
			good: percent(Number(good), Number(samples)),
			poor: percent(Number(poor), Number(samples)),
		};
	};
	return Object.fromEntries(vitalNames.map((vital, index) => [vital, read(index)])) as Record<Vital, VitalSummary>;
}

/** Answers performance. */
export async function answerPerformance(ask: PerformanceAsk, context: ReportContext): Promise<Omit<PerformanceAnswer, 'meta' | 'query'>> {
	const found = await context.rows(compilePerformance(ask, context.scope, context.dialect));
	const [whole, ...rows] = found.map(
		([, value, views, ...cells]): PerformanceRow => ({
			value: value === null || value === undefined ? '' : shown(columnOf(ask.by, context.scope.question), String(value)),
			pageviews: Number(views),
			vitals: readVitals(cells),
		}),
	);
	return { whole: { pageviews: whole?.pageviews ?? 0, vitals: whole?.vitals ?? readVitals([]) }, rows };
}
