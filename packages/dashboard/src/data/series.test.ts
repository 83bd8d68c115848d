import type { QueryResult } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { changeOf, pointsOf, thinOut } from './series.ts';

const answer = (rows: QueryResult['results'], meta: Partial<QueryResult['meta']> = {}): QueryResult => ({
	results: rows,
	meta: { visitors: 'sum_of_days', data_version: 1, computed_at: '', ...meta },
	query: { metrics: ['visitors', 'bounce_rate'] } as QueryResult['query'],
});

describe('a series', () => {
	const labels = ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'];

	it('has a point for every bucket: 0 where a count is empty, nothing where a rate is', () => {
		const result = answer([{ dimensions: ['2026-11-20'], metrics: [5, 40] }], { time_labels: labels });
		expect(pointsOf(result, 'visitors').map(({ value }) => value)).toEqual([0, 5, 0, 0]);
		expect(pointsOf(result, 'bounce_rate').map(({ value }) => value)).toEqual([null, 40, null, null]);
	});

	it('marks the running bucket and says nothing of the future', () => {
		const result = answer([{ dimensions: ['2026-11-21'], metrics: [5, 0] }], { time_labels: labels, incomplete_bucket: 2 });
		const points = pointsOf(result, 'visitors');
		expect(points.map(({ running }) => running)).toEqual([false, false, true, false]);
		expect(points[3]?.value).toBeNull();
	});

	it('lays the comparison beside it, bucket by bucket', () => {
		const result = answer(
			[{ dimensions: ['2026-11-20'], metrics: [5, 40], comparison: { dimensions: ['2026-11-18'], metrics: [4, 50], change: [25, -20] } }],
			{ time_labels: labels.slice(0, 2), comparison_time_labels: ['2026-11-17', '2026-11-18'] },
		);
		expect(pointsOf(result, 'visitors').map(({ before, beforeLabel }) => [beforeLabel, before])).toEqual([
			['2026-11-17', 0],
			['2026-11-18', 4],
		]);
	});

	it('draws the currency of which there is most, and adds no other to it', () => {
		const euros = (value: number) => ({ currency: 'EUR', value });
		const result: QueryResult = {
			...answer(
				[
					{ dimensions: ['2026-11-19'], metrics: [[{ currency: 'USD', value: 90 }, euros(50)]] },
					{ dimensions: ['2026-11-20'], metrics: [[euros(60)]] },
				],
				{ time_labels: labels.slice(0, 3) },
			),
			query: { metrics: ['total_revenue'] } as QueryResult['query'],
		};
		expect(pointsOf(result, 'total_revenue').map(({ value, currency }) => [value, currency])).toEqual([
			[50, 'EUR'],
			[60, 'EUR'],
			[0, 'EUR'],
		]);
	});

	it('is empty for a metric that was not asked', () => {
		expect(pointsOf(answer([]), 'cls')).toEqual([]);
	});
});

describe('change', () => {
	it('is in percent, and unknown from nothing', () => {
		expect(changeOf(4, 5)).toBe(25);
		expect(changeOf(0, 5)).toBeNull();
		expect(changeOf(0, 0)).toBe(0);
		expect(changeOf(null, 5)).toBeNull();
	});
});

describe('thinning out', () => {
	it('averages what it joins, without the unknown', () => {
		expect(thinOut([1, 3, null, 5, null, null], 3)).toEqual([2, 5, null]);
		expect(thinOut([1, 2], 5)).toEqual([1, 2]);
	});
});
