import { type Filter, FootfallError, type Goal, type OrderBy, type Query, type ResolvedQuery } from '@footfall/protocol';
import { queryLimits } from '@footfall/protocol/schemas';
import { type Buckets, bucketAt, bucketsOf, intervalOf } from './buckets.ts';
import { DAY } from './calendar.ts';
import type { Terms } from './columns.ts';
import { resolveComparison } from './comparison.ts';
import { convertsTo } from './conversion.ts';
import { dimensionsAnywhere } from './filters.ts';
import type { ImportPlan } from './imported/plan.ts';
import { isTime, type Question } from './question.ts';
import { type Range, type RangeContext, resolveRange } from './ranges.ts';
import { meantFilters, type Pattern, type QuerySettings } from './settings.ts';

/** A query as it is meant here and now. */
export interface Resolved {
	readonly echo: ResolvedQuery;
	readonly question: Question;
	/** The same of the range compared with. */
	readonly compared: Question | undefined;
	/** The bucket that still runs. */
	readonly running: number | undefined;
	/** The regular expressions that it holds. */
	readonly patterns: readonly Pattern[];
	/** What becomes of imported sums in it, where they were asked for. */
	readonly imports?: { readonly plan: ImportPlan; readonly compared: ImportPlan | undefined };
	/** It names goals, segments or routes, which may be others when it is asked again. */
	readonly named: boolean;
}

export interface ResolveContext extends RangeContext {
	/** Site id. */
	readonly site: string;
	readonly settings: QuerySettings;
}

/**
 * Fills in what a query leaves open.
 *
 * @throws {FootfallError} `invalid_range`, `too_many_buckets`, `unknown_goal`, `unknown_segment`, each with its place.
 */
export function resolveQuery(query: Query, context: ResolveContext): Resolved {
	const { zone, now, site, settings } = context;
	const goals = settings.goals.of(site);
	const { filters, patterns, behaviour } = meantFilters(query.filters ?? [], { goals, segments: settings.segments.of(site) });
	checkConversions(query, filters);
	const range = resolveRange(query.date_range, context);
	const comparison = query.include?.comparisons;
	const other = comparison === undefined ? undefined : resolveComparison(query.date_range, range, comparison, context);
	const timeAt = query.dimensions?.findIndex(isTime) ?? -1;
	const time = query.dimensions?.[timeAt];
	const interval = time !== undefined && isTime(time) ? intervalOf(time, range) : undefined;
	const cut = (part: Range): Buckets | undefined => {
		if (interval === undefined) return undefined;
		const buckets = bucketsOf(part, interval, zone);
		if (buckets === undefined) throw new FootfallError('too_many_buckets', { at: `dimensions[${timeAt}]` });
		return buckets;
	};
	const buckets = cut(range);
	const dimensions = (query.dimensions ?? []).map((name, index) =>
		index === timeAt && interval !== undefined ? (`time:${interval}` as const) : name,
	);
	const order = (query.order_by ?? defaultOrder(query, dimensions)).map(
		([key, direction]): OrderBy => [key === 'time' ? (dimensions[timeAt] ?? key) : key, direction],
	);
	const pagination = query.pagination ?? { limit: queryLimits.rows, offset: 0 };
	const oneDay = Math.floor(range.from / DAY) === Math.floor((range.to - 1) / DAY);
	const terms = termsOf([...dimensions, ...dimensionsAnywhere(filters)], goals, settings.routes.of(site));
	const question: Question = {
		site,
		range,
		buckets,
		metrics: query.metrics,
		dimensions,
		filters,
		behaviour,
		...terms,
		orderBy: order,
		bots: query.include?.bots ?? false,
		...pagination,
		totalRows: query.include?.total_rows ?? false,
		asksDaily: (query.metrics.includes('visitors') || behaviour) && !oneDay,
		oneDay,
	};
	const iso = ({ from, to }: Range): [string, string] => [zone.iso(from), zone.iso(to)];
	return {
		echo: {
			site_id: query.site_id,
			metrics: query.metrics,
			date_range: iso(range),
			dimensions,
			filters: query.filters ?? [],
			order_by: order,
			include: query.include ?? {},
			pagination,
			time_zone: zone.name,
			...(other === undefined ? {} : { comparison_date_range: iso(other) }),
		},
		question,
		compared:
			other === undefined
				? undefined
				: { ...question, range: other, buckets: cut(other), limit: queryLimits.rows, offset: 0, totalRows: false, asksDaily: false },
		running: buckets !== undefined && now < range.to ? bucketAt(buckets, now) : undefined,
		patterns,
		named: terms.goals.length + terms.routes.length > 0 || JSON.stringify(filters) !== JSON.stringify(query.filters ?? []),
	};
}

/** What a question names of its site's settings: an answer depends on no others. */
function termsOf(names: readonly string[], goals: readonly Goal[], routes: readonly { readonly template: string }[]): Terms {
	return {
		goals: names.includes('event:goal') ? goals : [],
		routes: names.includes('event:route') ? routes.map(({ template }) => template) : [],
	};
}

function checkConversions({ metrics, dimensions = [] }: Query, filters: readonly Filter[]): void {
	const at = metrics.findIndex((name) => name === 'conversion_rate' || name === 'group_conversion_rate');
	if (at < 0 || convertsTo(filters, dimensions)) return;
	throw new FootfallError('invalid_query', {
		at: `metrics[${at}]`,
		message: 'A conversion rate needs the dimension event:goal, or a filter on event:goal that stands by itself.',
	});
}

/** In the order of time, else the first metric's greatest first. */
function defaultOrder({ metrics: [first] }: Query, dimensions: ResolvedQuery['dimensions']): OrderBy[] {
	const time = dimensions.find(isTime);
	return [
		...(time === undefined ? [] : [[time, 'asc'] satisfies OrderBy]),
		...(first === undefined ? [] : [[first, 'desc'] satisfies OrderBy]),
	];
}
