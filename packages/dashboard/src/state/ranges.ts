import { type DateRange, type NamedRange, namedRanges, type ResolvedQuery } from '@footfall/protocol';
import { addDays, addMonths, type Day, daysBetween, isDay, monthEnd, monthStart } from './calendar.ts';

/** A range as calendar days of the site, both included. */
export type Span = readonly [from: Day, to: Day];

export function isNamedRange(text: string): text is NamedRange {
	return Object.hasOwn(namedRanges, text);
}

const countedDays: Partial<Record<NamedRange, number>> = { '7d': 7, '28d': 28, '30d': 30, '91d': 91 };
const countedMonths: Partial<Record<NamedRange, number>> = { '6mo': 6, '12mo': 12 };

/** The days that a range covers, as far as the page can know by itself: of all time it is today alone. */
export function spanOf(range: DateRange, today: Day): Span {
	if (typeof range !== 'string') return [range[0].slice(0, 10), range[1].slice(0, 10)];
	const yesterday = addDays(today, -1);
	const days = countedDays[range];
	if (days !== undefined) return [addDays(today, -days), yesterday];
	const months = countedMonths[range];
	if (months !== undefined) return [addMonths(monthStart(today), -months), addDays(monthStart(today), -1)];
	if (range === 'yesterday') return [yesterday, yesterday];
	if (range === 'month') return [monthStart(today), today];
	if (range === 'last_month') return [addMonths(monthStart(today), -1), addDays(monthStart(today), -1)];
	if (range === 'year') return [`${today.slice(0, 4)}-01-01`, today];
	return [today, today];
}

/** The days of an answer's resolved range, whose end is the first instant after it. */
export function spanOfAnswer(query: Pick<ResolvedQuery, 'date_range'>): Span {
	const [from, to] = query.date_range;
	const last = to.slice(11, 19) === '00:00:00' ? addDays(to.slice(0, 10), -1) : to.slice(0, 10);
	return [from.slice(0, 10), last];
}

/**
 * The days that a range covers; undefined while nobody can say. When all time began only the server knows: before the site was added, where its
 * past was imported.
 */
export function knownSpan(range: DateRange, today: Day, answered: Pick<ResolvedQuery, 'date_range'> | undefined): Span | undefined {
	if (range !== 'all') return spanOf(range, today);
	return answered === undefined ? undefined : spanOfAnswer(answered);
}

/** Whether a range is a pair of date-times rather than of days. */
export function isInstants(range: DateRange): range is [string, string] {
	return typeof range !== 'string' && range[0].includes('T');
}

/**
 * The range before or after: a day, week, month or year moves by its own kind. Undefined where there is none: ranges that
 * slide with the clock, all time, and the future.
 */
export function shiftRange(range: DateRange, by: -1 | 1, today: Day, span: Span = spanOf(range, today)): DateRange | undefined {
	if (range === 'realtime' || range === '24h' || range === 'all') return undefined;
	if (isInstants(range)) return shiftInstants(range, by, today);
	const moved = shiftSpan(range, span, by);
	return moved[0] > today ? undefined : nameSpan(moved, today);
}

function shiftInstants([from, to]: [string, string], by: -1 | 1, today: Day): DateRange | undefined {
	const length = (Date.parse(to) - Date.parse(from)) * by;
	const moved = (instant: string): string => new Date(Date.parse(instant) + length).toISOString();
	return moved(from).slice(0, 10) > addDays(today, 1) ? undefined : [moved(from), moved(to)];
}

function shiftSpan(range: DateRange, [from, to]: Span, by: -1 | 1): Span {
	const months = typeof range === 'string' ? countedMonths[range] : undefined;
	if (months !== undefined) return [addMonths(from, months * by), addDays(addMonths(addDays(to, 1), months * by), -1)];
	const wholeYear = range === 'year' || (from.endsWith('-01-01') && to === `${from.slice(0, 4)}-12-31`);
	if (wholeYear) return [addMonths(from, 12 * by), `${addMonths(from, 12 * by).slice(0, 4)}-12-31`];
	const wholeMonth = range === 'month' || (from.endsWith('-01') && to === monthEnd(from));
	if (wholeMonth) return [addMonths(from, by), monthEnd(addMonths(from, by))];
	const days = daysBetween(from, to) * by;
	return [addDays(from, days), addDays(to, days)];
}

/** A span under its name where it has one, so that going forth again ends where the day, month or year still runs. */
export function nameSpan([from, to]: Span, today: Day): DateRange {
	const named = (['day', 'yesterday', 'last_month'] as const).find((name) => {
		const [start, end] = spanOf(name, today);
		return from === start && to === end;
	});
	if (named !== undefined) return named;
	if (to >= today && from === monthStart(today) && to <= monthEnd(today)) return 'month';
	if (to >= today && from === `${today.slice(0, 4)}-01-01`) return 'year';
	return [from, to > today ? today : to];
}

/** A pair from outside, put in order and cut at today; undefined if either is not a day or a date-time. */
export function readPair(from: string, to: string): [string, string] | undefined {
	const valid = isDay(from) && isDay(to) ? true : isInstant(from) && isInstant(to);
	if (!valid) return undefined;
	return from <= to ? [from, to] : [to, from];
}

function isInstant(text: string): boolean {
	return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
}
