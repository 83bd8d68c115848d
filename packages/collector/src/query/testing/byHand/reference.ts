import {
	type Comparison,
	type DateRange,
	dimensions as declared,
	type EventRecord,
	type Filter,
	type FilterDimension,
	type FilterOperator,
	type Interval,
	isDimensionName,
	type MetricName,
	type Money,
	type PageTotal,
	type Query,
	type QueryDimension,
} from '@footfall/protocol';
import { filtersOfWhole, goalsAsked, type HandSettings, meets, routeOf, segment } from './goalsByHand.ts';
import { addDays, type Calendar, calendarOf, localDate, monthOf, wallText, whenDay, whenWall } from './localTime.ts';
import { type Fact, factsOf, type HandVisit } from './visitsByHand.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** A metric's value before it is rounded. */
export type Exact = number | null | Money[];

export interface ExactRow {
	readonly dimensions: readonly string[];
	readonly metrics: readonly Exact[];
	readonly comparison?: { readonly dimensions: readonly string[]; readonly metrics: readonly Exact[] };
}

export interface ExactAnswer {
	/** In no order, and all of them. */
	readonly rows: readonly ExactRow[];
	readonly range: readonly [from: number, to: number];
	readonly labels: readonly string[];
	readonly comparisonLabels: readonly string[];
}

/** Answers the same questions as the engine: slowly, from the events themselves, by the definitions read aloud. */
export interface Reference {
	/** `time` must be given with its interval. */
	answer(query: Query): ExactAnswer;
}

interface Part {
	readonly range: readonly [from: number, to: number];
	readonly calendar: Calendar | undefined;
	/** By key: the values as shown, time as its place. */
	readonly rows: ReadonlyMap<string, { readonly keys: readonly string[]; readonly metrics: readonly Exact[] }>;
}

const isTime = (name: QueryDimension): boolean => name === 'time' || name.startsWith('time:');

export interface ReferenceOf {
	/** Of one site, each id once. */
	readonly records: readonly EventRecord[];
	readonly zone: string;
	/** Milliseconds since the epoch. */
	readonly now: number;
	readonly settings?: HandSettings;
}

const nothingSet: HandSettings = { goals: [], segments: [], routes: [] };

