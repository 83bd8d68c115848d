import type { DimensionName, FilterDimension, PropDimension } from './dimensions.ts';
import type { MetricName, MetricValue } from './metrics.ts';

/**
 * Filter operators that compare a dimension, as it is shown, with a list of values; any value may match. `contains` takes parts of it, `matches`
 * regular expressions of RE2's syntax that are found anywhere in it: they cannot explode.
 */
export const filterOperators = {
	is: 'is',
	is_not: 'is not',
	contains: 'contains',
	contains_not: 'does not contain',
	matches: 'matches',
	matches_not: 'does not match',
} as const;
export type FilterOperator = keyof typeof filterOperators;

/** What visitors did otherwise, and how it is called. */
export const behaviours = { has_done: 'has done', has_not_done: 'has not done' } as const;
export type Behaviour = keyof typeof behaviours;

/** The filters kept as segments, by their ids; several of them as with `or`. */
export type SegmentFilter = [operator: 'is', what: 'segment', ids: string[]];

/**
 * A filter as Plausible's Stats API v2 writes it. It looks at one event and its visit; `has_done` at everything that the event's visitor did
 * in the range: whether some event of theirs meets the inner filter.
 */
export type Filter =
	| [operator: FilterOperator, dimension: FilterDimension, values: string[], options?: { case_sensitive?: boolean }]
	| SegmentFilter
	| [Behaviour, Filter]
	| ['and' | 'or', Filter[]]
	| ['not', Filter];

/** Named ranges, in the site's time zone. 7d, 28d, 30d and 91d end yesterday, 6mo and 12mo with the last whole month, as Plausible's do. */
export const namedRanges = {
	day: 'Today',
	yesterday: 'Yesterday',
	realtime: 'Last 30 minutes',
	'24h': 'Last 24 hours',
	'7d': 'Last 7 days',
	'28d': 'Last 28 days',
	'30d': 'Last 30 days',
	'91d': 'Last 91 days',
	month: 'Month to date',
	last_month: 'Last month',
	'6mo': 'Last 6 months',
	'12mo': 'Last 12 months',
	year: 'Year to date',
	all: 'All time',
} as const;
export type NamedRange = keyof typeof namedRanges;

/** A name, or a pair of dates (`2026-01-31`, both days included) or of date-times with offset (end excluded). */
export type DateRange = NamedRange | [from: string, to: string];

export const timeDimensions = ['time', 'time:minute', 'time:hour', 'time:day', 'time:week', 'time:month'] as const;
export type TimeDimension = (typeof timeDimensions)[number];
export type Interval = 'minute' | 'hour' | 'day' | 'week' | 'month';

export type QueryDimension = DimensionName | PropDimension | TimeDimension;

/** Against what a range is compared; a running period is compared with the same elapsed part. */
export interface Comparison {
	mode: 'previous_period' | 'year_over_year' | 'custom';
	date_range?: [from: string, to: string];
	/** Shift so that weekdays fall on weekdays. */
	match_day_of_week?: boolean;
}

export interface QueryInclude {
	/** `meta.time_labels`: every bucket of the range, also the empty ones. */
	time_labels?: boolean;
	/** `meta.total_rows`: rows before pagination. */
	total_rows?: boolean;
	comparisons?: Comparison;
	/** Count bots too. */
	bots?: boolean;
	/** Adds imported sums, on days before the site's first own event, where they can answer the question; `meta` says whether they did, and why not. */
	imports?: boolean;
}

export type OrderBy = [key: MetricName | QueryDimension, direction: 'asc' | 'desc'];

/** A question, in Plausible's Stats API v2 grammar. */
export interface Query {
	site_id: string;
	metrics: MetricName[];
	date_range: DateRange;
	dimensions?: QueryDimension[];
	filters?: Filter[];
	order_by?: OrderBy[];
	include?: QueryInclude;
	pagination?: { limit: number; offset: number };
}

/** The question as it was understood: every default filled in, the range as instants. */
export interface ResolvedQuery extends Required<Omit<Query, 'date_range' | 'include'>> {
	/** First instant and first instant after the range, ISO 8601 with the site's offset. */
	date_range: [from: string, to: string];
	include: QueryInclude;
	time_zone: string;
	comparison_date_range?: [from: string, to: string];
}

export interface QueryRow {
	dimensions: string[];
	metrics: MetricValue[];
	/** The same row in the range compared with; `change` in percent, null where there is nothing to divide by. */
	comparison?: { dimensions: string[]; metrics: MetricValue[]; change: (number | null)[] };
}

/** What somebody who reads an answer should know of it. */
export interface QueryWarning {
	code: 'cookieless_days';
	message: string;
}

/**
 * Why imported sums are not in an answer, in Plausible's words.
 *
 * - `no_imported_data`: the site has none, or not the table that the question needs.
 * - `out_of_range`: none on these days, or only on days with own events.
 * - `unsupported_interval`: it asks for less than days.
 * - `unsupported_query`: it names things of several tables, or of none.
 * - `manual_exclusion`: it said that they are to be left out.
 */
export const importsSkipReasons = [
	'no_imported_data',
	'out_of_range',
	'unsupported_interval',
	'unsupported_query',
	'manual_exclusion',
] as const;
export type ImportsSkipReason = (typeof importsSkipReasons)[number];

export interface QueryMeta {
	time_labels?: string[];
	/** Index of the bucket that is still running, if one is. */
	incomplete_bucket?: number;
	comparison_time_labels?: string[];
	total_rows?: number;
	/** Whether `visitors` is each day's visitors added up, or distinct over the range. */
	visitors: 'sum_of_days' | 'distinct';
	/** Absent where there is nothing to know. */
	warnings?: QueryWarning[];
	/** Whether imported sums are in the answer; only where the query said something of imports, like all that follows of them. */
	imports_included?: boolean;
	imports_skip_reason?: ImportsSkipReason;
	/** What to know of it, in a sentence. */
	imports_warning?: string;
	/** Metrics that are those of own events only, because the imported sums of the answer do not say them. */
	metric_warnings?: Partial<Record<MetricName, { code: 'not_imported'; warning: string }>>;
	/** Whether imported sums are in what it is compared with. */
	comparison_imports_included?: boolean;
	/** The store's version that the answer was computed from; grows with every commit. */
	data_version: number;
	/** When it was computed, ISO 8601. */
	computed_at: string;
}

export interface QueryResult {
	results: QueryRow[];
	meta: QueryMeta;
	query: ResolvedQuery;
}
