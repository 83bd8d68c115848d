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

/** What the browser cannot read as a regular expression, the server may: then nothing is ruled out. */
function finds(value: string, patterns: readonly string[]): boolean | undefined {
	try {
		return patterns.some((pattern) => new RegExp(pattern, 'u').test(value));
	} catch {
		return undefined;
	}
}

const compare: Record<FilterOperator, (value: string, wanted: readonly string[]) => boolean> = {
	is: (value, wanted) => wanted.includes(value),
	is_not: (value, wanted) => !wanted.includes(value),
	contains: (value, wanted) => wanted.some((part) => value.toLowerCase().includes(part.toLowerCase())),
	contains_not: (value, wanted) => !wanted.some((part) => value.toLowerCase().includes(part.toLowerCase())),
	matches: (value, wanted) => finds(value, wanted) ?? true,
	matches_not: (value, wanted) => !(finds(value, wanted) ?? false),
};

/** Whether the page's filters leave an event in its live list. What an event does not tell, like its campaign, cannot rule it out. */
export function matchesEvent(event: LiveEvent, filters: readonly ViewFilter[]): boolean {
	return filters.every(([operator, dimension, wanted, done]) => {
		const field = dimension === 'segment' || done !== undefined ? undefined : told[dimension];
		if (dimension === 'segment' || field === undefined) return true;
		const none = isDimensionName(dimension) ? dimensions[dimension].none : '';
		return compare[operator](event[field] === '' ? none : event[field], wanted);
	});
}