export function createReference({ records, zone, now, settings = nothingSet }: ReferenceOf): Reference {
	const facts = factsOf(records);

	function part(query: Query, range: readonly [number, number]): Part {
		const [from, to] = range;
		const names = query.dimensions ?? [];
		const time = names.find(isTime);
		const calendar = time === undefined ? undefined : calendarOf(zone, time.slice('time:'.length) as Interval, from, to);
		const inRange = (at: number): boolean => at >= from && at < to;
		const people = facts.filter((fact) => inRange(fact.event.time) && (query.include?.bots === true || !fact.visit.bot));
		const judge = createJudge(people, settings);
		const under = (filters: readonly Filter[]): Fact[] => people.filter((fact) => filters.every((filter) => judge(filter, fact)));
		const hits = under(query.filters ?? []);
		const asked = goalsAsked(query, settings, (filter, name) => judges(filter as Comparing, name));
		const valuesOf = (name: QueryDimension, fact: Fact, at: number): string[] => {
			if (isTime(name)) return [String(calendar?.bucketOf(at))];
			if (name === 'event:goal') return asked.filter((goal) => meets(goal, fact)).map((goal) => goal.name);
			return [shownOf(name as FilterDimension, fact, settings)];
		};
		/** One for each row that an event belongs to: more than one where it meets several goals, none where it meets no goal. */
		const keysOf = (fact: Fact, at: number, by: readonly QueryDimension[] = names): string[][] =>
			by.reduce<string[][]>((rows, name) => rows.flatMap((row) => valuesOf(name, fact, at).map((value) => [...row, value])), [[]]);

		const groups = new Map<string, { keys: string[]; hits: Fact[]; began: Set<HandVisit> }>();
		if (names.length === 0) groups.set('[]', { keys: [], hits: [], began: new Set() });
		for (const fact of hits) {
			for (const keys of keysOf(fact, fact.event.time)) {
				const group = groups.get(JSON.stringify(keys)) ?? { keys, hits: [], began: new Set() };
				group.hits.push(fact);
				groups.set(JSON.stringify(keys), group);
			}
		}
		// Bounce and duration count in the bucket where the visit started.
		for (const fact of hits) {
			if (!inRange(fact.visit.start)) continue;
			for (const keys of keysOf(fact, fact.visit.start)) groups.get(JSON.stringify(keys))?.began.add(fact.visit);
		}

		const converting = under(filtersOfWhole(query, settings));
		const whole = visitorsOf(converting).size;
		const withoutGoal = names.filter((name) => name !== 'event:goal');
		const ofRow = new Map<string, Set<string>>();
		if (query.metrics.includes('group_conversion_rate')) {
			for (const fact of converting) {
				for (const keys of keysOf(fact, fact.event.time, withoutGoal)) {
					const key = JSON.stringify(keys);
					ofRow.set(key, (ofRow.get(key) ?? new Set()).add(fact.visit.visitor));
				}
			}
		}
		const rowOf = (keys: readonly string[]): string => JSON.stringify(keys.filter((_, index) => names[index] !== 'event:goal'));
		const everyone = visitorsOf(hits).size;
		return {
			range,
			calendar,
			rows: new Map(
				[...groups].map(([key, group]) => {
					const wholes = { everyone, whole, row: ofRow.get(rowOf(group.keys))?.size ?? 0 };
					return [key, { keys: group.keys, metrics: query.metrics.map((metric) => measure(metric, group.hits, [...group.began], wholes)) }];
				}),
			),
		};
	}

	return {
		answer(query) {
			const range = rangeOf(query.date_range, zone, now, records);
			const main = part(query, range);
			const comparison = query.include?.comparisons;
			const other = comparison === undefined ? undefined : part(query, comparedRange(query.date_range, range, comparison, zone, now));
			return {
				range,
				labels: main.calendar?.labels ?? [],
				comparisonLabels: other?.calendar?.labels ?? [],
				rows: other === undefined ? [...main.rows.values()].map((row) => shownRow(row, query, main.calendar)) : beside(query, main, other),
			};
		},
	};
}

function shownRow(
	{ keys, metrics }: { keys: readonly string[]; metrics: readonly Exact[] },
	query: Query,
	calendar: Calendar | undefined,
): ExactRow {
	return {
		dimensions: keys.map((key, index) => (isTime(query.dimensions?.[index] ?? 'event:page') ? (calendar?.labels[Number(key)] ?? '') : key)),
		metrics,
	};
}

const inOrderOfTime = ({ order_by: [first] = [['time', 'asc']] }: Query): boolean =>
	first !== undefined && isTime(first[0] as QueryDimension) && first[1] === 'asc';

/** Rows of two ranges: buckets by their place, values by themselves; a line also has the buckets that only the other one has. */
function beside(query: Query, main: Part, other: Part): ExactRow[] {
	const nothing = query.metrics.map((metric) => measure(metric, [], [], { everyone: 0, whole: 0, row: 0 }));
	const timeAt = (query.dimensions ?? []).findIndex(isTime);
	const all = new Map(main.rows);
	if (timeAt === 0 && query.dimensions?.length === 1 && inOrderOfTime(query)) {
		for (const [key, { keys }] of other.rows) {
			if (!all.has(key) && Number(keys[0]) < (main.calendar?.labels.length ?? 0)) all.set(key, { keys, metrics: nothing });
		}
	}
	return [...all].map(([key, row]): ExactRow => {
		const shown = shownRow(row, query, main.calendar);
		if (timeAt >= 0 && other.calendar?.labels[Number(row.keys[timeAt])] === undefined) return shown;
		const before = { keys: row.keys, metrics: other.rows.get(key)?.metrics ?? nothing };
		return { ...shown, comparison: shownRow(before, query, other.calendar) };
	});
}

