import { isDimensionName, isPropDimension } from '../dimensions.ts';
import { type ErrorCode, FootfallError } from '../errors.ts';
import { isMetricName } from '../metrics.ts';
import {
	type Comparison,
	type DateRange,
	type Filter,
	type FilterOperator,
	filterOperators,
	type NamedRange,
	namedRanges,
	type OrderBy,
	type Query,
	type QueryDimension,
	type QueryInclude,
	type TimeDimension,
	timeDimensions,
} from '../query.ts';

/** What a query may hold at most. */
export const queryLimits = {
	metrics: 20,
	dimensions: 4,
	/** Filters within filters. */
	filterDepth: 8,
	/** JSON that holds a query, or a message with one: each filter within a filter is two deeper. */
	jsonDepth: 20,
	/** Filters in all, `and`, `or` and `not` included. */
	filters: 100,
	/** Values of one filter, and characters of one value. */
	values: 200,
	valueLength: 2000,
	rows: 10_000,
	propKeyLength: 300,
} as const;

/** Throws with the place of the fault. */
function refuse(code: ErrorCode, at: string, message?: string): never {
	throw new FootfallError(code, { at, ...(message === undefined ? {} : { message }) });
}

type Fields = Readonly<Record<string, unknown>>;

/** An object with these keys only: a misspelt option would be ignored otherwise, and its answer believed. */
function object(value: unknown, at: string, keys: readonly string[]): Fields {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse('invalid_query', at, 'This is not an object.');
	for (const key of Object.keys(value)) {
		if (!keys.includes(key))
			refuse('invalid_query', at === '' ? key : `${at}.${key}`, `There is no such key; there are: ${keys.join(', ')}.`);
	}
	return value as Fields;
}

function list(value: unknown, at: string, max: number, code: ErrorCode = 'invalid_query'): readonly unknown[] {
	if (!Array.isArray(value)) refuse(code, at, 'This is not a list.');
	if (value.length > max) refuse(code, at, `The list has more than ${max} items.`);
	return value;
}

function flag(value: unknown, at: string, code: ErrorCode = 'invalid_query'): boolean {
	return typeof value === 'boolean' ? value : refuse(code, at, 'This is neither true nor false.');
}

function wholeNumber(value: unknown, at: string, min: number, max: number): number {
	if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
	return refuse('invalid_query', at, `This is not a whole number from ${min} to ${max}.`);
}

function distinct<T>(values: T[], at: string): T[] {
	const twice = values.findIndex((value, index) => values.indexOf(value) < index);
	return twice < 0 ? values : refuse('invalid_query', `${at}[${twice}]`, 'This is in the list already.');
}

const isTimeDimension = (name: string): name is TimeDimension => (timeDimensions as readonly string[]).includes(name);
const isProp = (name: string): boolean => isPropDimension(name) && name.length <= 'event:props:'.length + queryLimits.propKeyLength;

function metricsOf(value: unknown): Query['metrics'] {
	const metrics = list(value, 'metrics', queryLimits.metrics).map((name, index) =>
		typeof name === 'string' && isMetricName(name)
			? name
			: refuse('unknown_metric', `metrics[${index}]`, `There is no metric called ${JSON.stringify(name)}.`),
	);
	return metrics.length === 0 ? refuse('invalid_query', 'metrics', 'A query asks for at least one metric.') : distinct(metrics, 'metrics');
}

function isQueryDimension(name: unknown): name is QueryDimension {
	return typeof name === 'string' && (isDimensionName(name) || isTimeDimension(name) || isProp(name));
}

function dimensionsOf(value: unknown): QueryDimension[] {
	const dimensions = list(value, 'dimensions', queryLimits.dimensions).map((name, index) =>
		isQueryDimension(name)
			? name
			: refuse('unknown_dimension', `dimensions[${index}]`, `There is no dimension called ${JSON.stringify(name)}.`),
	);
	const second = dimensions.findIndex((name, index) => isTimeDimension(name) && dimensions.findIndex(isTimeDimension) < index);
	if (second >= 0) refuse('invalid_query', `dimensions[${second}]`, 'A query has one time dimension.');
	return distinct(dimensions, 'dimensions');
}

