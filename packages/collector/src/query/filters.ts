import {
	type Behaviour,
	type Filter,
	type FilterDimension,
	type FilterOperator,
	filterOperators,
	type SegmentFilter,
} from '@footfall/protocol';
import type { Dialect } from '../store/store.ts';
import { columnOf, type DimensionColumn, type Terms } from './columns.ts';
import { goalSql } from './goals.ts';
import type { Bind } from './params.ts';

/** A filter that compares a dimension with values. */
export type Comparing = [FilterOperator, FilterDimension, string[], { case_sensitive?: boolean }?];
type BehaviourFilter = [Behaviour, Filter];

export function isBehaviour(filter: Filter): filter is BehaviourFilter {
	return filter[0] === 'has_done' || filter[0] === 'has_not_done';
}

export function isSegment(filter: Filter): filter is SegmentFilter {
	return filter[1] === 'segment';
}

export function isComparing(filter: Filter): filter is Comparing {
	return Object.hasOwn(filterOperators, filter[0]) && !isSegment(filter);
}

/** The filters that a filter combines. */
export const within = (filter: ['and' | 'or', Filter[]] | ['not', Filter]): Filter[] => (filter[0] === 'not' ? [filter[1]] : filter[1]);

/** The dimensions that filters name, of the events that they look at: what visitors did otherwise is asked of other events. */
export function dimensionsIn(filters: readonly Filter[]): FilterDimension[] {
	return filters.flatMap((filter) => {
		if (isComparing(filter)) return [filter[1]];
		if (isBehaviour(filter) || isSegment(filter)) return [];
		return dimensionsIn(within(filter));
	});
}

/** The dimensions that filters name, wherever. */
export function dimensionsAnywhere(filters: readonly Filter[]): FilterDimension[] {
	return filters.flatMap((filter) => {
		if (isComparing(filter)) return [filter[1]];
		if (isSegment(filter)) return [];
		return dimensionsAnywhere(isBehaviour(filter) ? [filter[1]] : within(filter));
	});
}

export interface FilterContext {
	/** The SQL of a column in the scan that is filtered. */
	readonly sqlOf: (column: DimensionColumn) => string;
	readonly bind: Bind;
	readonly dialect: Dialect;
	readonly terms: Terms;
	/** Whether the visitor of the row has an event in the range that meets a filter. */
	readonly done: (filter: Filter) => string;
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
	if (isSegment(filter)) throw new TypeError('a segment that was not put in its place');
	if (isBehaviour(filter)) return `${filter[0] === 'has_done' ? '' : 'NOT '}(${context.done(filter[1])})`;
	if (filter[0] === 'not') return `NOT (${condition(filter[1], context)})`;
	return `(${combine(filter[0] === 'and' ? 'AND' : 'OR', filter[1], context)})`;
}

function comparison(filter: Comparing, context: FilterContext): string {
	const [operator, name, values, options] = filter;
	const column = columnOf(name, context.terms);
	const sensitive = options?.case_sensitive ?? true;
	const found = name === 'event:goal' ? meetsGoal(filter, context) : compared(column, operator, values, sensitive, context);
	return isNegative(operator) ? `NOT ${found}` : found;
}

function compared(
	column: DimensionColumn,
	operator: FilterOperator,
	values: readonly string[],
	sensitive: boolean,
	context: FilterContext,
): string {
	if (isPattern(operator)) return matchesAny(column, values, sensitive, context);
	return (isPart(operator) ? holdsAny : isAny)(column, values, sensitive, context);
}

/** Whether an event meets one of the goals whose names are wanted; `(none)` is an event that meets none at all. */
function meetsGoal(filter: Comparing, context: FilterContext): string {
	const { goals } = context.terms;
	const named = goals.map((goal) => {
		const wanted = nameWanted(filter, goal.name, context);
		return wanted === 'FALSE' ? wanted : bothSql(goalSql(goal, context), wanted);
	});
	const noGoal = nameWanted(filter, columnOf('event:goal', context.terms).none, context);
	const any = noGoal === 'FALSE' ? [] : goals.map((goal) => goalSql(goal, context));
	const nothing = noGoal === 'FALSE' ? noGoal : bothSql(`NOT (${any.join(' OR ') || 'FALSE'})`, noGoal);
	return `(${[...named, nothing].filter((condition) => condition !== 'FALSE').join(' OR ') || 'FALSE'})`;
}

