import { describe, expect, it } from 'vitest';
import { addDays, addMonths, dayIn, daysBetween, instantIn, isDay, localTime, monthEnd, weekday } from './calendar.ts';

describe('calendar', () => {
	it('adds days over month ends and leap days', () => {
		expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
		expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
	});

	it('keeps to the last day of a shorter month', () => {
		expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
		expect(addMonths('2026-11-30', 3)).toBe('2027-02-28');
		expect(monthEnd('2028-02-10')).toBe('2028-02-29');
	});

	it('counts both ends of a span', () => {
		expect(daysBetween('2026-03-01', '2026-03-31')).toBe(31);
		expect(daysBetween('2026-03-29', '2026-03-29')).toBe(1);
	});

	it('knows a day from what only looks like one', () => {
		expect(isDay('2026-02-28')).toBe(true);
		expect(isDay('2026-02-30')).toBe(false);
		expect(isDay('2026-2-3')).toBe(false);
	});

	it('knows weekdays', () => {
		expect(weekday('2026-11-21')).toBe(6);
	});

	it('sees the day of the site, not of the viewer', () => {
		const instant = Date.parse('2026-01-01T01:30:00Z');
		expect(dayIn('America/New_York', instant)).toBe('2025-12-31');
		expect(dayIn('Asia/Kolkata', instant)).toBe('2026-01-01');
		expect(localTime('Asia/Kolkata', instant)).toBe('2026-01-01T07:00:00');
	});

	it('turns wall-clock time into an instant', () => {
		expect(instantIn('Asia/Kolkata', '2026-01-01T07:00:00')).toBe(Date.parse('2026-01-01T01:30:00Z'));
		expect(instantIn('Europe/Berlin', '2026-07-01T00:00:00')).toBe(Date.parse('2026-06-30T22:00:00Z'));
	});

	it('takes the first of a repeated hour and leaps a skipped one', () => {
		expect(instantIn('Europe/Berlin', '2026-10-25T02:30:00')).toBe(Date.parse('2026-10-25T00:30:00Z'));
		expect(instantIn('Europe/Berlin', '2026-03-29T02:30:00')).toBe(Date.parse('2026-03-29T01:30:00Z'));
	});
});
