import { type DimensionGroup, dimensions, type VisitColumn, visitColumns } from '@footfall/protocol';

/** Dimensions of a visit that go together: what a visitor came by, where from, and with which device. */
export interface Group {
	/** The table of its combinations: an id and these columns. */
	readonly table: string;
	/** The column of events and visits that holds the id. */
	readonly code: string;
	readonly columns: readonly VisitColumn[];
}

const isVisitColumn = (column: string): column is VisitColumn => (visitColumns as readonly string[]).includes(column);
const columnsOf = (wanted: DimensionGroup): VisitColumn[] => [
	...new Set(
		Object.values(dimensions).flatMap(({ group, column, origin }) =>
			group === wanted && origin === 'derive' && isVisitColumn(column) ? [column] : [],
		),
	),
];

/**
 * A row keeps the number of a combination instead of its texts: they come from a few thousand combinations. In a column each, they took 8 of 48
 * bytes an event where the numbers take 2 (measured at ten million events).
 */
export const groups: readonly Group[] = (['sources', 'locations', 'devices'] as const).map((table) => ({
	table,
	code: `${table}_id`,
	columns: columnsOf(table),
}));

/** The combination of nothing, which is always there. */
export const NOTHING = 0;

export const groupOf = new Map<string, Group>(groups.flatMap((group) => group.columns.map((column) => [column, group] as const)));

/** The tables of rows behind the views `events` and `visits`. */
export const rowsTable = { events: 'event_rows', visits: 'visit_rows' } as const;

/** Rows of `events` or `visits` with these columns at least, as something to select from: joined only with what the columns need. */
export function rowsWith(table: keyof typeof rowsTable, columns: Iterable<string>): string {
	const needed = [...columns].flatMap((column) => (groupOf.has(column) ? [column] : []));
	if (needed.length === 0) return rowsTable[table];
	const joined = groups.filter((group) => needed.some((column) => groupOf.get(column) === group));
	const joins = joined.map((group) => `JOIN ${group.table} ON ${group.table}.id = r.${group.code}`);
	return `(SELECT r.*, ${[...new Set(needed)].map((column) => `${groupOf.get(column)?.table}.${column}`).join(', ')} FROM ${rowsTable[table]} r ${joins.join(' ')})`;
}
