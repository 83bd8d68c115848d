import { type DateRange, FootfallError, type NamedRange } from '@footfall/protocol';
import { addMonths, DAY, floorTo, MINUTE, parseDay, startOfDay, startOfMonth, startOfYear } from './calendar.ts';
import type { Instant, WallTime, Zone } from './zone.ts';

/** First instant, and first instant after it. */
export interface Range {
	readonly from: Instant;
	readonly to: Instant;
}

export interface RangeContext {
	readonly zone: Zone;
	readonly now: Instant;
	/** The site's first event, or its creation. */
	readonly first: Instant;
}

/** The end of the minute that runs: where ranges that slide with the clock end, so that they move once a minute. */
export const endOfMinute = (now: Instant): Instant => floorTo(now, MINUTE) + MINUTE;

/** Ranges of whole days, by the wall-clock midnights of their first day and of the day after their last. */
const ofDays: Record<Exclude<NamedRange, 'realtime' | '24h'>, (today: WallTime, first: WallTime) => readonly [WallTime, WallTime]> = {
	day: (today) => [today, today + DAY],
	yesterday: (today) => [today - DAY, today],
	'7d': (today) => [today - 7 * DAY, today],
	'28d': (today) => [today - 28 * DAY, today],
	'30d': (today) => [today - 30 * DAY, today],
	'91d': (today) => [today - 91 * DAY, today],
	month: (today) => [startOfMonth(today), today + DAY],
	last_month: (today) => [addMonths(startOfMonth(today), -1), startOfMonth(today)],
	'6mo': (today) => [addMonths(startOfMonth(today), -6), startOfMonth(today)],
	'12mo': (today) => [addMonths(startOfMonth(today), -12), startOfMonth(today)],
	year: (today) => [startOfYear(today), today + DAY],
	all: (today, first) => [startOfDay(Math.min(first, today)), today + DAY],
};

/**
 * The instants that a range means now, in the site's zone. Ranges that include today end with it.
 *
 * @throws {FootfallError} `invalid_range` for a pair that is no pair of dates, runs backwards or begins in the future.
 */
export function resolveRange(range: DateRange, { zone, now, first }: RangeContext): Range {
	const end = endOfMinute(now);
	if (range === 'realtime') return { from: end - 30 * MINUTE, to: end };
	if (range === '24h') return { from: end - DAY, to: end };
	const today = startOfDay(zone.wall(now));
	if (typeof range === 'string') {
		const [from, to] = ofDays[range](today, zone.wall(first));
		return { from: zone.instant(from), to: zone.instant(to) };
	}
	const pair = resolvePair(range, zone, 'date_range');
	if (pair.from > now) throw new FootfallError('invalid_range', { at: 'date_range[0]', message: 'The date range begins in the future.' });
	return { from: pair.from, to: Math.min(pair.to, zone.instant(today + DAY)) };
}

/** A pair of days, both included, or of date-times, the end excluded; `at` is its place in the query. */
export function resolvePair(pair: readonly [string, string], zone: Zone, at: string): Range {
	const days = pair.map(parseDay);
	const [first, last] = days;
	if (first !== undefined && last !== undefined) return inOrder(zone.instant(first), zone.instant(last + DAY), at);
	if (first !== undefined || last !== undefined)
		throw new FootfallError('invalid_range', { at, message: 'A date range is two dates or two date-times, not one of each.' });
	const [from, to] = pair.map((text, index) => parseInstant(text, `${at}[${index}]`));
	return inOrder(from ?? Number.NaN, to ?? Number.NaN, at);
}

function inOrder(from: Instant, to: Instant, at: string): Range {
	if (from >= to) throw new FootfallError('invalid_range', { at, message: 'The date range ends before it begins.' });
	return { from, to };
}

function parseInstant(text: string, at: string): Instant {
	const valid = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.exec(text);
	const instant = valid === null || parseDay(valid[1] ?? '') === undefined ? Number.NaN : Date.parse(text);
	if (Number.isNaN(instant)) {
		throw new FootfallError('invalid_range', {
			at,
			message: 'Neither a date (2026-01-31) nor a date-time with an offset (2026-01-31T09:00:00+01:00).',
		});
	}
	return instant;
}
