import type { DateRange, Interval } from '@footfall/protocol';
import { namedRanges } from '@footfall/protocol';
import { addDays, type Day, dayNumber, localTime, monthEnd } from '../state/calendar.ts';
import { isInstants } from '../state/ranges.ts';

/** Dates and times as people write them where the page is read, in the zone of the site. */
export interface Times {
	/** A bucket on the axis: short. */
	tick(label: string, interval: Interval): string;
	/** A bucket in the tooltip: with weekday, or from–to. */
	bucket(label: string, interval: Interval): string;
	/** A range's name, or its days. */
	range(range: DateRange, zone: string): string;
	/** Days from–to, both included. */
	days(from: Day, to: Day): string;
	/** The range of an answer, by its instants: in days where it is made of whole ones, else with the time of day. */
	resolved(range: readonly [from: string, to: string]): string;
	/** The time of day of an instant, in a zone. */
	clock(instant: string, zone: string): string;
	/** An instant as day and time of day, in a zone. */
	moment(instant: string, zone: string): string;
	/** An instant that carries its offset, as the clocks there show it: day and time of day. */
	local(instant: string): string;
	/** A month of the calendar: `November 2026`. */
	month(day: Day): string;
	/** A day in words, for those who hear it. */
	dayInWords(day: Day): string;
	/** Short names of the weekdays, from the first day of the week where the page is read. */
	readonly weekdays: readonly string[];
	/** 0 is Sunday. */
	readonly firstWeekday: number;
}

/** A label's wall-clock time as a number; an offset in it is dropped, because the label is local already. */
export function labelTime(label: string): number {
	const [date = '', time = '00:00:00'] = label.replace(' ', 'T').slice(0, 19).split('T');
	return Date.parse(`${date.length === 7 ? `${date}-01` : date}T${time}Z`);
}

export function createTimes(locales: readonly string[]): Times {
	// Labels are local to the site: they are read as UTC and written as UTC, so that no other zone comes in.
	const make = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
		new Intl.DateTimeFormat([...locales], { timeZone: 'UTC', ...options });
	const time = make({ hour: 'numeric', minute: '2-digit' });
	// `13` alone does not read as a time; `1 pm` does.
	const hour = time.resolvedOptions().hour12 === true ? make({ hour: 'numeric' }) : time;
	const day = make({ day: 'numeric', month: 'short' });
	const longDay = make({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
	const dayAndTime = make({ weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });
	const span = make({ day: 'numeric', month: 'short', year: 'numeric' });
	const month = make({ month: 'short', year: 'numeric' });
	const longMonth = make({ month: 'long', year: 'numeric' });
	const words = make({ dateStyle: 'full' });
	const weekday = make({ weekday: 'short' });
	const firstWeekday = firstDayOfWeek(locales[0] ?? 'en');

	const ticks: Record<Interval, Intl.DateTimeFormat> = { minute: time, hour: time, day, week: day, month };
	const days = (from: Day, to: Day): string =>
		from === to ? longDay.format(dayNumber(from)) : span.formatRange(dayNumber(from), dayNumber(to));

	return {
		tick: (label, interval) => (interval === 'hour' ? hour : ticks[interval]).format(labelTime(label)),
		bucket(label, interval) {
			const at = labelTime(label);
			if (interval === 'minute') return time.format(at);
			if (interval === 'hour') {
				// An hour that comes twice, where clocks are put back, says which one it is.
				const offset = label.slice(19);
				return dayAndTime.formatRange(at, at + 3_600_000 - 60_000) + (offset === '' ? '' : ` (UTC${offset})`);
			}
			if (interval === 'day') return longDay.format(at);
			return interval === 'month' ? longMonth.format(at) : span.formatRange(at, at + 6 * 86_400_000);
		},
		range(range, zone) {
			if (typeof range === 'string') return namedRanges[range];
			const [from, to] = range;
			const local = (instant: string): number => labelTime(localTime(zone, Date.parse(instant)));
			return isInstants(range) ? dayAndTime.formatRange(local(from), local(to)) : days(from, to);
		},
		days,
		resolved([from, to]) {
			const whole = [from, to].every((instant) => instant.slice(11, 19) === '00:00:00');
			return whole ? days(from.slice(0, 10), addDays(to.slice(0, 10), -1)) : dayAndTime.formatRange(labelTime(from), labelTime(to));
		},
		clock: (instant, zone) => {
			const options: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZone: zone };
			return new Intl.DateTimeFormat([...locales], options).format(Date.parse(instant));
		},
		moment: (instant, zone) => dayAndTime.format(labelTime(localTime(zone, Date.parse(instant)))),
		local: (instant) => dayAndTime.format(labelTime(instant)),
		month: (at) => longMonth.format(dayNumber(at)),
		dayInWords: (at) => words.format(dayNumber(at)),
		// 4 January 1970 was a Sunday.
		weekdays: Array.from({ length: 7 }, (_, index) => weekday.format(dayNumber(addDays('1970-01-04', firstWeekday + index)))),
		firstWeekday,
	};
}

/** 0 is Sunday; Monday where the browser does not know. */
function firstDayOfWeek(locale: string): number {
	const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?(): { firstDay: number }; weekInfo?: { firstDay: number } };
	return (known.getWeekInfo?.() ?? known.weekInfo ?? { firstDay: 1 }).firstDay % 7;
}

/** The days that a bucket covers, both included; undefined for buckets within a day. */
export function bucketDays(label: string, interval: Interval): readonly [Day, Day] | undefined {
	const from = new Date(labelTime(label)).toISOString().slice(0, 10);
	if (interval === 'day') return [from, from];
	if (interval === 'week') return [from, addDays(from, 6)];
	return interval === 'month' ? [from, monthEnd(from)] : undefined;
}
