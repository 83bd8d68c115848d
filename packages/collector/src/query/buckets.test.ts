import type { Interval } from '@footfall/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Buckets, bucketAt, bucketSql, bucketsOf, intervalOf, MAX_BUCKETS, shortestBucket } from './buckets.ts';
import { zoneOf } from './zone.ts';

const at = (iso: string): number => Date.parse(iso);

function cut(zone: string, interval: Interval, from: string, to: string): Buckets {
	const buckets = bucketsOf({ from: at(from), to: at(to) }, interval, zoneOf(zone));
	if (buckets === undefined) throw new Error('too many buckets');
	return buckets;
}

/** What the SQL says, computed by JavaScript: the expression is CASE, WHEN, integers and a division. */
function evaluate(sql: string, time: number): number {
	const expression = sql
		.replace(/^CASE /, '')
		.replace(/ END$/, '')
		.replaceAll(/WHEN (.*?) THEN (.*?) (?=WHEN|ELSE)/g, '$1 ? $2 : ')
		.replace('ELSE ', '');
	return Number(new Function('t', `return ${expression}`)(time));
}
const divide = (dividend: string, divisor: number): string => `Math.floor(${dividend} / ${divisor})`;

describe('buckets', () => {
	it('of the day on which clocks go forward are 23 hours', () => {
		const { starts, labels } = cut('Europe/Berlin', 'hour', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z');
		expect(starts).toHaveLength(23);
		expect(labels.slice(0, 4)).toEqual(['2026-03-29 00:00:00', '2026-03-29 01:00:00', '2026-03-29 03:00:00', '2026-03-29 04:00:00']);
	});

	it('of the day on which they go back are 25 hours, told apart by their offset', () => {
		const { starts, labels } = cut('Europe/Berlin', 'hour', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z');
		expect(starts).toHaveLength(25);
		expect(labels.slice(1, 5)).toEqual([
			'2026-10-25 01:00:00',
			'2026-10-25 02:00:00+02:00',
			'2026-10-25 02:00:00+01:00',
			'2026-10-25 03:00:00',
		]);
		expect(new Set(labels).size).toBe(25);
	});

	it('of hours begin at the half of UTC’s where the zone does', () => {
		const { starts, labels } = cut('Asia/Kolkata', 'hour', '2026-01-31T18:30:00Z', '2026-02-01T18:30:00Z');
		expect(starts).toHaveLength(24);
		expect(new Date(starts[0] ?? 0).toISOString()).toBe('2026-01-31T18:30:00.000Z');
		expect(labels[0]).toBe('2026-02-01 00:00:00');
	});

	it('follow clocks that move by half an hour', () => {
		const back = cut('Australia/Lord_Howe', 'hour', '2026-04-04T13:00:00Z', '2026-04-05T13:30:00Z');
		expect(back.labels.slice(0, 4)).toEqual([
			'2026-04-05 00:00:00',
			'2026-04-05 01:00:00+11:00',
			'2026-04-05 01:00:00+10:30',
			'2026-04-05 02:00:00',
		]);
		expect(back.starts.slice(1, 4).map((start) => new Date(start).toISOString().slice(11, 16))).toEqual(['14:00', '15:00', '15:30']);
	});

	it('of days, weeks and months are as long as those are', () => {
		const year = { from: '2025-12-31T23:00:00Z', to: '2026-12-31T23:00:00Z' };
		const hours = (interval: Interval) => {
			const { starts } = cut('Europe/Berlin', interval, year.from, year.to);
			return starts.map((start, index) => ((starts[index + 1] ?? at(year.to)) - start) / 3_600_000);
		};
		expect(hours('day')).toHaveLength(365);
		expect(hours('day').filter((length) => length !== 24)).toEqual([23, 25]);
		expect(hours('month')).toEqual([744, 672, 743, 720, 744, 720, 744, 744, 720, 745, 720, 744]);
		const { labels } = cut('Europe/Berlin', 'week', year.from, year.to);
		expect(labels).toHaveLength(53);
		expect(labels.slice(0, 2)).toEqual(['2025-12-29', '2026-01-05']);
	});

	it('skip a day that a zone skipped', () => {
		const { labels } = cut('Pacific/Apia', 'day', '2011-12-29T10:00:00Z', '2011-12-31T10:00:00Z');
		expect(labels).toEqual(['2011-12-29', '2011-12-31']);
	});

	it('begin at the calendar’s start, and are measured by what the range holds of them', () => {
		const range = { from: at('2026-11-20T10:40:00Z'), to: at('2026-11-20T13:00:00Z') };
		const buckets = bucketsOf(range, 'hour', zoneOf('UTC'));
		expect(buckets?.labels[0]).toBe('2026-11-20 10:00:00');
		expect(buckets && shortestBucket(buckets, range)).toBe(20 * 60_000);
	});

	it('are refused above the limit', () => {
		const limit = { from: at('2026-01-01T00:00:00Z'), to: at('2026-01-01T00:00:00Z') + MAX_BUCKETS * 60_000 };
		expect(bucketsOf(limit, 'minute', zoneOf('UTC'))?.starts).toHaveLength(MAX_BUCKETS);
		expect(bucketsOf({ ...limit, to: limit.to + 1 }, 'minute', zoneOf('UTC'))).toBeUndefined();
	});

	it('suit the range where the query leaves them open', () => {
		const days = (n: number) => intervalOf('time', { from: 0, to: n * 86_400_000 });
		expect([1 / 48, 1, 2, 7, 91, 366].map(days)).toEqual(['minute', 'hour', 'hour', 'day', 'day', 'month']);
		expect(intervalOf('time:week', { from: 0, to: 1 })).toBe('week');
	});

	it('are found by SQL of integers as by looking, in every zone', () => {
		const zones = fc.constantFrom(
			'UTC',
			'Europe/Berlin',
			'America/New_York',
			'Asia/Kolkata',
			'Australia/Lord_Howe',
			'America/Havana',
			'Asia/Kathmandu',
		);
		const intervals = fc.constantFrom<Interval>('hour', 'day', 'week', 'month');
		const start = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') });
		fc.assert(
			fc.property(
				zones,
				intervals,
				start,
				fc.integer({ min: 60_000, max: 70 * 86_400_000 }),
				fc.double({ min: 0, max: 0.999999, noNaN: true }),
				(zone, interval, from, length, share) => {
					const buckets = bucketsOf({ from, to: from + length }, interval, zoneOf(zone));
					if (buckets === undefined) return;
					const time = from + Math.floor(length * share);
					expect(evaluate(bucketSql(buckets, 't', divide), time)).toBe(bucketAt(buckets, time));
					for (const edge of buckets.starts.slice(1)) {
						expect(evaluate(bucketSql(buckets, 't', divide), edge)).toBe(bucketAt(buckets, edge));
						expect(evaluate(bucketSql(buckets, 't', divide), edge - 1)).toBe(bucketAt(buckets, edge) - 1);
					}
				},
			),
			{ numRuns: 60 },
		);
	});

	it('of a year of days are six runs, for the two days on which clocks change and the last', () => {
		const sql = bucketSql(cut('Europe/Berlin', 'day', '2025-12-31T23:00:00Z', '2026-12-31T23:00:00Z'), 't', divide);
		expect(sql.split('WHEN')).toHaveLength(6);
	});

	it.each<[string, Interval, string, string, string]>([
		['UTC', 'month', '2026-02-01T00:00:00Z', '2026-08-01T00:00:00Z', '2026-07-31T12:00:00Z'],
		['Europe/Berlin', 'day', '2026-03-23T23:00:00Z', '2026-03-30T22:00:00Z', '2026-03-30T21:30:00Z'],
	])('in %s by %s: a last one longer than the one before it holds its own end', (zone, interval, from, to, time) => {
		const buckets = cut(zone, interval, from, to);
		expect(evaluate(bucketSql(buckets, 't', divide), at(time))).toBe(buckets.starts.length - 1);
	});

	it('begin with one that the range lies in, also behind a clock put back by half an hour', () => {
		// Lord Howe, 5 April 2026: at 15:00 UTC clocks go from 02:00 back to 01:30.
		const from = '2026-04-04T15:10:00Z';
		const buckets = cut('Australia/Lord_Howe', 'hour', from, '2026-04-04T18:00:00Z');
		expect(buckets.starts[1]).toBeGreaterThan(at(from));
		expect(bucketAt(buckets, at(from))).toBe(0);
	});
});
