import type { MetricName, QueryResult } from '@footfall/protocol';
import { type AnswerContext, ask, drawsLine } from './answer.ts';
import { bucketAt } from './buckets.ts';
import type { Resolved } from './resolve.ts';
import { shownKeys } from './rows.ts';

/** Metrics that tell a share of the whole range. */
const ofWhole: ReadonlySet<MetricName> = new Set<MetricName>(['percentage', 'conversion_rate']);

/**
 * The answer to a query by time, made of an earlier one and the buckets that a change at `touchedFrom` (ms) or later can have touched: buckets
 * do not depend on each other. Undefined where the earlier answer does not serve: its range was another one, what it
 * names may have been, or its rows hang together.
 */
export async function answerTail(
	resolved: Resolved,
	previous: QueryResult,
	touchedFrom: number,
	context: AnswerContext,
): Promise<QueryResult | undefined> {
	const { echo, question, compared, running, named } = resolved;
	const { buckets, range, metrics } = question;
	const sameRange = previous.query.date_range.every((edge, index) => edge === echo.date_range[index]);
	if (buckets === undefined || compared !== undefined || named || !sameRange || previous.results.length === 0) return undefined;
	// Which sums were added may be another matter now; they are kept, so that all of it is soon asked.
	if (question.imports !== undefined || previous.meta.imports_included === true) return undefined;
	if (!drawsLine(question) || question.limit < buckets.starts.length || question.behaviour || metrics.some((name) => ofWhole.has(name)))
		return undefined;

	const version = context.store.version();
	const first = Math.max(0, bucketAt(buckets, Math.min(touchedFrom, range.to - 1)));
	const open = { ...buckets, starts: buckets.starts.slice(first), labels: buckets.labels.slice(first) };
	const { rows, daily } = await ask(
		{ ...question, buckets: open, range: { from: Math.max(range.from, open.starts[0] ?? 0), to: range.to } },
		context,
	);

	const closed = new Set(buckets.labels.slice(0, first));
	const results = [
		...previous.results.filter(({ dimensions: [label = ''] }) => closed.has(label)),
		...rows.map(({ keys, metrics: values }) => ({ dimensions: shownKeys(keys, question, open.labels), metrics: values })),
	];
	const { incomplete_bucket: _, ...meta } = previous.meta;
	return {
		results,
		meta: {
			...meta,
			...(running === undefined ? {} : { incomplete_bucket: running }),
			...(question.totalRows ? { total_rows: results.length } : {}),
			...(daily === true ? { visitors: 'sum_of_days' } : {}),
			data_version: version,
			computed_at: new Date(context.clock()).toISOString(),
		},
		query: echo,
	};
}
