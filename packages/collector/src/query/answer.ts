import type { MetricName, QueryMeta, QueryResult } from '@footfall/protocol';
import type { Cell, StoreReader } from '../store/store.ts';
import { withoutGoals } from './conversion.ts';
import { metricWarnings } from './imported/plan.ts';
import { isTime, type Question } from './question.ts';
import type { Resolved } from './resolve.ts';
import { readRow, type StoredRow, shownKeys, type Wholes, withComparison, withEmptyBuckets } from './rows.ts';

/** Where and when a question is answered. */
export interface AnswerContext {
	readonly store: Pick<StoreReader, 'version'>;
	readonly clock: () => number;
	/** The rows that a question's statement gives. */
	rowsOf(question: Question): Promise<readonly (readonly Cell[])[]>;
	/** The number of visitors under a question's filters in its range, all rows together. */
	totalVisitors(question: Question): Promise<number>;
}

/** What the store found. */
export interface Found {
	readonly rows: readonly StoredRow[];
	/** Before pagination; counted only if it was asked. */
	readonly total: number;
	/** Whether some visitor was known for a day only; undefined where that was not asked or there are no rows. */
	readonly daily: boolean | undefined;
}

/** Rows of a list are looked up in the other range by their keys, unless they are so many that fetching all is sooner. */
const LOOKED_UP = 200;

export async function ask(question: Question, context: AnswerContext): Promise<Found> {
	const [cells, wholes] = await Promise.all([context.rowsOf(question), wholesOf(question, context)]);
	if (cells.length === 0 && question.totalRows && question.offset > 0) {
		// Behind the last page: the number of rows stands in each row, so one is needed.
		const { total, daily } = await ask({ ...question, limit: 1, offset: 0 }, context);
		return { rows: [], total, daily };
	}
	const added = cells[0]?.slice(question.dimensions.length + question.metrics.length) ?? [];
	return {
		rows: cells.map((row) => readRow(row, question, wholes)),
		total: question.totalRows ? Number(added[0] ?? 0) : cells.length,
		daily: question.asksDaily && cells.length > 0 ? Number(added.at(-1)) > 0 : undefined,
	};
}

/** The numbers of visitors of which metrics tell the share; every list of a page has them in common. */
async function wholesOf(question: Question, context: AnswerContext): Promise<Wholes> {
	const has = (metric: MetricName): boolean => question.metrics.includes(metric);
	const [all, beside] = await Promise.all([
		has('percentage') ? context.totalVisitors(question) : undefined,
		has('conversion_rate') ? context.totalVisitors({ ...question, filters: withoutGoals(question.filters) }) : undefined,
	]);
	return { ...(all === undefined ? {} : { percentage: all }), ...(beside === undefined ? {} : { conversion_rate: beside }) };
}

/** What there is to know of an answer. */
function warningsOf({ behaviour }: Question, visitors: QueryMeta['visitors']): Pick<QueryMeta, 'warnings'> {
	if (!behaviour || visitors !== 'sum_of_days') return {};
	const message = 'Visitors without cookies are known for one day only: what they did on another day is not seen as theirs.';
	return { warnings: [{ code: 'cookieless_days', message }] };
}

type ImportsMeta = Pick<
	QueryMeta,
	'imports_included' | 'imports_skip_reason' | 'imports_warning' | 'metric_warnings' | 'comparison_imports_included'
>;

/** What became of imported sums, in the words of Plausible's Stats API; nothing where the query said nothing of them. */
function importsOf({ echo, imports }: Resolved): ImportsMeta {
	if (echo.include.imports === undefined) return {};
	if (imports === undefined) return { imports_included: false, imports_skip_reason: 'manual_exclusion' };
	const { plan, compared } = imports;
	const warning = plan.warning ?? (compared !== undefined && 'days' in compared ? compared.warning : undefined);
	return {
		imports_included: 'days' in plan,
		...('skip' in plan ? { imports_skip_reason: plan.skip } : {}),
		...(warning === undefined ? {} : { imports_warning: warning }),
		...('days' in plan && plan.days.own.length > 0 ? { metric_warnings: metricWarnings(plan.days) } : {}),
		...(compared === undefined ? {} : { comparison_imports_included: 'days' in compared }),
	};
}

/** Answers a resolved query. */
export async function answer(resolved: Resolved, context: AnswerContext): Promise<QueryResult> {
	const { echo, question, compared, running } = resolved;
	const version = context.store.version();
	const { rows, total, daily } = await ask(question, context);
	const { dimensions, metrics, totalRows } = question;
	const labels = question.buckets?.labels ?? [];
	const wantsLabels = echo.include.time_labels === true;
	const visitors = question.oneDay || daily === false ? 'distinct' : 'sum_of_days';
	const meta: QueryMeta = {
		...(wantsLabels ? { time_labels: [...labels] } : {}),
		...(running === undefined ? {} : { incomplete_bucket: running }),
		...(totalRows ? { total_rows: total } : {}),
		visitors,
		...warningsOf(question, visitors),
		...importsOf(resolved),
		data_version: version,
		computed_at: new Date(context.clock()).toISOString(),
	};
	if (compared === undefined) {
		return {
			results: rows.map(({ keys, metrics: values }) => ({ dimensions: shownKeys(keys, question, labels), metrics: values })),
			meta,
			query: echo,
		};
	}

	const looksUp = question.buckets === undefined && dimensions.length > 0 && rows.length <= LOOKED_UP;
	const others = (await ask(looksUp ? { ...compared, only: rows.map(({ keys }) => keys) } : compared, context)).rows;
	const all = drawsLine(question) && rows.length < question.limit ? withEmptyBuckets(rows, others, metrics, labels.length) : rows;
	return {
		results: withComparison(all, others, question, compared),
		meta: {
			...meta,
			...(wantsLabels ? { comparison_time_labels: [...(compared.buckets?.labels ?? [])] } : {}),
			...(totalRows ? { total_rows: total + all.length - rows.length } : {}),
		},
		query: echo,
	};
}

/** Time is the only dimension and in its own order, from the first row on. */
export function drawsLine({ dimensions, orderBy: [order], offset }: Question): boolean {
	return dimensions.length === 1 && dimensions.every(isTime) && order?.[0] === dimensions[0] && order?.[1] === 'asc' && offset === 0;
}
