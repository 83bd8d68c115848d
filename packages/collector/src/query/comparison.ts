import { type Comparison, type DateRange, FootfallError, type NamedRange } from '@footfall/protocol';
import { addMonths, DAY, startOfDay, startOfMonth } from './calendar.ts';
import { endOfMinute, type Range, type RangeContext, resolvePair } from './ranges.ts';
import type { WallTime, Zone } from './zone.ts';

/** Named ranges that are made of months go back by as many; others by their length. */
const months: Partial<Record<NamedRange, number>> = { month: 1, last_month: 1, '6mo': 6, '12mo': 12, year: 12 };
const WEEK = 7 * DAY;

/**
 * The range against which another is compared.
 *
 * A period that still runs is compared with the part of the other that had passed by then: today until 14:30 with yesterday until 14:30, the
 * month until the 12th with the month before until its 12th.
 */
export function resolveComparison(
	range: DateRange,
	whole: Range,
	comparison: Comparison,
	{ zone, now }: Omit<RangeContext, 'first'>,
): Range {
	if (range === 'all')
		throw new FootfallError('invalid_query', {
			at: 'include.comparisons',
			message: 'There is nothing before all time to compare it with.',
		});
	const passed: Range = { from: whole.from, to: Math.min(whole.to, endOfMinute(now)) };
	if (comparison.mode === 'custom') return customComparison(comparison, whole, passed, zone);

	const monthsBack = comparison.mode === 'year_over_year' ? 12 : typeof range === 'string' ? months[range] : undefined;
	const from = zone.wall(whole.from);
	// What slides with the clock is not made of days: it goes back by its length, whatever the clocks did.
	if (monthsBack === undefined && from !== startOfDay(from)) {
		const length = whole.to - whole.from;
		return { from: passed.from - length, to: passed.to - length };
	}

	const [to, end] = [zone.wall(passed.to), zone.wall(whole.to)];
	const start = monthsBack === undefined ? from - (end - from) : addMonths(from, -monthsBack);
	if (comparison.match_day_of_week === true) {
		const matched = onSameWeekday(start, from, end);
		return between(zone, matched, matched + (to - from));
	}
	return between(zone, start, monthsBack === undefined ? start + (to - from) : monthsBefore(to, monthsBack));
}

function customComparison({ date_range: pair }: Comparison, whole: Range, passed: Range, zone: Zone): Range {
	const at = 'include.comparisons.date_range';
	if (pair === undefined) throw new FootfallError('invalid_range', { at, message: 'A custom comparison needs a date range.' });
	const other = resolvePair(pair, zone, at);
	if (passed.to === whole.to) return other;
	const elapsed = zone.wall(passed.to) - zone.wall(passed.from);
	return { from: other.from, to: Math.min(other.to, zone.instant(zone.wall(other.from) + elapsed)) };
}

const between = (zone: Zone, from: WallTime, to: WallTime): Range => ({ from: zone.instant(from), to: zone.instant(to) });

/** The end of a range, months before; where the shorter month has no such day, the end of that month. */
function monthsBefore(to: WallTime, count: number): WallTime {
	const moved = addMonths(to, -count);
	return new Date(moved).getUTCDate() === new Date(to).getUTCDate() ? moved : addMonths(startOfMonth(moved), 1);
}

/** The start nearest to `start` on the weekday of `from`, early enough that the two ranges do not meet. */
function onSameWeekday(start: WallTime, from: WallTime, end: WallTime): WallTime {
	const nearest = from - Math.round((from - start) / WEEK) * WEEK;
	return nearest + (end - from) > from ? from - Math.ceil((end - from) / WEEK) * WEEK : nearest;
}
