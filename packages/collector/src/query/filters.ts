import type { Filter, FilterDimension, FilterOperator } from '@footfall/protocol';
import type { Dialect } from '../store/store.ts';
import { columnOf, type DimensionColumn } from './columns.ts';
import type { Bind } from './params.ts';

type Comparing = Extract<Filter, [FilterOperator, ...unknown[]]>;

function isComparing(filter: Filter): filter is Comparing {
	return filter[0] !== 'and' && filter[0] !== 'or' && filter[0] !== 'not';
}

/** The dimensions that filters name. */
export function dimensionsIn(filters: readonly Filter[]): FilterDimension[] {
	return filters.flatMap((filter) => {
		if (isComparing(filter)) return [filter[1]];
		return dimensionsIn(filter[0] === 'not' ? [filter[1]] : filter[1]);
	});
}

export interface FilterContext {
	/** The SQL of a column in the scan that is filtered. */
	readonly sqlOf: (column: DimensionColumn) => string;
	readonly bind: Bind;
	readonly dialect: Dialect;
}

/**
 * Filters as one condition, `TRUE` when there are none. It looks at one row: two filters on the page hold when one event meets both. No
 * column is ever NULL, so `not` needs no care.
 */
export function filterSql(filters: readonly Filter[], context: FilterContext): string {
	return combine('AND', filters, context);
}

function combine(word: 'AND' | 'OR', filters: readonly Filter[], context: FilterContext): string {
	if (filters.length === 0) return 'TRUE';
	return filters.map((filter) => condition(filter, context)).join(` ${word} `);
}

function condition(filter: Filter, context: FilterContext): string {
	if (isComparing(filter)) return comparison(filter, context);
	if (filter[0] === 'not') return `NOT (${condition(filter[1], context)})`;
	return `(${combine(filter[0] === 'and' ? 'AND' : 'OR', filter[1], context)})`;
}

function comparison([operator, name, values, options]: Comparing, context: FilterContext): string {
	const column = columnOf(name);
	const matches = isPart(operator) ? holdsAny : isAny;
	const found = matches(column, values, options?.case_sensitive ?? true, context);
	return operator === 'is_not' || operator === 'contains_not' ? `NOT ${found}` : found;
}

const isPart = (operator: FilterOperator): boolean => operator === 'contains' || operator === 'contains_not';
const folded = (text: string, sensitive: boolean): string => (sensitive ? text : text.toLowerCase());
const foldedSql = (sql: string, sensitive: boolean): string => (sensitive ? sql : `lower(${sql})`);

/** Whether the column is one of the values, as they are shown: `(none)` means the empty one. */
function isAny(column: DimensionColumn, values: readonly string[], sensitive: boolean, { sqlOf, bind }: FilterContext): string {
	const wanted = values.map((value) => folded(value, sensitive));
	if (column.names !== undefined)
		return oneOf(
			sqlOf(column),
			storedWhere(column, (shown) => wanted.includes(folded(shown, sensitive))),
			bind,
		);
	// Nothing is shown as ''. What the empty value is called may also be a value that somebody sent.
	const stored = [...values.filter((value) => value !== ''), ...(wanted.includes(folded(column.none, sensitive)) ? [''] : [])];
	if (stored.length === 0) return 'FALSE';
	return `(${foldedSql(sqlOf(column), sensitive)} IN (${stored.map((value) => foldedSql(bind(value), sensitive)).join(', ')}))`;
}

/** Whether one of the values is a part of the column, as it is shown. */
function holdsAny(column: DimensionColumn, values: readonly string[], sensitive: boolean, { sqlOf, bind, dialect }: FilterContext): string {
	const inShown = (shown: string): boolean => values.some((value) => folded(shown, sensitive).includes(folded(value, sensitive)));
	const sql = sqlOf(column);
	if (column.names !== undefined) return oneOf(sql, storedWhere(column, inShown), bind);
	const parts = values.map((value) => dialect.contains(foldedSql(sql, sensitive), foldedSql(bind(value), sensitive)));
	// What is called `Direct / None` is found by `direct`.
	return `(${(inShown(column.none) ? [...parts, `${sql} = ''`] : parts).join(' OR ')})`;
}

/** The stored values of a dimension with names whose name is wanted. */
function storedWhere({ names, none }: DimensionColumn, wanted: (shown: string) => boolean): string[] {
	const stored = [...(names ?? [])].filter(([, name]) => wanted(name)).map(([code]) => code);
	return wanted(none) ? [...stored, ''] : stored;
}

function oneOf(sql: string, stored: readonly string[], bind: Bind): string {
	return stored.length === 0 ? 'FALSE' : `(${sql} IN (${stored.map(bind).join(', ')}))`;
}
