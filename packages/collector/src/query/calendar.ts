import type { WallTime } from './zone.ts';

/** Calendar arithmetic on wall-clock times: no zones, no instants. */
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;
/** The epoch's first Monday. */
const MONDAY = 4 * DAY;

export const floorTo = (at: WallTime, step: number): WallTime => Math.floor(at / step) * step;
export const startOfDay = (at: WallTime): WallTime => floorTo(at, DAY);
export const startOfWeek = (at: WallTime): WallTime => floorTo(at - MONDAY, 7 * DAY) + MONDAY;

export function startOfMonth(at: WallTime): WallTime {
	const date = new Date(at);
	return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

export function startOfYear(at: WallTime): WallTime {
	return Date.UTC(new Date(at).getUTCFullYear(), 0, 1);
}

/** The same day of the month and time of day, `months` later; the 31st becomes the last day of a shorter month. */
export function addMonths(at: WallTime, months: number): WallTime {
	const date = new Date(at);
	const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
	const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
	return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay)) + (at - startOfDay(at));
}

/** `2026-01-31` as its midnight; undefined for what is not a day of the calendar. */
export function parseDay(text: string): WallTime | undefined {
	const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
	return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : at;
}