function pairOf(value: unknown, at: string): [string, string] {
	const [from, to, ...more] = Array.isArray(value) ? value : [];
	return typeof from === 'string' && typeof to === 'string' && more.length === 0
		? [from, to]
		: refuse('invalid_range', at, 'This is neither the name of a range nor a pair of dates.');
}

function rangeOf(value: unknown): DateRange {
	if (typeof value !== 'string') return pairOf(value, 'date_range');
	if (Object.hasOwn(namedRanges, value)) return value as NamedRange;
	return refuse('invalid_range', 'date_range', `There is no range of this name; there are: ${Object.keys(namedRanges).join(', ')}.`);
}

/** Counts filters while they are read, however they are nested. */
function filtersOf(value: unknown): Filter[] {
	let count = 0;

	const filterOf = (filter: unknown, at: string, depth: number): Filter => {
		if (!Array.isArray(filter)) refuse('invalid_filter', at, 'A filter is a list: [operator, dimension, values].');
		if (depth > queryLimits.filterDepth) refuse('invalid_filter', at, `Filters are nested more than ${queryLimits.filterDepth} deep.`);
		count++;
		if (count > queryLimits.filters) refuse('invalid_filter', at, `There are more than ${queryLimits.filters} filters.`);
		const [operator, second] = filter;
		if (operator === 'and' || operator === 'or') {
			exact(filter, 2, at);
			const inner = list(second, `${at}[1]`, queryLimits.filters, 'invalid_filter');
			if (inner.length === 0) refuse('invalid_filter', `${at}[1]`, 'There is nothing to combine.');
			return [operator, inner.map((item, index) => filterOf(item, `${at}[1][${index}]`, depth + 1))];
		}
		if (operator === 'not') {
			exact(filter, 2, at);
			return ['not', filterOf(second, `${at}[1]`, depth + 1)];
		}
		return comparisonOf(filter, at);
	};

	return list(value, 'filters', queryLimits.filters, 'invalid_filter').map((filter, index) => filterOf(filter, `filters[${index}]`, 1));
}

function exact(filter: readonly unknown[], length: number, at: string): void {
	if (filter.length !== length) refuse('invalid_filter', at, `This filter has ${filter.length} parts instead of ${length}.`);
}

function comparisonOf([operator, dimension, values, options, ...more]: readonly unknown[], at: string): Filter {
	if (typeof operator !== 'string' || !Object.hasOwn(filterOperators, operator)) {
		refuse(
			'unknown_operator',
			`${at}[0]`,
			`There is no operator called ${JSON.stringify(operator)}; there are: ${Object.keys(filterOperators).join(', ')}, and, or, not.`,
		);
	}
	if (typeof dimension !== 'string' || !(isDimensionName(dimension) || isProp(dimension))) {
		refuse('unknown_dimension', `${at}[1]`, `Nothing called ${JSON.stringify(dimension)} can be filtered by.`);
	}
	if (more.length > 0) refuse('invalid_filter', `${at}[4]`, 'A filter has four parts at most.');
	const wanted = list(values, `${at}[2]`, queryLimits.values, 'invalid_filter').map((value, index) => {
		if (typeof value === 'string' && value.length <= queryLimits.valueLength) return value;
		return refuse('invalid_filter', `${at}[2][${index}]`, `A value is a text of at most ${queryLimits.valueLength} characters.`);
	});
	if (wanted.length === 0) refuse('invalid_filter', `${at}[2]`, 'There is no value to compare with.');
	const filter = [operator as FilterOperator, dimension as Extract<QueryDimension, `event:props:${string}`>, wanted] as const;
	if (options === undefined) return [...filter];
	const { case_sensitive: sensitive } = object(options, `${at}[3]`, ['case_sensitive']);
	return sensitive === undefined
		? [...filter]
		: [...filter, { case_sensitive: flag(sensitive, `${at}[3].case_sensitive`, 'invalid_filter') }];
}

