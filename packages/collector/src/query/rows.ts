import { type MetricName, type MetricValue, metrics, type QueryRow } from '@footfall/protocol';
import type { Cell } from '../store/store.ts';
import { columnOf, shown, type Terms } from './columns.ts';
import { readMoney } from './money.ts';
import { isTime, type Question } from './question.ts';

/** A row as the store answers: dimensions as stored, time as the number of its bucket. */
export interface StoredRow {
	readonly keys: readonly string[];
	readonly metrics: MetricValue[];
}

/** Numbers of visitors of which metrics tell the share. */
export type Wholes = Partial<Record<MetricName, number>>;

/** Takes the cells of one row of a compiled statement apart. */
export function readRow(cells: readonly Cell[], { dimensions, metrics: asked }: Question, wholes: Wholes): StoredRow {
	const values = cells.slice(dimensions.length);
	return {
		keys: cells.slice(0, dimensions.length).map(String),
		metrics: asked.map((metric, index) => {
			const cell = values[index] ?? null;
			const whole = wholes[metric];
			return whole === undefined ? readValue(metric, cell) : shareOf(Number(cell), whole);
		}),
	};
}

function shareOf(visitors: number, all: number): number | null {
	return all === 0 ? null : Math.round((visitors / all) * 10_000) / 100;
}

function readValue(metric: MetricName, cell: Cell): MetricValue {
	if (metrics[metric].unit === 'money') return typeof cell === 'string' ? readMoney(cell, metric === 'average_revenue') : [];
	return cell === null ? null : Number(cell);
}

/** What a metric is where there is nothing: a count of nothing is 0, a mean of nothing is none. */
export function emptyValue(metric: MetricName): MetricValue {
	const { unit } = metrics[metric];
	return unit === 'count' ? 0 : unit === 'money' ? [] : null;
}

/** The stored values of a row's dimensions as they are shown. */
export function shownKeys(
	keys: readonly string[],
	question: Pick<Question, 'dimensions' | keyof Terms>,
	labels: readonly string[],
): string[] {
	return question.dimensions.map((name, index) => {
		const key = keys[index] ?? '';
		return isTime(name) ? (labels[Number(key)] ?? '') : shown(columnOf(name, question), key);
	});
}

/** The change from one value to another in percent; null where there is nothing to divide by, or no one currency to compare. */
export function changeOf(before: MetricValue, value: MetricValue): number | null {
	const [from, to] = Array.isArray(before) && Array.isArray(value) ? amounts(before, value) : [before, value];
	if (typeof from !== 'number' || typeof to !== 'number') return null;
	if (from === 0) return to === 0 ? 0 : null;
	return Math.round(((to - from) / from) * 1000) / 10;
}

function amounts(before: Exclude<MetricValue, number | null>, value: Exclude<MetricValue, number | null>): [number | null, number | null] {
	const [from, to] = [before[0], value[0]];
	const comparable = before.length === 1 && value.length === 1 && from?.currency === to?.currency;
	return comparable ? [from?.value ?? null, to?.value ?? null] : [null, null];
}

/** Puts the rows of the range compared with beside those of the range: buckets by their place, other values by themselves. */
export function withComparison(
	rows: readonly StoredRow[],
	others: readonly StoredRow[],
	question: Question,
	compared: Question,
): QueryRow[] {
	const { dimensions, metrics: asked } = question;
	const keyOf = (row: StoredRow): string => JSON.stringify(row.keys);
	const byKey = new Map(others.map((row) => [keyOf(row), row]));
	const nothing = asked.map(emptyValue);
	const labels = question.buckets?.labels ?? [];
	const otherLabels = compared.buckets?.labels ?? [];
	const timeAt = dimensions.findIndex(isTime);
	return rows.map((row): QueryRow => {
		const shownRow = { dimensions: shownKeys(row.keys, question, labels), metrics: row.metrics };
		// The range may have more buckets than the one it is compared with, which has been cut where it still runs.
		if (timeAt >= 0 && otherLabels[Number(row.keys[timeAt])] === undefined) return shownRow;
		const before = byKey.get(keyOf(row))?.metrics ?? nothing;
		const change = row.metrics.map((value, index) => changeOf(before[index] ?? null, value));
		return { ...shownRow, comparison: { dimensions: shownKeys(row.keys, compared, otherLabels), metrics: before, change } };
	});
}

/**
 * The buckets that only the range compared with has anything in, as empty rows among the others: without them a chart could not draw the
 * other line there.
 */
export function withEmptyBuckets(
	rows: readonly StoredRow[],
	others: readonly StoredRow[],
	asked: readonly MetricName[],
	length: number,
): StoredRow[] {
	const have = new Set(rows.map(({ keys: [index] }) => index));
	const missing = others.filter(({ keys: [index] }) => !have.has(index ?? '') && Number(index) < length);
	const empty = missing.map(({ keys }): StoredRow => ({ keys, metrics: asked.map(emptyValue) }));
	return [...rows, ...empty].sort((a, b) => Number(a.keys[0]) - Number(b.keys[0]));
}
