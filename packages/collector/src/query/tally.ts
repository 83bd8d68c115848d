import type { MetricName } from '@footfall/protocol';
import type { Cell } from '../store/store.ts';
import { type AggregateName, aggregateOf, metricSql, rounded } from './metrics.ts';
import { addSums } from './money.ts';
import { comparing, firstOf, type Ordered, orderOf } from './order.ts';
import type { Question } from './question.ts';

/** Aggregates of some visits: numbers, and sums of money as the store writes them. */
type Values = readonly (number | string | null)[];

interface Group {
	/** Dimensions as stored, time as the number of its bucket. */
	readonly keys: readonly string[];
	readonly values: Values;
	/** Whether something that matches lies under these dimensions; what has only begun there makes no row of its own. */
	readonly found: boolean;
}

/** All groups of a question, with aggregates that can be added up. */
export interface Groups {
	readonly aggregates: readonly AggregateName[];
	readonly groups: ReadonlyMap<string, Group>;
	/** Whether some visitor was known for a day only. */
	readonly daily: boolean;
}

/** The groups of one side of a question. */
export interface Tally extends Groups {
	/** When the first of the visits began that crossed the cut. */
	readonly since: number | undefined;
	/** Whether it has visitors who have to be looked for in all of the range, and were not. */
	readonly persistent: boolean;
}

/** The aggregates from which metrics are read, where all of them can be added up. */
export function tallied(metrics: readonly MetricName[]): AggregateName[] | undefined {
	if (metrics.some((name) => metricSql[name].read === undefined)) return undefined;
	return [...new Set(metrics.flatMap((name) => metricSql[name].reads ?? metricSql[name].of))];
}

const nameOf = (keys: readonly string[]): string => (keys.length === 1 ? (keys[0] ?? '') : JSON.stringify(keys));

/** Reads the rows of a compiled tally. */
export function readTally(rows: readonly (readonly Cell[])[], dimensions: number, aggregates: readonly AggregateName[]): Tally {
	const groups = new Map<string, Group>();
	const end = dimensions + aggregates.length;
	for (const cells of rows) {
		const keys = cells.slice(0, dimensions);
		// The one row of a tally without any group.
		if (keys.includes(null)) continue;
		const group: Group = {
			keys: keys.map(String),
			values: cells.slice(dimensions, end).map((cell) => (cell === null || typeof cell === 'string' ? cell : Number(cell))),
			found: Number(cells[end] ?? 0) > 0,
		};
		groups.set(nameOf(group.keys), group);
	}
	const [daily, since, persistent] = rows[0]?.slice(end + 1) ?? [];
	return {
		aggregates,
		groups,
		daily: Number(daily) > 0,
		since: since === null || since === undefined ? undefined : Number(since),
		persistent: Number(persistent) > 0,
	};
}

/** Two tallies of the same aggregates, of visits that are in one of them only, as one. */
export function addTallies(a: Groups, b: Groups): Groups {
	const groups = new Map(a.groups);
	for (const [name, group] of b.groups) {
		const known = groups.get(name);
		groups.set(name, known === undefined ? group : addGroups(known, group, a.aggregates));
	}
	return { aggregates: a.aggregates, groups, daily: a.daily || b.daily };
}

function addGroups(a: Group, b: Group, aggregates: readonly AggregateName[]): Group {
	const values = aggregates.map((name, index) => {
		const [one, other] = [a.values[index] ?? null, b.values[index] ?? null];
		return aggregateOf(name).adds === 'money' ? addSums(one, other) : Number(one ?? 0) + Number(other ?? 0);
	});
	return { keys: a.keys, values, found: a.found || b.found };
}

/** Reads a metric from the aggregates of a group. */
function reading(metric: MetricName, aggregates: readonly AggregateName[]): (values: Values) => number | null {
	const { read } = metricSql[metric];
	const places = new Map(aggregates.map((name, index) => [name, index]));
	return (values) => rounded(metric, read?.((name) => values[places.get(name) ?? -1] ?? null) ?? null);
}

/** The rows that the question's own statement would give: the same cells in the same order. */
export function rowsOf({ aggregates, groups, daily }: Groups, question: Question): Cell[][] {
	const { dimensions, metrics, only, limit, offset } = question;
	const wanted = only === undefined ? undefined : new Set(only.map(nameOf));
	const order = orderOf(question);
	const ordering = order.flatMap(({ by }) => ('metric' in by ? [reading(by.metric, aggregates)] : []));
	const rows: (Ordered & { readonly group: Group })[] = [];
	for (const [name, group] of groups) {
		if ((!group.found && dimensions.length > 0) || wanted?.has(name) === false) continue;
		rows.push({ keys: group.keys, values: ordering.map((read) => read(group.values)), group });
	}

	const added = [...(question.totalRows ? [rows.length] : []), ...(question.asksDaily ? [daily ? 1 : 0] : [])];
	const cells = metrics.map((name): ((values: Values) => Cell) => {
		const { show } = metricSql[name];
		if (show === undefined) return reading(name, aggregates);
		const index = aggregates.indexOf(show);
		return (values) => values[index] ?? null;
	});
	const page = firstOf(rows, offset + limit, comparing(order)).slice(offset);
	return page.map(({ keys, group }) => [...keys, ...cells.map((read) => read(group.values)), ...added]);
}