export function rangeOf(range: DateRange, zone: string, now: number, records: readonly EventRecord[]): [number, number] {
	const endOfMinute = Math.floor(now / MINUTE) * MINUTE + MINUTE;
	if (range === 'realtime') return [endOfMinute - 30 * MINUTE, endOfMinute];
	if (range === '24h') return [endOfMinute - DAY, endOfMinute];
	const today = localDate(zone, now);
	// What includes today ends with it.
	if (typeof range !== 'string' && range[0].includes('T'))
		return [Date.parse(range[0]), Math.min(Date.parse(range[1]), whenDay(zone, addDays(today, 1)))];
	const first = Math.min(now, ...records.map(({ time }) => time));
	const [from, to] = typeof range === 'string' ? daysOf(range, today, localDate(zone, first)) : range;
	const [last = today] = [to, today].sort();
	return [whenDay(zone, from), whenDay(zone, addDays(last, 1))];
}

/** First and last day. */
function daysOf(range: Extract<DateRange, string>, today: string, first: string): [string, string] {
	const lastDays = (count: number): [string, string] => [addDays(today, -count), addDays(today, -1)];
	switch (range) {
		case 'yesterday':
			return lastDays(1);
		case '7d':
			return lastDays(7);
		case '28d':
			return lastDays(28);
		case '30d':
			return lastDays(30);
		case '91d':
			return lastDays(91);
		case 'month':
			return [monthOf(today), today];
		case 'last_month':
			return [monthOf(today, -1), addDays(monthOf(today), -1)];
		case '6mo':
			return [monthOf(today, -6), addDays(monthOf(today), -1)];
		case '12mo':
			return [monthOf(today, -12), addDays(monthOf(today), -1)];
		case 'year':
			return [`${today.slice(0, 4)}-01-01`, today];
		case 'all':
			return [first, today];
		default:
			return [today, today];
	}
}

/** The part of the period before that had passed when as much of this one had. Weekdays and leap days are left to `comparison.ts`'s own tests. */
function comparedRange(
	range: DateRange,
	[from, to]: readonly [number, number],
	comparison: Comparison,
	zone: string,
	now: number,
): [number, number] {
	const passed = Math.min(to, Math.floor(now / MINUTE) * MINUTE + MINUTE);
	const back = (text: string, move: (date: string) => string): number => whenWall(zone, `${move(text.slice(0, 10))}${text.slice(10)}`);
	const [start, end, whole] = [wallText(zone, from), wallText(zone, passed), wallText(zone, to)];
	if (comparison.mode === 'custom') {
		const [first, last] = comparison.date_range ?? ['', ''];
		const otherEnd = whenDay(zone, addDays(last, 1));
		const elapsed = Date.parse(`${end}Z`) - Date.parse(`${start}Z`);
		const cut = whenWall(zone, new Date(Date.parse(first) + elapsed).toISOString().slice(0, 23));
		return [whenDay(zone, first), passed < to ? Math.min(otherEnd, cut) : otherEnd];
	}
	if (comparison.mode === 'year_over_year') {
		const yearBefore = (date: string): string => `${Number(date.slice(0, 4)) - 1}${date.slice(4)}`;
		return [back(start, yearBefore), back(end, yearBefore)];
	}
	const months = typeof range === 'string' ? { month: 1, last_month: 1, '6mo': 6, '12mo': 12, year: 12 }[range as string] : undefined;
	if (months !== undefined) {
		const monthsBefore = (date: string): string => {
			const month = monthOf(date, -months);
			const same = addDays(month, Number(date.slice(8)) - 1);
			return same.slice(0, 7) === month.slice(0, 7) ? same : monthOf(month, 1);
		};
		return [back(start, monthsBefore), back(end, monthsBefore)];
	}
	if (!start.endsWith('T00:00:00.000')) return [from - (to - from), passed - (to - from)];
	const length = Date.parse(`${whole}Z`) - Date.parse(`${start}Z`);
	const moved = (text: string): number => whenWall(zone, new Date(Date.parse(`${text}Z`) - length).toISOString().slice(0, 23));
	return [moved(start), moved(end)];
}

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

