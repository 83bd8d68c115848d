import { dimensions, type Filter, type FilterOperator, filterOperators, isDimensionName, isPropDimension } from '@footfall/protocol';
import type { PanelDimension, PanelTab, ViewFilter } from './view.ts';

export function isOperator(text: string): text is FilterOperator {
	return Object.hasOwn(filterOperators, text);
}

export function isPanelDimension(text: string): text is PanelDimension {
	return isDimensionName(text) || isPropDimension(text);
}

export function isPanelTab(text: string): text is PanelTab {
	return text === 'map' || isPanelDimension(text);
}

const sameFilter = (a: ViewFilter, b: ViewFilter): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The filters with `dimension is value` among them; another `is` on the same dimension gives way to it. */
export function withValue(filters: readonly ViewFilter[], dimension: PanelDimension, value: string): ViewFilter[] {
	const added: ViewFilter = ['is', dimension, [value]];
	const at = filters.findIndex(([operator, name]) => operator === 'is' && name === dimension);
	return at < 0 ? [...filters, added] : filters.with(at, added);
}

/** The filters with `dimension is value` among them, or without it where it was. */
export function toggledValue(filters: readonly ViewFilter[], dimension: PanelDimension, value: string): ViewFilter[] {
	const at = filters.findIndex(([operator, name, values]) => operator === 'is' && name === dimension && values.includes(value));
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
	return filters.some(([operator, name, values]) => operator === 'is' && name === dimension && values.includes(value));
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

/** Filters as the query grammar writes them; `contains` looks past case, as people who type do. */
export function queryFilters(filters: readonly ViewFilter[]): Filter[] {
	return filters.map(([operator, dimension, values]) =>
		operator === 'contains' || operator === 'contains_not'
			? [operator, dimension, [...values], { case_sensitive: false }]
			: [operator, dimension, [...values]],
	);
}
