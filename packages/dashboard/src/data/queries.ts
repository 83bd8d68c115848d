import {
	type Comparison,
	type DimensionName,
	dimensions,
	type Filter,
	type Interval,
	type MetricName,
	type OrderBy,
	type Query,
	type QueryInclude,
} from '@footfall/protocol';
import { asksGoal, queryFilters } from '../state/filters.ts';
import type { PanelDimension, View } from '../state/view.ts';
import { cardsOf } from './cards.ts';
import { columnsOf } from './columns.ts';

/** Rows of a panel before one has to look at its details. */
export const PANEL_ROWS = 9;
/** Rows of a page of details. */
export const DETAIL_ROWS = 50;

/** The comparison that a view asks for, for the charts and lists; undefined when it is off or the range has none. */
export function comparisonOf(view: View): Comparison | undefined {
	const { compare, compareWith } = view;
	if (compare === 'off' || view.range === 'all') return undefined;
	if (compare !== 'custom') return { mode: compare, ...weekdays(view) };
	return compareWith === undefined ? undefined : { mode: compare, date_range: [...compareWith] };
}

const weekdays = (view: View): { match_day_of_week?: true } => (view.weekdays ? { match_day_of_week: true } : {});

/** What a question includes, with imported data unless the view leaves it out; undefined where that is nothing. */
function including(view: Pick<View, 'imports'>, include: QueryInclude = {}): { include?: QueryInclude } {
	const all = view.imports ? { ...include, imports: true } : include;
	return Object.keys(all).length === 0 ? {} : { include: all };
}

function base(site: string, view: View): Pick<Query, 'site_id' | 'date_range' | 'filters'> {
	return { site_id: site, date_range: view.range, filters: queryFilters(view.filters) };
}

/** Cards always show a change: without a chosen comparison they are held against the period before. */
export function cardsComparison(view: View): Comparison | undefined {
	return view.range === 'all' ? undefined : (comparisonOf(view) ?? { mode: 'previous_period', ...weekdays(view) });
}

/** The totals of the cards. */
export function cardsQuery(site: string, view: View): Query {
	const comparison = cardsComparison(view);
	return {
		...base(site, view),
		metrics: [...cardsOf(view).metrics],
		...including(view, comparison === undefined ? {} : { comparisons: comparison }),
	};
}

/** All card metrics over time: the main chart and every sparkline from one question. */
export function seriesQuery(site: string, view: View, interval: Interval): Query {
	const comparison = comparisonOf(view);
	return {
		...base(site, view),
		metrics: [...cardsOf(view).metrics],
		dimensions: [`time:${interval}`],
		...including(view, { time_labels: true, ...(comparison === undefined ? {} : { comparisons: comparison }) }),
	};
}

/** The first rows of a panel. */
export function panelQuery(site: string, view: View, dimension: PanelDimension): Query {
	const metrics = columnsOf(dimension, asksGoal(view.filters)).panel;
	return listQuery(site, view, dimension, metrics, [metrics[0], 'desc'], { limit: PANEL_ROWS, offset: 0 });
}

/** Every country with its visitors: the map and the rows below it. */
export function mapQuery(site: string, view: View): Query {
	const metrics = columnsOf('visit:country', asksGoal(view.filters)).panel;
	return listQuery(site, view, 'visit:country', metrics, [metrics[0], 'desc'], { limit: 300, offset: 0 });
}

export interface DetailsAsk {
	/** What the rows' values must hold. */
	search: Filter | undefined;
	order: OrderBy;
	/** From 0. */
	page: number;
}

/** A page of a panel's details. */
export function detailsQuery(site: string, view: View, dimension: PanelDimension, { search, order, page }: DetailsAsk): Query {
	const query = listQuery(site, view, dimension, columnsOf(dimension, asksGoal(view.filters)).details, order, {
		limit: DETAIL_ROWS,
		offset: page * DETAIL_ROWS,
	});
	return withSearch(query, search);
}

function listQuery(
	site: string,
	view: View,
	dimension: PanelDimension,
	metrics: readonly MetricName[],
	order: OrderBy,
	pagination: { limit: number; offset: number },
): Query {
	const comparison = comparisonOf(view);
	return {
		...base(site, view),
		metrics: [...metrics],
		dimensions: [dimension],
		order_by: order[0] === dimension ? [order] : [order, [dimension, 'asc']],
		...including(view, { total_rows: true, ...(comparison === undefined ? {} : { comparisons: comparison }) }),
		pagination,
	};
}

/** Whether a site has ever had an event of its own. */
export function anythingQuery(site: string): Query {
	return { site_id: site, metrics: ['events'], date_range: 'all' };
}

/** Whether a site has ever had a visitor, here or where its imported data comes from. */
export function anybodyQuery(site: string): Query {
	return { site_id: site, metrics: ['visitors'], date_range: 'all', include: { imports: true } };
}

/** Whether a dimension has any value on a range. */
export function filledQuery(site: string, range: View['range'], dimension: DimensionName): Query {
	return {
		site_id: site,
		metrics: ['visits'],
		date_range: range,
		filters: [['is_not', dimension, [dimensions[dimension].none]]],
	};
}

/** Every goal that was met, with its conversions. */
export function goalsQuery(site: string, view: View): Query {
	const metrics: MetricName[] = ['visitors', 'events', 'conversion_rate', 'total_revenue', 'average_revenue'];
	return listQuery(site, view, 'event:goal', metrics, ['visitors', 'desc'], { limit: 500, offset: 0 });
}

/** A site's visitors on a range, against the period before. */
export function siteTotalsQuery(site: string, range: View['range']): Query {
	const include: Query['include'] = { imports: true, ...(range === 'all' ? {} : { comparisons: { mode: 'previous_period' } }) };
	return { site_id: site, metrics: ['visitors', 'pageviews'], date_range: range, include };
}

/** A site's visitors over time. */
export function siteSeriesQuery(site: string, range: View['range'], interval: Interval): Query {
	return {
		site_id: site,
		metrics: ['visitors'],
		date_range: range,
		dimensions: [`time:${interval}`],
		include: { time_labels: true, imports: true },
	};
}

/** Values of a dimension, most visited first: suggestions for a filter. */
export function suggestQuery(site: string, view: View, dimension: PanelDimension, search: Filter | undefined): Query {
	const others = { ...view, filters: view.filters.filter(([, name]) => name !== dimension), compare: 'off' as const };
	const query = listQuery(site, others, dimension, ['visitors'], ['visitors', 'desc'], { limit: 8, offset: 0 });
	return withSearch(query, search);
}

function withSearch(query: Query, search: Filter | undefined): Query {
	return search === undefined ? query : { ...query, filters: [...(query.filters ?? []), search] };
}