const visitorsOf = (facts: readonly Fact[]): Set<string> => new Set(facts.map(({ visit }) => visit.visitor));

/** A dimension's value as it is shown; of goals there may be several. */
export function shownOf(name: FilterDimension, fact: Fact, settings: HandSettings): string {
	return heldBy(name, fact, settings) || (isDimensionName(name) ? declared[name].none : '(none)');
}

/** The value itself, '' where there is none. */
function heldBy(name: FilterDimension, { event, visit }: Fact, settings: HandSettings): string {
	if (!isDimensionName(name)) return String(event.props?.[name.slice('event:props:'.length)] ?? '');
	const { column } = declared[name];
	switch (name) {
		case 'event:name':
			return event.name;
		case 'event:page':
		case 'event:hostname':
		case 'event:title':
			return event.dims[column as 'pathname'] ?? '';
		case 'event:route':
			return routeOf(event.dims.pathname ?? '', settings);
		case 'visit:entry_page':
			return visit.entry;
		case 'visit:exit_page':
			return visit.exit;
		case 'visit:user':
			return visit.user;
		case 'visit:country_name':
			return visit.dims.country ? (countryNames.of(visit.dims.country) ?? visit.dims.country) : '';
		default:
			return visit.dims[column as keyof HandVisit['dims']] ?? '';
	}
}

type Comparing = [FilterOperator, FilterDimension, string[], { case_sensitive?: boolean }?];

/** Whether a filter holds for an event in its visit. @param people all events of the range, for what visitors did otherwise */
export function createJudge(people: readonly Fact[], settings: HandSettings): (filter: Filter, fact: Fact) => boolean {
	const doers = new Map<Filter, ReadonlySet<string>>();
	const doersOf = (filter: Filter): ReadonlySet<string> => {
		const known = doers.get(filter) ?? visitorsOf(people.filter((fact) => holds(filter, fact)));
		doers.set(filter, known);
		return known;
	};
	const holds = (filter: Filter, fact: Fact): boolean => {
		switch (filter[0]) {
			case 'not':
				return !holds(filter[1], fact);
			case 'and':
				return filter[1].every((inner) => holds(inner, fact));
			case 'or':
				return filter[1].some((inner) => holds(inner, fact));
			case 'has_done':
				return doersOf(filter[1]).has(fact.visit.visitor);
			case 'has_not_done':
				return !doersOf(filter[1]).has(fact.visit.visitor);
			default:
				if (filter[1] === 'segment') return filter[2].some((id) => segment(id, settings).every((inner) => holds(inner, fact)));
				return compares(filter as Comparing, fact);
		}
	};
	/** Of several goals one has to be what is wanted, or none of them what is not. */
	const compares = (filter: Comparing, fact: Fact): boolean => {
		if (filter[1] !== 'event:goal') {
			const [operator, name, values] = filter;
			// To be, or not to be, nothing at all.
			if (values.includes('') && heldBy(name, fact, settings) === '' && operator.startsWith('is')) return operator === 'is';
			return judges(filter, shownOf(name, fact, settings));
		}
		const met = settings.goals.filter((goal) => meets(goal, fact)).map(({ name }) => name);
		const names = met.length === 0 ? ['(none)'] : met;
		return filter[0].endsWith('_not') ? names.every((name) => judges(filter, name)) : names.some((name) => judges(filter, name));
	};
	return holds;
}

