import { describe, expect, it } from 'vitest';
import { chooseInterval, fittingIntervals } from './intervals.ts';
import { spanOf } from './ranges.ts';

const today = '2026-11-21';
const choose = (range: Parameters<typeof spanOf>[0]) => chooseInterval(undefined, range, spanOf(range, today));

describe('intervals', () => {
	it('suit the range', () => {
		expect(choose('realtime')).toBe('minute');
		expect(choose('day')).toBe('hour');
		expect(choose('24h')).toBe('hour');
		expect(choose('7d')).toBe('day');
		expect(choose('91d')).toBe('day');
		expect(choose('12mo')).toBe('month');
	});

	it('follow the age of the site for all time', () => {
		const since = (first: string) => chooseInterval(undefined, 'all', [first, today]);
		expect(since(today)).toBe('hour');
		expect(since('2026-10-01')).toBe('day');
		expect(since('2020-01-01')).toBe('month');
	});

	it('keep to what was asked only where it fits', () => {
		expect(chooseInterval('week', '30d', spanOf('30d', today))).toBe('week');
		expect(chooseInterval('minute', '30d', spanOf('30d', today))).toBe('day');
	});

	it('draw an hour by the minute', () => {
		const hour: [string, string] = ['2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z'];
		expect(fittingIntervals(hour, spanOf(hour, today))).toEqual(['minute']);
	});
});