/** Whether a goal's own name is left by filters that say something of goals; `TRUE` and `FALSE` where that is known at once. */
export function nameLeft(filters: readonly Comparing[], name: string, context: FilterContext): string {
	return filters.reduce((left, filter) => {
		const wanted = nameWanted(filter, name, context);
		return bothSql(left, isNegative(filter[0]) ? negated(wanted) : wanted);
	}, 'TRUE');
}

/** Whether a name is what a filter looks for. Only regular expressions are the store's matter. */
function nameWanted([operator, , values, options]: Comparing, name: string, { bind, dialect }: FilterContext): string {
	const sensitive = options?.case_sensitive ?? true;
	if (isPattern(operator)) return `(${values.map((pattern) => dialect.matches(bind(name), bind(pattern), sensitive)).join(' OR ')})`;
	const [shown, wanted] = [folded(name, sensitive), values.map((value) => folded(value, sensitive))];
	return (isPart(operator) ? wanted.some((part) => shown.includes(part)) : wanted.includes(shown)) ? 'TRUE' : 'FALSE';
}

export function bothSql(one: string, other: string): string {
	if (one === 'TRUE' || other === 'FALSE') return other;
	return other === 'TRUE' || one === 'FALSE' ? one : `(${one} AND ${other})`;
}

function negated(condition: string): string {
	if (condition === 'TRUE') return 'FALSE';
	return condition === 'FALSE' ? 'TRUE' : `NOT ${condition}`;
}

const isNegative = (operator: FilterOperator): boolean => operator.endsWith('_not');
const isPattern = (operator: FilterOperator): boolean => operator === 'matches' || operator === 'matches_not';
const isPart = (operator: FilterOperator): boolean => operator === 'contains' || operator === 'contains_not';
const folded = (text: string, sensitive: boolean): string => (sensitive ? text : text.toLowerCase());
const foldedSql = (sql: string, sensitive: boolean): string => (sensitive ? sql : `lower(${sql})`);

/** Whether the column is one of the values, as they are shown: `(none)` means the empty one. */
function isAny(column: DimensionColumn, values: readonly string[], sensitive: boolean, { sqlOf, bind }: FilterContext): string {
	const wanted = values.map((value) => folded(value, sensitive));
	if (column.names !== undefined)
		return oneOf(
			sqlOf(column),
			storedWhere(column, (shown) => wanted.includes(folded(shown, sensitive)) || (shown === column.none && wanted.includes(''))),
			bind,
		);
	// The empty value goes by '' too, as Plausible's clients write it. What it is called may also be a value that somebody sent.
	const stored = wanted.includes(folded(column.none, sensitive)) ? [...values, ''] : values;
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

/** Whether one of the regular expressions is found in the column, as it is shown. The store looks for it in names too: its way of looking cannot explode. */
function matchesAny(
	column: DimensionColumn,
	values: readonly string[],
	sensitive: boolean,
	{ sqlOf, bind, dialect }: FilterContext,
): string {
	const anyIn = (text: string): string => `(${values.map((pattern) => dialect.matches(text, bind(pattern), sensitive)).join(' OR ')})`;
	const sql = sqlOf(column);
	const shown = column.none === '' ? sql : `CASE WHEN ${sql} = '' THEN ${bind(column.none)} ELSE ${sql} END`;
	if (column.names === undefined) return anyIn(shown);
	const names = [...column.names, ['', column.none] as const].map(([code, name]) => `(${bind(code)}, ${bind(name)})`);
	const stored = `SELECT code FROM (VALUES ${names.join(', ')}) named(code, shown_as) WHERE ${anyIn('shown_as')}`;
	const unnamed = `${sql} NOT IN (SELECT code FROM (VALUES ${names.join(', ')}) named(code, shown_as))`;
	return `(${sql} IN (${stored}) OR (${unnamed} AND ${anyIn(sql)}))`;
}

/** The stored values of a dimension with names whose name is wanted. */
function storedWhere({ names, none }: DimensionColumn, wanted: (shown: string) => boolean): string[] {
	const stored = [...(names ?? [])].filter(([, name]) => wanted(name)).map(([code]) => code);
	return wanted(none) ? [...stored, ''] : stored;
}

function oneOf(sql: string, stored: readonly string[], bind: Bind): string {
	return stored.length === 0 ? 'FALSE' : `(${sql} IN (${stored.map(bind).join(', ')}))`;
}