/** Whether a value as it is shown is what a filter wants. */
function judges([operator, , values, options]: Comparing, value: string): boolean {
	const sensitive = options?.case_sensitive !== false;
	const fold = (text: string): string => (sensitive ? text : text.toLowerCase());
	const shown = fold(value);
	const found = (pattern: string): boolean => new RegExp(pattern, sensitive ? 'u' : 'iu').test(value);
	switch (operator) {
		case 'is':
			return values.some((wanted) => fold(wanted) === shown);
		case 'is_not':
			return !values.some((wanted) => fold(wanted) === shown);
		case 'contains':
			return values.some((wanted) => shown.includes(fold(wanted)));
		case 'contains_not':
			return !values.some((wanted) => shown.includes(fold(wanted)));
		case 'matches':
			return values.some(found);
		case 'matches_not':
			return !values.some(found);
	}
}

interface Wholes {
	/** All visitors under the filter; without its conditions on goals; those of the row without them. */
	readonly everyone: number;
	readonly whole: number;
	readonly row: number;
}

/** @param hits matching events @param began visits with a matching event in the range, that started here */
function measure(metric: MetricName, hits: readonly Fact[], began: readonly HandVisit[], wholes: Wholes): Exact {
	const visits = new Set(hits.map(({ visit }) => visit)).size;
	const visitors = visitorsOf(hits).size;
	const pageviews = hits.filter(({ event }) => event.name === 'pageview').length;
	const durations = began.map(({ start, finish }) => (finish - start) / 1000);
	const reported = (name: PageTotal): number[] => hits.flatMap(({ totals }) => totals[name] ?? []);
	switch (metric) {
		case 'visitors':
			return visitors;
		case 'visits':
			return visits;
		case 'pageviews':
			return pageviews;
		case 'events':
			return hits.length;
		case 'views_per_visit':
			return visits === 0 ? null : pageviews / visits;
		case 'bounce_rate':
			return mean(began.map(({ bounce }) => (bounce ? 100 : 0)));
		case 'visit_duration':
			return mean(durations);
		case 'median_visit_duration':
			return quantile(durations, 0.5);
		case 'time_on_page':
			return mean(reported('engaged').map((ms) => ms / 1000));
		case 'scroll_depth':
			return mean(reported('scroll'));
		case 'percentage':
			return share(visitors, wholes.everyone);
		case 'conversion_rate':
			return share(visitors, wholes.whole);
		case 'group_conversion_rate':
			return share(visitors, wholes.row);
		case 'total_revenue':
			return money(hits, (amounts) => amounts.reduce((sum, amount) => sum + amount, 0));
		case 'average_revenue':
			return money(hits, (amounts) => mean(amounts) ?? 0);
		default:
			return quantile(reported(metric), 0.75);
	}
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : (100 * part) / whole);

function mean(values: readonly number[]): number | null {
	if (values.length === 0) return null;
	let sum = 0;
	for (const value of values) sum += value;
	return sum / values.length;
}

/** By linear interpolation between the two nearest. */
export function quantile(values: readonly number[], share: number): number | null {
	const sorted = [...values].sort((a, b) => a - b);
	const place = (sorted.length - 1) * share;
	const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
	return below === undefined || above === undefined ? null : below + (above - below) * (place - Math.floor(place));
}

/** Decimals of the currencies that the tests use. */
export const currencyDecimals: Readonly<Record<string, number>> = { EUR: 2, USD: 2, JPY: 0, KWD: 3 };

function money(hits: readonly Fact[], fold: (amounts: readonly number[]) => number): Money[] {
	const amounts = new Map<string, number[]>();
	for (const { event } of hits) {
		if (event.revenue === undefined) continue;
		const { currency, amount } = event.revenue;
		amounts.set(currency, [...(amounts.get(currency) ?? []), amount]);
	}
	return [...amounts]
		.map(([currency, list]) => ({ currency, value: fold(list) / 10 ** (currencyDecimals[currency] ?? 2) }))
		.sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
