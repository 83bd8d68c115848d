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
	/** Metrics that are read from a second set of the aggregates, behind the first: that of own events, where imported sums do not say them. */
	readonly own?: ReadonlySet<MetricName>;
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

/** Reads the rows of compiled sums: dimensions and aggregates. */
export function readSums(rows: readonly (readonly Cell[])[], dimensions: number, aggregates: readonly AggregateName[]): Groups {
	const groups = new Map<string, Group>();
	for (const cells of rows) {
		const keys = cells.slice(0, dimensions).map(String);
		groups.set(nameOf(keys), { keys, values: cells.slice(dimensions).map((cell) => (cell === null ? null : Number(cell))), found: true });
	}
	return { aggregates, groups, daily: groups.size > 0 };
}

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

/** Groups of own events with imported sums added, but for the metrics that are to stay those of own events. */
export function addImported(own: Groups, imported: Groups, ofOwn: readonly MetricName[]): Groups {
	const sum = addTallies(own, imported);
	if (ofOwn.length === 0) return sum;
	const none = own.aggregates.map(() => null);
	const groups = new Map(
		[...sum.groups].map(([name, group]) => [name, { ...group, values: [...group.values, ...(own.groups.get(name)?.values ?? none)] }]),
	);
	return { ...sum, groups, own: new Set(ofOwn) };
}

function addGroups(a: Group, b: Group, aggregates: readonly AggregateName[]): Group {
	const values = aggregates.map((name, index) => {
		const [one, other] = [a.values[index] ?? null, b.values[index] ?? null];
		return aggregateOf(name).adds === 'money' ? addSums(one, other) : Number(one ?? 0) + Number(other ?? 0);
	});
	return { keys: a.keys, values, found: a.found || b.found };
}

/** Reads a metric from the aggregates of a group. */
function reading(metric: MetricName, { aggregates, own }: Groups): (values: Values) => number | null {
	const { read } = metricSql[metric];
	const before = own?.has(metric) === true ? aggregates.length : 0;
	const places = new Map(aggregates.map((name, index) => [name, before + index]));
	return (values) => rounded(metric, read?.((name) => values[places.get(name) ?? -1] ?? null) ?? null);
}

/** The rows that the question's own statement would give: the same cells in the same order. */
export function rowsOf(of: Groups, question: Question): Cell[][] {
	const { aggregates, groups, daily, own } = of;
	const { dimensions, metrics, only, limit, offset } = question;
	const wanted = only === undefined ? undefined : new Set(only.map(nameOf));
	const order = orderOf(question);
	const ordering = order.flatMap(({ by }) => ('metric' in by ? [reading(by.metric, of)] : []));
	const rows: (Ordered & { readonly group: Group })[] = [];
	for (const [name, group] of groups) {
		if ((!group.found && dimensions.length > 0) || wanted?.has(name) === false) continue;
		rows.push({ keys: group.keys, values: ordering.map((read) => read(group.values)), group });
	}

	const added = [...(question.totalRows ? [rows.length] : []), ...(question.asksDaily ? [daily ? 1 : 0] : [])];
	const cells = metrics.map((name): ((values: Values) => Cell) => {
		const { show } = metricSql[name];
		if (show === undefined) return reading(name, of);
		const index = aggregates.indexOf(show) + (own?.has(name) === true ? aggregates.length : 0);
		return (values) => values[index] ?? null;
	});
	const page = firstOf(rows, offset + limit, comparing(order)).slice(offset);
	return page.map(({ keys, group }) => [...keys, ...cells.map((read) => read(group.values)), ...added]);
}
