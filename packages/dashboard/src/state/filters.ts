import {
	type Behaviour,
	behaviours,
	dimensions,
	type Filter,
	type FilterOperator,
	filterOperators,
	isDimensionName,
	isPropDimension,
} from '@footfall/protocol';
import type { FilterSubject, PanelDimension, PanelTab, ViewFilter } from './view.ts';

export function isOperator(text: string): text is FilterOperator {
	return Object.hasOwn(filterOperators, text);
}

export function isPanelDimension(text: string): text is PanelDimension {
	return isDimensionName(text) || isPropDimension(text);
}

export function isBehaviour(text: string): text is Behaviour {
	return Object.hasOwn(behaviours, text);
}

export function isPanelTab(text: string): text is PanelTab {
	return text === 'map' || isPanelDimension(text);
}

const sameFilter = (a: ViewFilter, b: ViewFilter): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The filters with `dimension is value` among them; another `is` on the same dimension gives way to it. */
export function withValue(filters: readonly ViewFilter[], dimension: PanelDimension, value: string): ViewFilter[] {
	const added: ViewFilter = ['is', dimension, [value]];
	const at = filters.findIndex(([operator, name, , done]) => operator === 'is' && name === dimension && done === undefined);
	return at < 0 ? [...filters, added] : filters.with(at, added);
}

/** The filters with `dimension is value` among them, or without it where it was. */
export function toggledValue(filters: readonly ViewFilter[], dimension: PanelDimension, value: string): ViewFilter[] {
	const at = filters.findIndex((filter) => holds(filter, dimension, value));
	return at < 0 ? withValue(filters, dimension, value) : withFilter(filters, at, undefined);
}

/** The filters with the one at `at` replaced; at the end when there is none there, gone when it has no values. */
export function withFilter(filters: readonly ViewFilter[], at: number, filter: ViewFilter | undefined): ViewFilter[] {
	const kept = filter !== undefined && filter[2].length > 0 ? [filter] : [];
	const next = [...filters.slice(0, at), ...kept, ...filters.slice(at + 1)];
	return next.filter((item, index) => next.findIndex((other) => sameFilter(other, item)) === index);
}

/** Whether a row's value is what the page is filtered by already. */
export function hasValue(filters: readonly ViewFilter[], dimension: PanelDimension, value: string): boolean {
	return filters.some((filter) => holds(filter, dimension, value));
}

function holds([operator, name, values, done]: ViewFilter, dimension: PanelDimension, value: string): boolean {
	return operator === 'is' && name === dimension && done === undefined && values.includes(value);
}

/** The single value that a dimension is held to, if it is. */
export function onlyValue(filters: readonly ViewFilter[], dimension: PanelDimension): string | undefined {
	const found = filters.find(([operator, name, values]) => operator === 'is' && name === dimension && values.length === 1);
	return found?.[2][0];
}

/** What a dimension is called; a property by its own key. */
export function dimensionLabel(dimension: PanelDimension): string {
	return isDimensionName(dimension) ? dimensions[dimension].label : dimension.slice('event:props:'.length);
}

export function dimensionPlural(dimension: PanelDimension): string {
	return isDimensionName(dimension) ? dimensions[dimension].plural : dimensionLabel(dimension);
}

/** What a panel's tab is called. */
export function tabLabel(tab: PanelTab): string {
	return tab === 'map' ? 'Map' : dimensionPlural(tab);
}

/** What a filter is about, in words. */
export function subjectLabel(subject: FilterSubject): string {
	return subject === 'segment' ? 'Segment' : dimensionLabel(subject);
}

/** The head of a filter in words: `Page is`, `has done Goal is`. */
export function filterWords([operator, subject, , done]: ViewFilter): string {
	return [done === undefined ? '' : `${behaviours[done]} `, subjectLabel(subject), ' ', filterOperators[operator]].join('');
}

/** Filters as the query grammar writes them; `contains` looks past case, as people who type do. */
export function queryFilters(filters: readonly ViewFilter[]): Filter[] {
	return filters.map(([operator, subject, values, done]) => {
		if (subject === 'segment') return segmentFilter(operator, values);
		const filter: Filter =
			operator === 'contains' || operator === 'contains_not'
				? [operator, subject, [...values], { case_sensitive: false }]
				: [operator, subject, [...values]];
		return done === undefined ? filter : [done, filter];
	});
}

function segmentFilter(operator: FilterOperator, ids: readonly string[]): Filter {
	const inside: Filter = ['is', 'segment', [...ids]];
	return operator === 'is_not' ? ['not', inside] : inside;
}

/** Whether the page looks at those who met a goal: its numbers are conversions then. */
export function asksGoal(filters: readonly ViewFilter[]): boolean {
	return filters.some(([operator, subject, , done]) => subject === 'event:goal' && operator === 'is' && done === undefined);
}

/** Whether the page looks at single events other than page views. */
export function asksEvent(filters: readonly ViewFilter[]): boolean {
	return filters.some(
		([operator, subject, values, done]) =>
			operator === 'is' && subject === 'event:name' && done === undefined && !values.includes('pageview'),
	);
}

/** Whether the page looks at single pages. */
export function asksPage(filters: readonly ViewFilter[]): boolean {
	return filters.some(([, subject, , done]) => (subject === 'event:page' || subject === 'event:route') && done === undefined);
}
