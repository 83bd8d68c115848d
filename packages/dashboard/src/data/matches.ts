import { dimensions, type FilterDimension, type FilterOperator, isDimensionName, type LiveEvent } from '@footfall/protocol';
import type { ViewFilter } from '../state/view.ts';

/** The dimensions that a live event tells. */
const told: Partial<Record<FilterDimension, keyof LiveEvent>> = {
	'event:name': 'name',
	'event:page': 'pathname',
	'event:hostname': 'hostname',
	'event:title': 'title',
	'visit:source': 'source',
	'visit:country': 'country',
	'visit:device': 'device',
	'visit:browser': 'browser',
	'visit:user': 'user',
};

/**
 * A pattern as the browser's regular expression; undefined where that may mean something else, or take forever. The server's cannot explode and
 * the browser's can: with one thing that repeats, and no group, it cannot either, and both read the rest alike.
 */
function expressionOf(pattern: string): RegExp | undefined {
	const unescaped = pattern.replace(/\\./g, '');
	if ((unescaped.match(/[*+{]/g)?.length ?? 0) > 1 || /\)[*+{]|\?|\[\[:/.test(unescaped)) return undefined;
	try {
		return new RegExp(pattern, 'u');
	} catch {
		return undefined;
	}
}

const readable = (patterns: readonly string[]): boolean => patterns.every((pattern) => expressionOf(pattern) !== undefined);
const finds = (value: string, patterns: readonly string[]): boolean =>
	patterns.some((pattern) => expressionOf(pattern)?.test(value) ?? false);

const compare: Record<FilterOperator, (value: string, wanted: readonly string[]) => boolean> = {
	is: (value, wanted) => wanted.includes(value),
	is_not: (value, wanted) => !wanted.includes(value),
	contains: (value, wanted) => wanted.some((part) => value.toLowerCase().includes(part.toLowerCase())),
	contains_not: (value, wanted) => !wanted.some((part) => value.toLowerCase().includes(part.toLowerCase())),
	matches: finds,
	matches_not: (value, wanted) => !finds(value, wanted),
};

/** What a live event says of that which a filter looks at; undefined where the filter is not for the page to judge. */
function fieldOf([operator, dimension, wanted, done]: ViewFilter): keyof LiveEvent | undefined {
	if (dimension === 'segment' || done !== undefined) return undefined;
	const isPattern = operator === 'matches' || operator === 'matches_not';
	return isPattern && !readable(wanted) ? undefined : told[dimension];
}

/** The filters that cannot rule a live event out: what they look at, like the campaign, it does not tell. */
export function unjudged(filters: readonly ViewFilter[]): ViewFilter[] {
	return filters.filter((filter) => fieldOf(filter) === undefined);
}

/** Whether the page's filters leave an event in its live list, as far as the event tells (`unjudged`). */
export function matchesEvent(event: LiveEvent, filters: readonly ViewFilter[]): boolean {
	return filters.every((filter) => {
		const [operator, dimension, wanted] = filter;
		const field = fieldOf(filter);
		if (field === undefined || dimension === 'segment') return true;
		const none = isDimensionName(dimension) ? dimensions[dimension].none : '';
		return compare[operator](event[field] === '' ? none : event[field], wanted);
	});
}