function orderOf(value: unknown, metrics: readonly string[], dimensions: readonly string[]): OrderBy[] {
	return list(value, 'order_by', queryLimits.metrics + queryLimits.dimensions).map((item, index) => {
		const at = `order_by[${index}]`;
		const [key, direction, ...more] = Array.isArray(item) ? item : refuse('invalid_query', at, 'This is not a pair of key and direction.');
		if (more.length > 0) refuse('invalid_query', `${at}[2]`, 'This is one more than a key and a direction.');
		if (![...metrics, ...dimensions].includes(key))
			refuse('invalid_query', `${at}[0]`, 'One can order by the metrics and dimensions of the query.');
		if (direction !== 'asc' && direction !== 'desc') refuse('invalid_query', `${at}[1]`, 'The direction is asc or desc.');
		return [key, direction];
	});
}

function includeOf(value: unknown, hasTime: boolean): QueryInclude {
	const fields = object(value, 'include', ['time_labels', 'total_rows', 'comparisons', 'bots']);
	const include: QueryInclude = {};
	if (fields.time_labels !== undefined) include.time_labels = flag(fields.time_labels, 'include.time_labels');
	if (include.time_labels === true && !hasTime)
		refuse('invalid_query', 'include.time_labels', 'There are time labels only with a time dimension.');
	if (fields.total_rows !== undefined) include.total_rows = flag(fields.total_rows, 'include.total_rows');
	if (fields.comparisons !== undefined) include.comparisons = comparisonsOf(fields.comparisons);
	if (fields.bots !== undefined) include.bots = flag(fields.bots, 'include.bots');
	return include;
}

function comparisonsOf(value: unknown): Comparison {
	const at = 'include.comparisons';
	const { mode, date_range: range, match_day_of_week: match } = object(value, at, ['mode', 'date_range', 'match_day_of_week']);
	if (mode !== 'previous_period' && mode !== 'year_over_year' && mode !== 'custom') {
		refuse('invalid_query', `${at}.mode`, 'The mode is previous_period, year_over_year or custom.');
	}
	if ((mode === 'custom') !== (range !== undefined))
		refuse('invalid_query', `${at}.date_range`, 'A date range goes with the mode custom, and only with it.');
	if (mode === 'custom' && match !== undefined) refuse('invalid_query', `${at}.match_day_of_week`, 'Chosen days are compared as they are.');
	return {
		mode,
		...(range === undefined ? {} : { date_range: pairOf(range, `${at}.date_range`) }),
		...(match === undefined ? {} : { match_day_of_week: flag(match, `${at}.match_day_of_week`) }),
	};
}

function paginationOf(value: unknown): NonNullable<Query['pagination']> {
	const { limit = queryLimits.rows, offset = 0 } = object(value, 'pagination', ['limit', 'offset']);
	return {
		limit: wholeNumber(limit, 'pagination.limit', 1, queryLimits.rows),
		offset: wholeNumber(offset, 'pagination.offset', 0, 1_000_000_000),
	};
}

/**
 * Reads a query of the Stats API v2 grammar from JSON. Equal queries come out equal as JSON, whatever the order of their keys.
 *
 * @throws {FootfallError} with the code of the fault and its place: `filters[0][1]`, `metrics[2]`. What depends on the site (whether the
 *   dates make sense, how many buckets there are) is not checked here.
 */
export function parseQuery(json: unknown): Query {
	const fields = object(json, '', ['site_id', 'metrics', 'date_range', 'dimensions', 'filters', 'order_by', 'include', 'pagination']);
	const site = fields.site_id;
	if (typeof site !== 'string' || site === '' || site.length > 300)
		refuse('invalid_query', 'site_id', 'This is not the id or domain of a site.');
	const metrics = metricsOf(fields.metrics);
	const range = rangeOf(fields.date_range);
	const dimensions = fields.dimensions === undefined ? undefined : dimensionsOf(fields.dimensions);
	const given = <T>(key: string, read: (value: unknown) => T): { [key: string]: T } =>
		fields[key] === undefined ? {} : { [key]: read(fields[key]) };
	return {
		site_id: site,
		metrics,
		date_range: range,
		...(dimensions === undefined ? {} : { dimensions }),
		...given('filters', filtersOf),
		...given('order_by', (value) => orderOf(value, metrics, dimensions ?? [])),
		...given('include', (value) => includeOf(value, dimensions?.some(isTimeDimension) ?? false)),
		...given('pagination', paginationOf),
	};
}
