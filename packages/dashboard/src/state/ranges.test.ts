import type { ResolvedQuery } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { knownSpan, readPair, shiftRange, spanOf, spanOfAnswer } from './ranges.ts';

const today = '2026-11-21';
const shift = (range: Parameters<typeof shiftRange>[0], by: -1 | 1) => shiftRange(range, by, today);

describe('the span of a range', () => {
	it('ends counted days yesterday', () => {
		expect(spanOf('7d', today)).toEqual(['2026-11-14', '2026-11-20']);
	});

	it('ends counted months with the last whole one', () => {
		expect(spanOf('6mo', today)).toEqual(['2026-05-01', '2026-10-31']);
		expect(spanOf('12mo', '2026-01-31')).toEqual(['2025-01-01', '2025-12-31']);
	});

	it('runs months and years to today', () => {
		expect(spanOf('month', today)).toEqual(['2026-11-01', today]);
		expect(spanOf('year', today)).toEqual(['2026-01-01', today]);
		expect(spanOf('last_month', today)).toEqual(['2026-10-01', '2026-10-31']);
	});

	it('begins all time where an answer says, and is not known before', () => {
		const answered = { date_range: ['2019-05-01T00:00:00+02:00', '2026-11-22T00:00:00+01:00'] } as unknown as ResolvedQuery;
		expect(knownSpan('all', today, answered)).toEqual(['2019-05-01', today]);
		expect(knownSpan('all', today, undefined)).toBeUndefined();
		expect(knownSpan('7d', today, answered)).toEqual(['2026-11-14', '2026-11-20']);
	});

	it('reads the end of an answer as the first instant after it', () => {
		const query = (from: string, to: string) => ({ date_range: [from, to] }) as ResolvedQuery;
		expect(spanOfAnswer(query('2026-11-14T00:00:00+01:00', '2026-11-21T00:00:00+01:00'))).toEqual(['2026-11-14', '2026-11-20']);
		expect(spanOfAnswer(query('2026-11-20T13:05:00+01:00', '2026-11-21T13:05:00+01:00'))).toEqual(['2026-11-20', '2026-11-21']);
	});
});

describe('shifting', () => {
	it('goes from today to yesterday and back', () => {
		expect(shift('day', -1)).toBe('yesterday');
		expect(shift('yesterday', 1)).toBe('day');
		expect(shift('day', 1)).toBeUndefined();
		expect(shift('yesterday', -1)).toEqual(['2026-11-19', '2026-11-19']);
	});

	it('moves counted days by their length', () => {
		expect(shift('7d', -1)).toEqual(['2026-11-07', '2026-11-13']);
		expect(shift(['2026-11-07', '2026-11-13'], 1)).toEqual(['2026-11-14', '2026-11-20']);
	});

	it('moves months as months', () => {
		expect(shift('month', -1)).toBe('last_month');
		expect(shift('last_month', 1)).toBe('month');
		expect(shift('last_month', -1)).toEqual(['2026-09-01', '2026-09-30']);
		expect(shift(['2026-09-01', '2026-09-30'], 1)).toBe('last_month');
	});

	it('moves years as years', () => {
		expect(shift('year', -1)).toEqual(['2025-01-01', '2025-12-31']);
		expect(shift(['2025-01-01', '2025-12-31'], 1)).toBe('year');
	});

	it('moves an hour by an hour', () => {
		expect(shift(['2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z'], -1)).toEqual([
			'2026-11-20T09:00:00.000Z',
			'2026-11-20T10:00:00.000Z',
		]);
	});

	it('leaves alone what slides with the clock', () => {
		expect(shift('realtime', -1)).toBeUndefined();
		expect(shift('24h', -1)).toBeUndefined();
		expect(shift('all', -1)).toBeUndefined();
	});

	it('does not go into the future', () => {
		expect(shift('month', 1)).toBeUndefined();
		expect(shift(['2026-11-10', '2026-11-20'], 1)).toEqual([today, today]);
	});
});

describe('a pair from outside', () => {
	it('is put in order', () => {
		expect(readPair('2026-11-20', '2026-11-10')).toEqual(['2026-11-10', '2026-11-20']);
	});

	it('is refused when it is not made of days or instants', () => {
		expect(readPair('yesterday', 'today')).toBeUndefined();
		expect(readPair('2026-13-01', '2026-11-10')).toBeUndefined();
	});
});
