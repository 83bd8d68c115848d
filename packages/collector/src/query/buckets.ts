import type { Interval, TimeDimension } from '@footfall/protocol';
import { addMonths, DAY, floorTo, HOUR, MINUTE, startOfDay, startOfMonth, startOfWeek } from './calendar.ts';
import type { Range } from './ranges.ts';
import type { Instant, WallTime, Zone } from './zone.ts';

/** The buckets of a range: bucket i lasts from `starts[i]` to `starts[i + 1]`, the last one to the end of the range. */
export interface Buckets {
	readonly interval: Interval;
	/** The first may begin before the range: a week of which the range holds a part. */
	readonly starts: readonly Instant[];
	/**
	 * Their wall-clock starts as Plausible writes them: `2026-01-31` from days on, `2026-01-31 14:00:00` below. An hour that comes twice carries
	 * its offset, so that labels differ.
	 */
	readonly labels: readonly string[];
}

/** More than this nobody can look at. */
export const MAX_BUCKETS = 2000;

const calendar: Record<'day' | 'week' | 'month', { floor(at: WallTime): WallTime; next(at: WallTime): WallTime }> = {
	day: { floor: startOfDay, next: (at) => at + DAY },
	week: { floor: startOfWeek, next: (at) => at + 7 * DAY },
	month: { floor: startOfMonth, next: (at) => addMonths(at, 1) },
};
const clock = { minute: MINUTE, hour: HOUR } as const;

/** The interval that suits a range when `time` leaves it open. */
export function intervalOf(dimension: TimeDimension, { from, to }: Range): Interval {
	switch (dimension) {
		case 'time:minute':
			return 'minute';
		case 'time:hour':
			return 'hour';
		case 'time:day':
			return 'day';
		case 'time:week':
			return 'week';
		case 'time:month':
			return 'month';
		case 'time': {
			const length = to - from;
			if (length <= 2 * HOUR) return 'minute';
			// A day of 25 hours more, where clocks were put back.
			if (length <= 2 * DAY + HOUR) return 'hour';
			return length <= 100 * DAY + HOUR ? 'day' : 'month';
		}
	}
}

/** Cuts a range into buckets; undefined when there would be more than `MAX_BUCKETS`. */
export function bucketsOf(range: Range, interval: Interval, zone: Zone): Buckets | undefined {
	const starts =
		interval === 'minute' || interval === 'hour' ? clockStarts(range, clock[interval], zone) : calendarStarts(range, interval, zone);
	return starts === undefined ? undefined : { interval, starts, labels: labelsOf(starts, interval, zone) };
}

/** Days, weeks and months begin at a midnight, or where there is none, when the day begins. */
function calendarStarts({ from, to }: Range, interval: 'day' | 'week' | 'month', zone: Zone): Instant[] | undefined {
	const { floor, next } = calendar[interval];
	const starts: Instant[] = [];
	for (let wall = floor(zone.wall(from)); ; wall = next(wall)) {
		const at = zone.instant(wall);
		if (at >= to) return starts;
		// A day that a zone skipped altogether (Samoa, 30 December 2011) has no bucket.
		if (at === zone.instant(next(wall))) continue;
		starts.push(at);
		if (starts.length > MAX_BUCKETS) return undefined;
	}
}

/** Hours and minutes begin where the clock shows them whole, and where it is moved by a part of one (Lord Howe: 30 minutes). */
function clockStarts({ from, to }: Range, step: number, zone: Zone): Instant[] | undefined {
	const starts: Instant[] = [];
	for (let at = from - (zone.wall(from) - floorTo(zone.wall(from), step)); at < to; ) {
		const next = at + step - (zone.wall(at) - floorTo(zone.wall(at), step));
		// Behind a clock moved by half an hour, the hour that the wall shows may be over before the range begins.
		if (next > from) starts.push(at);
		if (starts.length > MAX_BUCKETS) return undefined;
		at = next;
	}
	return starts;
}

function labelsOf(starts: readonly Instant[], interval: Interval, zone: Zone): string[] {
	const text = (at: Instant): string => {
		const wall = zone.wall(at);
		if (interval === 'minute' || interval === 'hour')
			return new Date(floorTo(wall, clock[interval])).toISOString().slice(0, 19).replace('T', ' ');
		return new Date(calendar[interval].floor(wall)).toISOString().slice(0, 10);
	};
	const labels = starts.map(text);
	const times = new Map<string, number>();
	for (const label of labels) times.set(label, (times.get(label) ?? 0) + 1);
	return labels.map((label, index) => (times.get(label) === 1 ? label : `${label}${zone.iso(starts[index] ?? 0).slice(19)}`));
}

/** The bucket that an instant of the range lies in. */
export function bucketAt({ starts }: Buckets, at: Instant): number {
	return starts.findLastIndex((start) => start <= at);
}

/** The shortest part of a bucket that lies in the range; milliseconds. */
export function shortestBucket({ starts }: Buckets, { from, to }: Range): number {
	let shortest = Number.POSITIVE_INFINITY;
	for (const [index, start] of starts.entries())
		shortest = Math.min(shortest, Math.min(starts[index + 1] ?? to, to) - Math.max(start, from));
	return shortest;
}

interface Run {
	readonly start: Instant;
	readonly step: number;
	readonly index: number;
	count: number;
}

/** Buckets as runs of one step: a year of days is five, because two days are an hour shorter or longer, and its last day. */
function runsOf(starts: readonly Instant[]): Run[] {
	const runs: Run[] = [];
	for (const [index, start] of starts.entries()) {
		const step = (starts[index + 1] ?? Number.POSITIVE_INFINITY) - start;
		const run = runs.at(-1);
		// The last bucket lasts to the end of the range, which may be longer than the step of the run before it.
		if (run !== undefined && run.step === step) run.count++;
		else runs.push({ start, step, index, count: 1 });
	}
	return runs;
}

/**
 * SQL for the bucket that a time column of the range lies in, from integers only: no engine needs to know of time zones. Divisions round
 * down, as `divide` writes them.
 */
export function bucketSql({ starts }: Buckets, time: string, divide: (dividend: string, divisor: number) => string): string {
	const runs = runsOf(starts);
	const place = ({ start, step, index, count }: Run): string =>
		count === 1 ? String(index) : `${index} + ${divide(`(${time} - ${start})`, step)}`;
	const last = runs.at(-1);
	if (last === undefined) return '0';
	if (runs.length === 1) return place(last);
	const branches = runs.slice(0, -1).map((run, at) => `WHEN ${time} < ${runs[at + 1]?.start} THEN ${place(run)}`);
	return `CASE ${branches.join(' ')} ELSE ${place(last)} END`;
}
