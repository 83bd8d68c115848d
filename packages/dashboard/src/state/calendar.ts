/** A calendar day, `2026-01-31`; compares as a string. */
export type Day = string;

const DAY_MS = 86_400_000;

/** A day as milliseconds of its UTC midnight: only for arithmetic, never an instant. */
export function dayNumber(day: Day): number {
	return Date.parse(`${day}T00:00:00Z`);
}

function fromNumber(ms: number): Day {
	return new Date(ms).toISOString().slice(0, 10);
}

export function isDay(text: string): text is Day {
	return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(dayNumber(text)) && fromNumber(dayNumber(text)) === text;
}

export function addDays(day: Day, days: number): Day {
	return fromNumber(dayNumber(day) + days * DAY_MS);
}

/** The same day of the month, `months` later; the 31st becomes the last day of a shorter month. */
export function addMonths(day: Day, months: number): Day {
	const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
	const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
	return fromNumber(Date.UTC(year, month - 1 + months, Math.min(date, last)));
}

export function monthStart(day: Day): Day {
	return `${day.slice(0, 7)}-01`;
}

export function monthEnd(day: Day): Day {
	return addDays(addMonths(monthStart(day), 1), -1);
}

/** Days from `from` to `to`, both included. */
export function daysBetween(from: Day, to: Day): number {
	return Math.round((dayNumber(to) - dayNumber(from)) / DAY_MS) + 1;
}

/** 0 is Sunday, as in `Date`. */
export function weekday(day: Day): number {
	return new Date(dayNumber(day)).getUTCDay();
}

/** The day that an instant lies in, in an IANA zone. */
export function dayIn(zone: string, ms: number): Day {
	return localTime(zone, ms).slice(0, 10);
}

/** An instant as wall-clock time in a zone: `2026-01-31T23:30:00`. */
export function localTime(zone: string, ms: number): string {
	const parts: Record<string, string> = {};
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
	});
	for (const { type, value } of format.formatToParts(ms)) parts[type] = value;
	return `${parts.year?.padStart(4, '0')}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}`;
}

/**
 * The instant at which a zone's clocks show a wall-clock time, in milliseconds. An hour that a DST change skips lands
 * after the gap; of an hour that it repeats, the first is meant.
 */
export function instantIn(zone: string, local: string): number {
	const wanted = Date.parse(`${local}Z`);
	const offsetAt = (ms: number): number => Date.parse(`${localTime(zone, ms)}Z`) - ms;
	const guesses = [wanted - offsetAt(wanted - DAY_MS), wanted - offsetAt(wanted + DAY_MS)];
	return guesses.find((guess) => guess + offsetAt(guess) === wanted) ?? Math.max(...guesses);
}
