import type { Comparison, DateRange } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { resolveComparison } from './comparison.ts';
import { resolveRange } from './ranges.ts';
import { zoneOf } from './zone.ts';

const ranged = (range: DateRange, now: string, name = 'Europe/Berlin', first = '2026-02-10T12:00:00Z') => {
	const zone = zoneOf(name);
	const { from, to } = resolveRange(range, { zone, now: Date.parse(now), first: Date.parse(first) });
	return [zone.iso(from), zone.iso(to)];
};

const now = '2026-11-21T14:30:20Z';

describe('a range', () => {
	it.each<[DateRange, string, string]>([
		['day', '2026-11-21T00:00:00+01:00', '2026-11-22T00:00:00+01:00'],
		['yesterday', '2026-11-20T00:00:00+01:00', '2026-11-21T00:00:00+01:00'],
		['realtime', '2026-11-21T15:01:00+01:00', '2026-11-21T15:31:00+01:00'],
		['24h', '2026-11-20T15:31:00+01:00', '2026-11-21T15:31:00+01:00'],
		['7d', '2026-11-14T00:00:00+01:00', '2026-11-21T00:00:00+01:00'],
		['28d', '2026-10-24T00:00:00+02:00', '2026-11-21T00:00:00+01:00'],
		['30d', '2026-10-22T00:00:00+02:00', '2026-11-21T00:00:00+01:00'],
		['91d', '2026-08-22T00:00:00+02:00', '2026-11-21T00:00:00+01:00'],
		['month', '2026-11-01T00:00:00+01:00', '2026-11-22T00:00:00+01:00'],
		['last_month', '2026-10-01T00:00:00+02:00', '2026-11-01T00:00:00+01:00'],
		['6mo', '2026-05-01T00:00:00+02:00', '2026-11-01T00:00:00+01:00'],
		['12mo', '2025-11-01T00:00:00+01:00', '2026-11-01T00:00:00+01:00'],
		['year', '2026-01-01T00:00:00+01:00', '2026-11-22T00:00:00+01:00'],
		['all', '2026-02-10T00:00:00+01:00', '2026-11-22T00:00:00+01:00'],
		[['2026-03-01', '2026-03-31'], '2026-03-01T00:00:00+01:00', '2026-04-01T00:00:00+02:00'],
		[['2026-03-29', '2026-03-29'], '2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00'],
		[['2026-11-01', '2026-12-31'], '2026-11-01T00:00:00+01:00', '2026-11-22T00:00:00+01:00'],
		[['2026-03-29T00:30:00Z', '2026-03-29T05:00:00+02:00'], '2026-03-29T01:30:00+01:00', '2026-03-29T05:00:00+02:00'],
	])('%j begins and ends where the site’s clocks say', (range, from, to) => {
		expect(ranged(range, now)).toEqual([from, to]);
	});

	it.each([
		['America/Los_Angeles', '2026-11-20T00:00:00-08:00'],
		['Asia/Kolkata', '2026-11-21T00:00:00+05:30'],
		['Pacific/Auckland', '2026-11-21T00:00:00+13:00'],
	])('of today is the day of %s', (zone, from) => {
		expect(ranged('day', '2026-11-21T05:00:00Z', zone)[0]).toBe(from);
	});

	it('of today begins at one where midnight is skipped', () => {
		expect(ranged('day', '2026-03-08T12:00:00Z', 'America/Havana')).toEqual(['2026-03-08T01:00:00-04:00', '2026-03-09T00:00:00-04:00']);
	});

	it.each<[string, DateRange, string | undefined]>([
		['runs backwards', ['2026-03-02', '2026-03-01'], 'date_range'],
		['is empty', ['2026-03-02T00:00:00Z', '2026-03-02T00:00:00Z'], 'date_range'],
		['begins in the future', ['2026-11-22', '2026-11-30'], 'date_range[0]'],
		['mixes a date with a date-time', ['2026-03-02', '2026-03-03T00:00:00Z'], 'date_range'],
		['names no day', ['2026-02-30', '2026-03-01'], 'date_range'],
		['names no day in its date-time', ['2026-02-30T00:00:00Z', '2026-03-03T00:00:00Z'], 'date_range[0]'],
		['leaves the offset out', ['2026-03-01T00:00:00', '2026-03-03T00:00:00'], 'date_range[0]'],
	])('is refused when it %s', (_, range, at) => {
		expect(() => ranged(range, now)).toThrow(expect.objectContaining({ code: 'invalid_range', at }));
	});
});

