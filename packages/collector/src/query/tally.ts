import type { MetricName } from '@footfall/protocol';
import type { Cell } from '../store/store.ts';
import { type AggregateName, aggregateOf, metricSql, rounded } from './metrics.ts';
import { addSums } from './money.ts';
import { comparing, orderOf } from './order.ts';
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
export interface Tally {
	readonly aggregates: readonly AggregateName[];
	readonly groups: ReadonlyMap<string, Group>;
	/** Whether some visitor was known for a day only. */
	readonly daily: boolean;
	/** When the first of the visits began that crossed the cut. */
	readonly since: number | undefined;
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
	const [daily, since] = rows[0]?.slice(end + 1) ?? [];
	return { aggregates, groups, daily: Number(daily) > 0, since: since === null || since === undefined ? undefined : Number(since) };
}

/** Two tallies of the same aggregates, of visits that are in one of them only, as one. */
export function addTallies(a: Tally, b: Tally): Tally {
	const groups = new Map(a.groups);
	for (const [name, group] of b.groups) {
		const known = groups.get(name);
		groups.set(name, known === undefined ? group : addGroups(known, group, a.aggregates));
	}
	return { aggregates: a.aggregates, groups, daily: a.daily || b.daily, since: undefined };
}

function addGroups(a: Group, b: Group, aggregates: readonly AggregateName[]): Group {
	const values = aggregates.map((name, index) => {
		const [one, other] = [a.values[index] ?? null, b.values[index] ?? null];
		return aggregateOf(name).adds === 'money' ? addSums(one, other) : Number(one ?? 0) + Number(other ?? 0);
	});
	return { keys: a.keys, values, found: a.found || b.found };
}

/** The rows that the question's own statement would give: the same cells in the same order. */
export function rowsOf({ aggregates, groups, daily }: Tally, question: Question): Cell[][] {
	const { dimensions, metrics, only, limit, offset } = question;
	const wanted = only === undefined ? undefined : new Set(only.map(nameOf));
	const valueIn = (values: Values, name: AggregateName): Values[number] => values[aggregates.indexOf(name)] ?? null;
	const metric = (values: Values, name: MetricName): number | null =>
		rounded(name, metricSql[name].read?.((aggregate) => valueIn(values, aggregate)) ?? null);

	const order = orderOf(question);
	const ordering = order.flatMap(({ by }) => ('metric' in by ? [by.metric] : []));
	const rows = [...groups]
		.filter(([name, { found }]) => (found || dimensions.length === 0) && wanted?.has(name) !== false)
		.map(([, { keys, values }]) => ({ keys, all: values, values: ordering.map((name) => metric(values, name)) }));
	rows.sort(comparing(order));

	const added = [...(question.totalRows ? [rows.length] : []), ...(question.asksDaily ? [daily ? 1 : 0] : [])];
	return rows.slice(offset, offset + limit).map(({ keys, all }) => [
		...keys,
		...metrics.map((name) => {
			const { show } = metricSql[name];
			return show === undefined ? metric(all, name) : valueIn(all, show);
		}),
		...added,
	]);
}
