import { type Filter, FootfallError, type Goal, type Segment, type SegmentFilter } from '@footfall/protocol';
import { type Comparing, isBehaviour, isComparing, isSegment } from './filters.ts';

/** What queries may name of a site, by its id. */
export interface QuerySettings {
	readonly goals: { of(site: string): readonly Goal[] };
	readonly segments: { of(site: string): readonly Segment[] };
	/** In the order in which they are tried. */
	readonly routes: { of(site: string): readonly { readonly template: string }[] };
}

const none = { of: () => [] };
export const noSettings: QuerySettings = { goals: none, segments: none, routes: none };

/** A regular expression of a query, and where it stands in it. */
export interface Pattern {
	readonly pattern: string;
	readonly at: string;
}

/** Filters with all that they name put in its place. */
export interface MeantFilters {
	readonly filters: readonly Filter[];
	/** They have not been looked at: only the store knows its syntax. */
	readonly patterns: readonly Pattern[];
	/** Some filter asks what visitors did otherwise. */
	readonly behaviour: boolean;
}

/** Filters in all, those of segments included. */
const MAX_FILTERS = 500;
/** How an event of no goal is called. */
export const NO_GOAL = '(none)';

/**
 * Puts segments in their place and looks whether the goals exist.
 *
 * @throws {FootfallError} `unknown_segment`, `unknown_goal`, `invalid_filter`, each with its place.
 */
export function meantFilters(
	written: readonly Filter[],
	{ goals, segments }: { goals: readonly Goal[]; segments: readonly Segment[] },
): MeantFilters {
	const patterns: Pattern[] = [];
	let behaviour = false;
	let count = 0;

	/** @param at where the fault is told; within a segment that is where it is named. @param exact `at` is the filter's own place. */
	const meant = (filter: Filter, at: string, exact: boolean, doing: boolean): Filter => {
		count++;
		if (count > MAX_FILTERS)
			throw new FootfallError('invalid_filter', { at, message: `With its segments the query has more than ${MAX_FILTERS} filters.` });
		const inner = (part: Filter, place: string, does = doing): Filter => meant(part, exact ? place : at, exact, does);
		if (isSegment(filter)) return segmentOf(filter, at, doing);
		if (isBehaviour(filter)) {
			if (doing)
				throw new FootfallError('invalid_filter', {
					at,
					message: 'What was done holds no other thing that was done, not in a segment either.',
				});
			behaviour = true;
			return [filter[0], inner(filter[1], `${at}[1]`, true)];
		}
		if (filter[0] === 'not') return ['not', inner(filter[1], `${at}[1]`)];
		if (isComparing(filter)) return checked(filter, at, exact);
		return [filter[0], filter[1].map((part, index) => inner(part, `${at}[1][${index}]`))];
	};

	const segmentOf = ([, , ids]: SegmentFilter, at: string, doing: boolean): Filter => {
		const all = ids.map((id, index): Filter => {
			const segment = segments.find((one) => one.id === id);
			if (segment === undefined)
				throw new FootfallError('unknown_segment', { at: `${at}[2][${index}]`, message: `The site has no segment ${JSON.stringify(id)}.` });
			return ['and', segment.filters.map((filter) => meant(filter, at, false, doing))];
		});
		return all.length === 1 && all[0] !== undefined ? all[0] : ['or', all];
	};

	const checked = (filter: Comparing, at: string, exact: boolean): Filter => {
		const [operator, name, values] = filter;
		for (const [index, value] of values.entries()) {
			const place = exact ? `${at}[2][${index}]` : at;
			if (operator === 'matches' || operator === 'matches_not') patterns.push({ pattern: value, at: place });
			const named = name === 'event:goal' && (operator === 'is' || operator === 'is_not') && filter[3]?.case_sensitive !== false;
			if (named && value !== NO_GOAL && !goals.some((goal) => goal.name === value))
				throw new FootfallError('unknown_goal', { at: place, message: `The site has no goal ${JSON.stringify(value)}.` });
		}
		return filter;
	};

	const filters = written.map((filter, index) => meant(filter, `filters[${index}]`, true, false));
	return { filters, patterns, behaviour };
}
