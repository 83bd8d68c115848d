import { type Behaviour, type DimensionGroup, dimensionGroups, isMetricName } from '@footfall/protocol';
import { isPageName } from '../pages.ts';
import { isBehaviour, isOperator, isPanelDimension, isPanelTab } from './filters.ts';
import { isInterval } from './intervals.ts';
import { isInstants, isNamedRange, readPair } from './ranges.ts';
import { type CompareMode, comparisons, defaultView, type PanelTab, type View, type ViewFilter } from './view.ts';

/** The view that a query string (`?site=…`) describes; what it does not understand is left at its default. */
export function readView(search: string): View {
	const params = new URLSearchParams(search);
	const metric = params.get('metric') ?? '';
	const interval = params.get('interval') ?? '';
	const details = params.get('details') ?? '';
	const page = params.get('page') ?? '';
	return {
		page: isPageName(page) ? page : defaultView.page,
		site: params.get('site') || undefined,
		range: readRange(params),
		...readComparison(params),
		weekdays: params.get('weekdays') === '1',
		filters: params.getAll('f').flatMap(readFilter),
		imports: params.get('imports') !== '0',
		metric: isMetricName(metric) ? metric : defaultView.metric,
		interval: isInterval(interval) ? interval : undefined,
		tabs: readTabs(params),
		details: isPanelDimension(details) ? details : undefined,
		own: isPageName(page) && page !== defaultView.page ? readOwn(params) : {},
	};
}

/** The query string of a view, without what is at its default; `''` or `?…`. */
export function writeView(view: View): string {
	const pairs: [string, string][] = [];
	const add = (key: string, value: string | undefined, standard?: string): void => {
		if (value !== undefined && value !== standard) pairs.push([key, value]);
	};
	add('page', view.page, defaultView.page);
	add('site', view.site);
	if (typeof view.range === 'string') add('range', view.range, defaultView.range as string);
	else pairs.push(['from', view.range[0]], ['to', view.range[1]]);
	add('compare', view.compare, defaultView.compare);
	add('with', view.compareWith?.join(','));
	add('weekdays', view.weekdays ? '1' : undefined);
	for (const filter of view.filters) add('f', writeFilter(filter));
	add('imports', view.imports ? undefined : '0');
	add('metric', view.metric, defaultView.metric);
	add('interval', view.interval);
	for (const group of groups) add(group, view.tabs[group]);
	add('details', view.details);
	for (const [key, values] of Object.entries(view.own)) for (const value of values) add(key, value);
	return pairs.length === 0 ? '' : `?${pairs.map(([key, value]) => `${key}=${encode(value)}`).join('&')}`;
}

const groups = Object.keys(dimensionGroups) as DimensionGroup[];

const shared = new Set([
	'page',
	'site',
	'range',
	'from',
	'to',
	'compare',
	'with',
	'weekdays',
	'f',
	'imports',
	'metric',
	'interval',
	'details',
	...groups,
]);

/** All that the pages do not have in common; what it means is the open page's to say. */
function readOwn(params: URLSearchParams): View['own'] {
	const keys = [...new Set(params.keys())].filter((key) => !shared.has(key));
	return Object.fromEntries(keys.map((key) => [key, params.getAll(key)]));
}

/** Colons, slashes and commas are allowed in a query string and keep it readable. */
function encode(value: string): string {
	return encodeURIComponent(value).replace(/%(3A|2F|2C|40)/g, (escaped) => decodeURIComponent(escaped));
}

function isCompare(text: string): text is CompareMode {
	return Object.hasOwn(comparisons, text);
}

function readRange(params: URLSearchParams): View['range'] {
	const range = params.get('range') ?? '';
	if (isNamedRange(range)) return range;
	return readPair(params.get('from') ?? '', params.get('to') ?? '') ?? defaultView.range;
}

/** A comparison with other days needs those days. */
function readComparison(params: URLSearchParams): Pick<View, 'compare' | 'compareWith'> {
	const compare = params.get('compare') ?? '';
	const none = { compare: defaultView.compare, compareWith: undefined };
	if (!isCompare(compare)) return none;
	if (compare !== 'custom') return { compare, compareWith: undefined };
	const [from = '', to = ''] = (params.get('with') ?? '').split(',');
	const pair = readPair(from, to);
	return pair === undefined || isInstants(pair) ? none : { compare, compareWith: pair };
}

function readTabs(params: URLSearchParams): View['tabs'] {
	const tabs: Partial<Record<DimensionGroup, PanelTab>> = {};
	for (const group of groups) {
		const tab = params.get(group) ?? '';
		if (isPanelTab(tab)) tabs[group] = tab;
	}
	return tabs;
}

/** `is,visit:source,Google,Bing`, or `has_done,is,event:goal,Signup`; a comma or percent sign inside a part is escaped once more. */
function writeFilter([operator, subject, values, done]: ViewFilter): string {
	return [...(done === undefined ? [] : [done]), operator, subject, ...values]
		.map((part) => part.replace(/[%,]/g, encodeURIComponent))
		.join(',');
}

function readFilter(text: string): ViewFilter[] {
	const parts = text.split(',').map(unescapePart);
	const done = isBehaviour(parts[0] ?? '') ? (parts.shift() as Behaviour) : undefined;
	const [operator = '', subject = '', ...values] = parts;
	if (!isOperator(operator) || values.length === 0) return [];
	if (subject === 'segment') return done === undefined && (operator === 'is' || operator === 'is_not') ? [[operator, subject, values]] : [];
	if (!isPanelDimension(subject)) return [];
	return [done === undefined ? [operator, subject, values] : [operator, subject, values, done]];
}

function unescapePart(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}
