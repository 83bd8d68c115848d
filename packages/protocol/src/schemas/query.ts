import { isDimensionName } from '../dimensions.ts';
import { isMetricName } from '../metrics.ts';
import {
	type Comparison,
	type DateRange,
	type NamedRange,
	namedRanges,
	type OrderBy,
	type Query,
	type QueryDimension,
	type QueryInclude,
	type TimeDimension,
	timeDimensions,
} from '../query.ts';
import { isProp, parseFilters } from './filters.ts';
import { queryLimits } from './limits.ts';
import { distinct, flag, list, object, refuse, wholeNumber } from './shape.ts';

const isTimeDimension = (name: string): name is TimeDimension => (timeDimensions as readonly string[]).includes(name);

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
	const fields = object(value, 'include', ['time_labels', 'total_rows', 'comparisons', 'bots', 'imports']);
	const include: QueryInclude = {};
	if (fields.time_labels !== undefined) include.time_labels = flag(fields.time_labels, 'include.time_labels');
	if (include.time_labels === true && !hasTime)
		refuse('invalid_query', 'include.time_labels', 'There are time labels only with a time dimension.');
	if (fields.total_rows !== undefined) include.total_rows = flag(fields.total_rows, 'include.total_rows');
	if (fields.comparisons !== undefined) include.comparisons = comparisonsOf(fields.comparisons);
	if (fields.imports !== undefined) include.imports = flag(fields.imports, 'include.imports');
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
		...given('filters', (value) => parseFilters(value)),
		...given('order_by', (value) => orderOf(value, metrics, dimensions ?? [])),
		...given('include', (value) => includeOf(value, dimensions?.some(isTimeDimension) ?? false)),
		...given('pagination', paginationOf),
	};
}