const compared = (range: DateRange, comparison: Comparison, at = now, name = 'Europe/Berlin') => {
	const zone = zoneOf(name);
	const context = { zone, now: Date.parse(at), first: 0 };
	const { from, to } = resolveComparison(range, resolveRange(range, context), comparison, context);
	return [zone.iso(from), zone.iso(to)].map((text) => text.slice(0, 16));
};
const previous: Comparison = { mode: 'previous_period' };

describe('a comparison', () => {
	it.each<[DateRange, string, string]>([
		['day', '2026-11-20T00:00', '2026-11-20T15:31'],
		['yesterday', '2026-11-19T00:00', '2026-11-20T00:00'],
		['realtime', '2026-11-21T14:31', '2026-11-21T15:01'],
		['24h', '2026-11-19T15:31', '2026-11-20T15:31'],
		['7d', '2026-11-07T00:00', '2026-11-14T00:00'],
		['30d', '2026-09-22T00:00', '2026-10-22T00:00'],
		['month', '2026-10-01T00:00', '2026-10-21T15:31'],
		['last_month', '2026-09-01T00:00', '2026-10-01T00:00'],
		['6mo', '2025-11-01T00:00', '2026-05-01T00:00'],
		['12mo', '2024-11-01T00:00', '2025-11-01T00:00'],
		['year', '2025-01-01T00:00', '2025-11-21T15:31'],
		[['2026-11-10', '2026-11-12'], '2026-11-07T00:00', '2026-11-10T00:00'],
		[['2026-11-20T10:00:00Z', '2026-11-20T12:00:00Z'], '2026-11-20T09:00', '2026-11-20T11:00'],
	])('of %j with the period before stops where the running one is', (range, from, to) => {
		expect(compared(range, previous)).toEqual([from, to]);
	});

	it('of a whole month is with the whole month before, however long', () => {
		expect(compared('last_month', previous, '2026-03-15T12:00:00Z')).toEqual(['2026-01-01T00:00', '2026-02-01T00:00']);
	});

	it('of a month’s 31st ends with the shorter month', () => {
		expect(compared('month', previous, '2026-03-31T12:00:00Z')).toEqual(['2026-02-01T00:00', '2026-03-01T00:00']);
	});

	it('of the day on which clocks are put forward is with the same time of day', () => {
		expect(compared('day', previous, '2026-03-29T10:00:00Z')).toEqual(['2026-03-28T00:00', '2026-03-28T12:01']);
	});

	it('with the year before is by the calendar', () => {
		expect(compared('7d', { mode: 'year_over_year' })).toEqual(['2025-11-14T00:00', '2025-11-21T00:00']);
		expect(compared('day', { mode: 'year_over_year' })).toEqual(['2025-11-21T00:00', '2025-11-21T15:31']);
	});

	it('holds Saturdays against Saturdays', () => {
		const matching = (range: DateRange, mode: Comparison['mode']) => compared(range, { mode, match_day_of_week: true });
		expect(matching('day', 'previous_period')).toEqual(['2026-11-14T00:00', '2026-11-14T15:31']);
		expect(matching('7d', 'previous_period')).toEqual(['2026-11-07T00:00', '2026-11-14T00:00']);
		expect(matching('30d', 'previous_period')).toEqual(['2026-09-17T00:00', '2026-10-17T00:00']);
		expect(matching('day', 'year_over_year')).toEqual(['2025-11-22T00:00', '2025-11-22T15:31']);
		expect(matching('month', 'previous_period')[0]).toBe('2026-10-04T00:00');
	});

	it('with chosen days is cut where the range still runs', () => {
		const custom: Comparison = { mode: 'custom', date_range: ['2026-06-01', '2026-06-30'] };
		expect(compared('month', custom)).toEqual(['2026-06-01T00:00', '2026-06-21T15:31']);
		expect(compared('last_month', custom)).toEqual(['2026-06-01T00:00', '2026-07-01T00:00']);
	});

	it('of all time is refused', () => {
		expect(() => compared('all', previous)).toThrow(expect.objectContaining({ code: 'invalid_query', at: 'include.comparisons' }));
	});
});
