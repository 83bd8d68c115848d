import type { DateRange, Interval } from '@footfall/protocol';
import { daysBetween } from './calendar.ts';
import { isInstants, type Span } from './ranges.ts';

/** Names of the intervals, finest first. */
export const intervals = {
	minute: 'Minutes',
	hour: 'Hours',
	day: 'Days',
	week: 'Weeks',
	month: 'Months',
} as const satisfies Record<Interval, string>;

export function isInterval(text: string): text is Interval {
	return Object.hasOwn(intervals, text);
}

/** For each interval, the shortest and longest span in days for which its chart says something, and the longest for which it is the default. */
const fits: Record<Interval, { from: number; to: number; until: number }> = {
	minute: { from: 0, to: 1, until: 0 },
	hour: { from: 0, to: 8, until: 2 },
	day: { from: 2, to: 400, until: 100 },
	week: { from: 14, to: 1200, until: 0 },
	month: { from: 60, to: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY },
};

/** The intervals in which a range can be drawn, finest first; never empty. */
export function fittingIntervals(range: DateRange, span: Span): Interval[] {
	if (range === 'realtime') return ['minute'];
	if (isInstants(range)) return hours(range) <= 2 ? ['minute'] : ['minute', 'hour'];
	if (range === '24h') return ['minute', 'hour'];
	const days = daysBetween(...span);
	return (Object.keys(fits) as Interval[]).filter((interval) => days >= fits[interval].from && days <= fits[interval].to);
}

/** The interval to draw: the one asked for if it fits, else the one that suits the range. */
export function chooseInterval(asked: Interval | undefined, range: DateRange, span: Span): Interval {
	const fitting = fittingIntervals(range, span);
	if (asked !== undefined && fitting.includes(asked)) return asked;
	if (isInstants(range)) return fitting[fitting.length - 1] ?? 'minute';
	const days = daysBetween(...span);
	return fitting.find((interval) => days <= fits[interval].until) ?? fitting[fitting.length - 1] ?? 'day';
}

function hours([from, to]: [string, string]): number {
	return (Date.parse(to) - Date.parse(from)) / 3_600_000;
}
