import { type MetricName, metrics, type QueryResult, type QueryRow } from '@footfall/protocol';
import { metricAt } from './api.ts';

/** One bucket of a chart. A value is null where there is nothing to say: in the future, or nothing was measured. */
export interface Point {
	/** The bucket's start in the site's zone, as the server writes it. */
	readonly label: string;
	readonly value: number | null;
	readonly beforeLabel: string | undefined;
	readonly before: number | null;
	/** Of money: the currency that `value` and `before` are of. */
	readonly currency?: string;
	/** The bucket still runs. */
	readonly running: boolean;
}

/** A metric over the buckets of an answer. Buckets without a row count 0 for counts, and nothing for means and rates. */
export function pointsOf(result: QueryResult, metric: MetricName): Point[] {
	const at = metricAt(result, metric);
	if (at < 0) return [];
	const { incomplete_bucket: running } = result.meta;
	const labels = result.meta.time_labels ?? result.results.map(labelOf);
	const rows = new Map(result.results.map((row) => [labelOf(row), row]));
	const before = new Map(result.results.flatMap(({ comparison }) => (comparison === undefined ? [] : [[labelOf(comparison), comparison]])));
	const beforeLabels = result.meta.comparison_time_labels;
	const currency = metrics[metric].unit === 'money' ? mainCurrency(result, at) : undefined;
	const empty = metrics[metric].unit === 'count' || metric === 'total_revenue' ? 0 : null;
	const compared = beforeLabels !== undefined || before.size > 0;

	return labels.map((label, index) => {
		const row = rows.get(label);
		const future = running !== undefined && index > running;
		const beforeLabel = beforeLabels?.[index] ?? (row?.comparison === undefined ? undefined : labelOf(row.comparison));
		const compare = row?.comparison ?? (beforeLabel === undefined ? undefined : before.get(beforeLabel));
		return {
			label,
			value: future ? null : valueAt(row, at, empty, currency),
			beforeLabel,
			before: compared && beforeLabel !== undefined ? valueAt(compare, at, empty, currency) : null,
			...(currency === undefined ? {} : { currency }),
			running: index === running,
		};
	});
}

function labelOf(row: Pick<QueryRow, 'dimensions'>): string {
	return row.dimensions[0] ?? '';
}

function valueAt(
	row: Pick<QueryRow, 'metrics'> | undefined,
	at: number,
	empty: number | null,
	currency: string | undefined,
): number | null {
	const value = row?.metrics[at];
	if (Array.isArray(value)) return value.find((money) => money.currency === currency)?.value ?? empty;
	return typeof value === 'number' ? value : row === undefined ? empty : null;
}

/** The currency of which there is most in the rows: one line can draw one, and they are never added up. */
function mainCurrency({ results }: QueryResult, at: number): string | undefined {
	const sums = new Map<string, number>();
	for (const { metrics: values } of results) {
		const value = values[at];
		if (Array.isArray(value)) for (const money of value) sums.set(money.currency, (sums.get(money.currency) ?? 0) + money.value);
	}
	return [...sums].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

/** Change in percent from one value to another; null where there is nothing to divide by. */
export function changeOf(before: number | null, value: number | null): number | null {
	if (before === null || value === null) return null;
	if (before === 0) return value === 0 ? 0 : null;
	return ((value - before) / before) * 100;
}

/** At most `count` values, each the mean of the known ones it stands for: for charts too small to show all. */
export function thinOut(values: readonly (number | null)[], count: number): (number | null)[] {
	if (values.length <= count) return [...values];
	return Array.from({ length: count }, (_, index) => {
		const part = values.slice(Math.floor((index * values.length) / count), Math.floor(((index + 1) * values.length) / count));
		const known = part.filter((value) => value !== null);
		return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
	});
}
