import { isDimensionName, isPropDimension, type PropDimension } from '../dimensions.ts';
import type { ErrorCode } from '../errors.ts';
import { type Filter, type FilterOperator, filterOperators } from '../query.ts';
import { queryLimits } from './limits.ts';
import { flag, list, object, refuse } from './shape.ts';

/** Whether a name is that of a property, of a length that is accepted. */
export const isProp = (name: string): name is PropDimension =>
	isPropDimension(name) && name.length <= 'event:props:'.length + queryLimits.propKeyLength;

/**
 * Reads a list of filters from JSON. Filters are counted while they are read, however they are nested.
 *
 * @param place of the list in the input @param segments whether segments may be named: not within one
 * @throws {FootfallError} `invalid_filter`, `unknown_operator`, `unknown_dimension`, each with its place.
 */
export function parseFilters(value: unknown, place = 'filters', segments = true): Filter[] {
	let count = 0;

	const filterOf = (filter: unknown, at: string, depth: number, within?: 'behaviour'): Filter => {
		if (!Array.isArray(filter)) refuse('invalid_filter', at, 'A filter is a list: [operator, dimension, values].');
		if (depth > queryLimits.filterDepth) refuse('invalid_filter', at, `Filters are nested more than ${queryLimits.filterDepth} deep.`);
		count++;
		if (count > queryLimits.filters) refuse('invalid_filter', at, `There are more than ${queryLimits.filters} filters.`);
		const [operator, second] = filter;
		if (operator === 'and' || operator === 'or') {
			exact(filter, 2, at);
			const inner = list(second, `${at}[1]`, queryLimits.filters, 'invalid_filter');
			if (inner.length === 0) refuse('invalid_filter', `${at}[1]`, 'There is nothing to combine.');
			return [operator, inner.map((item, index) => filterOf(item, `${at}[1][${index}]`, depth + 1, within))];
		}
		if (operator === 'not') {
			exact(filter, 2, at);
			return ['not', filterOf(second, `${at}[1]`, depth + 1, within)];
		}
		if (operator === 'has_done' || operator === 'has_not_done') {
			exact(filter, 2, at);
			if (within === 'behaviour') refuse('invalid_filter', `${at}[0]`, 'What was done holds no other thing that was done.');
			return [operator, filterOf(second, `${at}[1]`, depth + 1, 'behaviour')];
		}
		if (second === 'segment' && segments) return segmentOf(filter, at);
		return comparisonOf(filter, at);
	};

	return list(value, place, queryLimits.filters, 'invalid_filter').map((filter, index) => filterOf(filter, `${place}[${index}]`, 1));
}

function exact(filter: readonly unknown[], length: number, at: string): void {
	if (filter.length !== length) refuse('invalid_filter', at, `This filter has ${filter.length} parts instead of ${length}.`);
}

function segmentOf(filter: readonly unknown[], at: string): Filter {
	if (filter[0] !== 'is') refuse('unknown_operator', `${at}[0]`, 'A segment is taken with is; with not around it, it is left out.');
	exact(filter, 3, at);
	return ['is', 'segment', valuesOf(filter[2], `${at}[2]`, queryLimits.valueLength)];
}

/** Values as texts: Plausible's clients send ids of places and segments as numbers. */
function valuesOf(values: unknown, at: string, length: number, code: ErrorCode = 'invalid_filter'): string[] {
	const wanted = list(values, at, queryLimits.values, 'invalid_filter').map((item, index) => {
		const value = typeof item === 'number' ? String(item) : item;
		if (typeof value !== 'string') return refuse('invalid_filter', `${at}[${index}]`, 'A value is a text.');
		return value.length <= length ? value : refuse(code, `${at}[${index}]`, `A value has at most ${length} characters.`);
	});
	return wanted.length > 0 ? wanted : refuse('invalid_filter', at, 'There is no value to compare with.');
}

const isPattern = (operator: string): boolean => operator === 'matches' || operator === 'matches_not';

function comparisonOf([operator, dimension, values, options, ...more]: readonly unknown[], at: string): Filter {
	if (typeof operator !== 'string' || !Object.hasOwn(filterOperators, operator)) {
		refuse(
			'unknown_operator',
			`${at}[0]`,
			`There is no operator called ${JSON.stringify(operator)}; there are: ${Object.keys(filterOperators).join(', ')}, and, or, not, has_done, has_not_done.`,
		);
	}
	if (typeof dimension !== 'string' || !(isDimensionName(dimension) || isProp(dimension))) {
		refuse('unknown_dimension', `${at}[1]`, `Nothing called ${JSON.stringify(dimension)} can be filtered by.`);
	}
	if (more.length > 0) refuse('invalid_filter', `${at}[4]`, 'A filter has four parts at most.');
	const wanted = isPattern(operator)
		? valuesOf(values, `${at}[2]`, queryLimits.patternLength, 'invalid_pattern')
		: valuesOf(values, `${at}[2]`, queryLimits.valueLength);
	const filter = [operator as FilterOperator, dimension, wanted] as const;
	if (options === undefined) return [...filter];
	const { case_sensitive: sensitive } = object(options, `${at}[3]`, ['case_sensitive']);
	return sensitive === undefined
		? [...filter]
		: [...filter, { case_sensitive: flag(sensitive, `${at}[3].case_sensitive`, 'invalid_filter') }];
}
