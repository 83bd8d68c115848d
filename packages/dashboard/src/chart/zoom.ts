import type { DateRange, Interval } from '@footfall/protocol';
import { bucketDays, labelTime } from '../format/time.ts';
import { type Day, instantIn } from '../state/calendar.ts';
import { nameSpan } from '../state/ranges.ts';

/** The range of one bucket of a chart; undefined where there is nothing finer to see: a minute, or a day that is the whole range. */
export function zoomRange(label: string, interval: Interval, today: Day, zone: string): DateRange | undefined {
	if (interval === 'minute') return undefined;
	const days = bucketDays(label, interval);
	if (days !== undefined) return days[0] > today ? undefined : nameSpan(days, today);
	const local = new Date(labelTime(label)).toISOString().slice(0, 19);
	const offset = /[+-]\d\d:\d\d$|Z$/.exec(label.slice(19))?.[0];
	const from = offset === undefined ? instantIn(zone, local) : Date.parse(`${local}${offset}`);
	return [new Date(from).toISOString(), new Date(from + 3_600_000).toISOString()];
}
