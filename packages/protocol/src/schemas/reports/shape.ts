import { isPropDimension } from '../../dimensions.ts';
import { type ErrorCode, FootfallError } from '../../errors.ts';
import { limits } from '../../events.ts';
import type { Filter } from '../../query.ts';
import type { Action, ReportAsk } from '../../reports/report.ts';
import { parseQuery } from '../query.ts';

/** What a report may be asked at most. */
export const reportLimits = {
	steps: 8,
	/** Minutes and days of a funnel's window. */
	minutes: 100_000,
	days: 90,
	/** JSON that holds what a report is asked: filters, of a step in a list, are three deeper than in a query. */
	jsonDepth: 23,
} as const;

type Fields = Readonly<Record<string, unknown>>;

/** Throws with the place of the fault. */
export function refuse(at: string, message: string, code: ErrorCode = 'invalid_query'): never {
	throw new FootfallError(code, { at, message });
}

/** An object with these keys only. */
export function object(value: unknown, at: string, keys: readonly string[]): Fields {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(at, 'This is not an object.');
	for (const key of Object.keys(value)) {
		if (!keys.includes(key)) refuse(at === '' ? key : `${at}.${key}`, `There is no such key; there are: ${keys.join(', ')}.`);
	}
	return value as Fields;
}

export function wholeNumber(value: unknown, at: string, min: number, max: number): number {
	if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
	return refuse(at, `This is not a whole number from ${min} to ${max}.`);
}

const shared = ['site_id', 'date_range', 'filters', 'bots'];

/** What all reports are asked, and the fields that are this one's own. */
export function readAsk(json: unknown, keys: readonly string[]): { readonly ask: ReportAsk; readonly fields: Fields } {
	const fields = object(json, '', [...shared, ...keys]);
	const { site_id, date_range, filters, bots } = fields;
	if (bots !== undefined && typeof bots !== 'boolean') refuse('bots', 'This is neither true nor false.');
	const query = parseQuery({ site_id, date_range, metrics: ['visitors'], ...(filters === undefined ? {} : { filters }) });
	const ask: ReportAsk = {
		site_id: query.site_id,
		date_range: query.date_range,
		...(query.filters === undefined || query.filters.length === 0 ? {} : { filters: query.filters }),
		...(bots === undefined ? {} : { bots }),
	};
	return { ask, fields };
}

/** Filters in another place than a query's own. */
function filtersAt(value: unknown, at: string): Filter[] {
	try {
		return parseQuery({ site_id: 'any', date_range: 'day', metrics: ['visitors'], filters: value }).filters ?? [];
	} catch (error) {
		if (!(error instanceof FootfallError)) throw error;
		throw new FootfallError(error.code, { at: (error.at ?? 'filters').replace(/^filters/, at), message: error.message });
	}
}

function ofProperties(filter: Filter): boolean {
	if (filter[0] === 'and' || filter[0] === 'or') return filter[1].every(ofProperties);
	if (filter[0] === 'not') return ofProperties(filter[1]);
	// Whether a regular expression is one, only the store knows.
	if (filter[0] === 'matches' || filter[0] === 'matches_not') return false;
	const [, dimension] = filter;
	return typeof dimension === 'string' && isPropDimension(dimension);
}

/** What somebody is wanted to have done. */
export function readAction(value: unknown, at: string): Action {
	const fields = object(value, at, ['page', 'event', 'filters']);
	if ((fields.page === undefined) === (fields.event === undefined)) refuse(at, 'This is either a page or an event.');
	if (fields.page !== undefined) {
		if (fields.filters !== undefined) refuse(`${at}.filters`, 'Only an event has properties to be filtered by.');
		return { page: readPattern(fields.page, `${at}.page`) };
	}
	const { event } = fields;
	if (typeof event !== 'string' || event.trim() === '' || event.length > limits.nameLength)
		refuse(`${at}.event`, `This is not the name of an event, of 1 to ${limits.nameLength} characters.`);
	if (fields.filters === undefined) return { event };
	const filters = filtersAt(fields.filters, `${at}.filters`);
	const wrong = filters.findIndex((filter) => !ofProperties(filter));
	if (wrong >= 0)
		refuse(
			`${at}.filters[${wrong}]`,
			'A step is filtered by properties of its event, event:props:…, and without regular expressions.',
			'invalid_filter',
		);
	return filters.length === 0 ? { event } : { event, filters };
}

export function readPattern(value: unknown, at: string): string {
	if (typeof value !== 'string' || value === '' || value.length > limits.urlLength)
		refuse(at, `This is not a page, of 1 to ${limits.urlLength} characters.`);
	if (!value.startsWith('/') && !value.startsWith('*')) refuse(at, 'A page begins with / or a wildcard.');
	if (value.includes('***')) refuse(at, 'A wildcard is * or **.');
	return value;
}
