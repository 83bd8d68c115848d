import { FootfallError } from '../../errors.ts';
import type { Comparison, Interval } from '../../query.ts';
import { type CommerceAsk, type CommercePart, commerceColumns, commerceParts } from '../../reports/commerce.ts';
import { parseQuery } from '../query.ts';
import { readAsk, refuse, wholeNumber } from './shape.ts';

const intervals = ['minute', 'hour', 'day', 'week', 'month'] as const satisfies readonly Interval[];
const ofOverview = ['interval'] as const;
const ofLists = ['search', 'order_by', 'limit', 'offset'] as const;
const SEARCH_LENGTH = 200;

/** Reads what of a shop is asked from JSON. @throws {FootfallError} with the code of the fault and its place: `order_by[0]`. */
export function parseCommerce(json: unknown): CommerceAsk {
	const { ask, fields } = readAsk(json, ['part', 'currency', 'comparison', ...ofOverview, ...ofLists]);
	const part = among(commerceParts, fields.part, 'part');
	for (const key of part === 'overview' ? ofLists : ofOverview) {
		if (fields[key] !== undefined) refuse(key, part === 'overview' ? 'Only a list has this.' : 'Only the overview has this.');
	}
	const { currency, comparison, interval, search, order_by, limit, offset } = fields;
	if (comparison !== undefined && part !== 'overview' && part !== 'products')
		refuse('comparison', 'Only the overview and products are compared.');
	if (comparison !== undefined && ask.date_range === 'all') refuse('comparison', 'There is nothing before all time to compare it with.');
	return {
		...ask,
		part,
		...(currency === undefined ? {} : { currency: readCurrency(currency) }),
		...(interval === undefined ? {} : { interval: among(intervals, interval, 'interval') }),
		...(comparison === undefined ? {} : { comparison: readComparison(comparison) }),
		...(search === undefined ? {} : { search: readSearch(search) }),
		...(order_by === undefined || part === 'overview' ? {} : { order_by: readOrder(order_by, part) }),
		...(limit === undefined ? {} : { limit: wholeNumber(limit, 'limit', 1, 1000) }),
		...(offset === undefined ? {} : { offset: wholeNumber(offset, 'offset', 0, 1_000_000) }),
	};
}

function among<Name extends string>(names: readonly Name[], value: unknown, at: string): Name {
	return names.find((name) => name === value) ?? refuse(at, `This is one of: ${names.join(', ')}.`);
}

function readCurrency(value: unknown): string {
	if (typeof value !== 'string' || !/^[A-Za-z]{3}$/.test(value)) refuse('currency', 'This is not a currency of ISO 4217, such as EUR.');
	return value.toUpperCase();
}

function readSearch(value: unknown): string {
	if (typeof value !== 'string' || value.length > SEARCH_LENGTH)
		refuse('search', `This is not a text of at most ${SEARCH_LENGTH} characters.`);
	return value;
}

function readOrder(value: unknown, part: Exclude<CommercePart, 'overview'>): NonNullable<CommerceAsk['order_by']> {
	if (!Array.isArray(value) || value.length !== 2) refuse('order_by', 'This is not a pair of a column and a direction.');
	const [column, direction] = value as unknown[];
	return [among(commerceColumns[part], column, 'order_by[0]'), among(['asc', 'desc'] as const, direction, 'order_by[1]')];
}

/** As a query has it in its `include`. */
function readComparison(value: unknown): Comparison {
	try {
		const { include } = parseQuery({ site_id: 'any', date_range: 'day', metrics: ['visitors'], include: { comparisons: value } });
		return include?.comparisons ?? refuse('comparison', 'This is no comparison.');
	} catch (error) {
		if (!(error instanceof FootfallError)) throw error;
		throw new FootfallError(error.code, {
			at: (error.at ?? 'comparison').replace(/^include\.comparisons/, 'comparison'),
			message: error.message,
		});
	}
}
