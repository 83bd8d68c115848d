import type { Interval } from '@footfall/protocol';

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

/** Zone − UTC at an instant, ms, as Intl says; zones change their clocks on whole minutes nowadays. */
function offsetAt(zone: string, at: number): number {
	const minute = Math.floor(at / MINUTE) * MINUTE;
	const ofZone = offsets.get(zone) ?? new Map<number, number>();
	offsets.set(zone, ofZone);
	const known = ofZone.get(minute);
	if (known !== undefined) return known;
	const format =
		formats.get(zone) ??
		new Intl.DateTimeFormat('en-US', {
			timeZone: zone,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
		});
	formats.set(zone, format);
	const part: Record<string, number> = {};
	for (const { type, value } of format.formatToParts(minute)) part[type] = Number(value);
	const { year = 0, month = 1, day = 1, hour = 0, minute: minutes = 0 } = part;
	const offset = Date.UTC(year, month - 1, day, hour, minutes) - minute;
	ofZone.set(minute, offset);
	return offset;
}

/** What the clocks of a zone show: `2026-01-31T14:05:09.123`. */
export function wallText(zone: string, at: number): string {
	return new Date(at + offsetAt(zone, at)).toISOString().slice(0, 23);
}

export const localDate = (zone: string, at: number): string => wallText(zone, at).slice(0, 10);

/** A date so many days later. */
export function addDays(date: string, days: number): string {
	return new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);
}

/** The first day of the month so many months later. */
export function monthOf(date: string, later = 0): string {
	return new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1 + later, 1)).toISOString().slice(0, 10);
}

/** When the clocks first show this wall time or a later one; looked for quarter by quarter, minute by minute, and to the ms. */
export function whenWall(zone: string, wall: string): number {
	const around = Math.floor((Date.parse(`${wall}Z`) - 16 * HOUR) / QUARTER) * QUARTER;
	let at = around;
	while (wallText(zone, at) < wall) at += QUARTER;
	while (wallText(zone, at - MINUTE) >= wall) at -= MINUTE;
	const rest = Date.parse(`${wall}Z`) - Date.parse(`${wallText(zone, at - MINUTE)}Z`);
	// Longer than the minute: the clocks skipped what is looked for.
	return rest < MINUTE ? at - MINUTE + rest : at;
}

export const whenDay = (zone: string, date: string): number => whenWall(zone, `${date}T00:00:00.000`);

function offsetText(offset: number): string {
	const minutes = Math.abs(offset) / MINUTE;
	const two = (n: number): string => String(n).padStart(2, '0');
	return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function labelAt(zone: string, interval: Interval, at: number): string {
	const wall = wallText(zone, at);
	const date = wall.slice(0, 10);
	switch (interval) {
		case 'minute':
			return `${date} ${wall.slice(11, 16)}:00`;
		case 'hour':
			return `${date} ${wall.slice(11, 13)}:00:00`;
		case 'day':
			return date;
		case 'week':
			// 0 is a Sunday, which ends its week.
			return addDays(date, -((new Date(date).getUTCDay() + 6) % 7));
		case 'month':
			return `${date.slice(0, 7)}-01`;
	}
}

/** The buckets of a range, found by looking at the clock again and again. */
export interface Calendar {
	readonly labels: readonly string[];
	/** The place of an instant's bucket. */
	bucketOf(at: number): number;
}

export function calendarOf(zone: string, interval: Interval, from: number, to: number): Calendar {
	// An hour that comes twice is two: told apart by their offset.
	const nameAt = (at: number): string => {
		const label = labelAt(zone, interval, at);
		return interval === 'minute' || interval === 'hour' ? `${label}${offsetText(offsetAt(zone, at))}` : label;
	};
	// Shorter than any bucket; the last one may be cut shorter still.
	const step = interval === 'minute' ? MINUTE : interval === 'hour' ? QUARTER : 6 * HOUR;
	const places = new Map<string, number>();
	const look = (at: number): void => {
		const name = nameAt(at);
		if (!places.has(name)) places.set(name, places.size);
	};
	for (let at = from; at < to; at = Math.floor(at / step) * step + step) look(at);
	look(to - 1);
	const names = [...places.keys()];
	const plain = names.map((name) => (interval === 'minute' || interval === 'hour' ? name.slice(0, 19) : name));
	const times = new Map<string, number>();
	for (const label of plain) times.set(label, (times.get(label) ?? 0) + 1);
	return {
		labels: plain.map((label, place) => (times.get(label) === 1 ? label : (names[place] ?? label))),
		bucketOf: (at) => places.get(nameAt(at)) ?? -1,
	};
}
