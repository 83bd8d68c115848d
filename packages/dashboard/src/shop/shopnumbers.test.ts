import type { CommerceNumbers, CommerceOverview, CommerceSeries } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { pointsOf, shownOf, trendOf } from './shopnumbers.ts';

const numbers = (revenue: number, orders = 1): CommerceNumbers => ({
	...{ orders, revenue, items: orders, buyers: orders },
	average_order_value: orders === 0 ? null : revenue / orders,
	conversion_rate: null,
});
const series = (day: string, values: readonly number[], running: number | null): CommerceSeries => ({
	interval: 'hour',
	labels: values.map((_, hour) => `${day} 0${hour}:00:00`),
	running,
	buckets: values.map((value) => numbers(value, value === 0 ? 0 : 1)),
});
const totals = { ...numbers(30, 2), refunds: 0, refunded: 0, new_buyers: 0, returning_buyers: 0, unknown_buyers: 2 };
const whole = { ...totals, steps: { viewed: 0, carted: 0, checkout: 0, ordered: 2 }, cart_to_order: null };
const answer: CommerceOverview = {
	part: 'overview',
	currency: 'EUR',
	currencies: [{ currency: 'EUR', orders: 2, revenue: 30 }],
	totals: whole,
	series: series('2026-03-02', [10, 0, 20, 0], 2),
	comparison: { date_range: ['', ''], totals: whole, series: series('2026-03-01', [5, 6, 7], null) },
};

describe('numbers of a shop', () => {
	it('are drawn until now, the bucket that runs as such, and money with its currency', () => {
		const points = pointsOf(answer, 'revenue', false);
		expect(points.map(({ value }) => value)).toEqual([10, 0, 20, null]);
		expect(points.map(({ running }) => running)).toEqual([false, false, true, false]);
		expect(points.map(({ currency }) => currency)).toEqual(['EUR', 'EUR', 'EUR', 'EUR']);
		expect(points.every(({ before, beforeLabel }) => before === null && beforeLabel === undefined)).toBe(true);
		expect(pointsOf(answer, 'orders', false)[0]).not.toHaveProperty('currency');
	});

	it('have what they are compared with beside them, also where the other range is shorter', () => {
		const points = pointsOf(answer, 'revenue', true);
		expect(points.map(({ before }) => before)).toEqual([5, 6, 7, null]);
		expect(points.map(({ beforeLabel }) => beforeLabel)).toEqual([
			'2026-03-01 00:00:00',
			'2026-03-01 01:00:00',
			'2026-03-01 02:00:00',
			undefined,
		]);
	});

	it('leave out of a small line what runs, and a mean of nothing', () => {
		expect(trendOf(answer, 'revenue')).toEqual([10, 0]);
		expect(trendOf(answer, 'average_order_value')).toEqual([10]);
	});

	it('are written as money only where there is a currency', () => {
		expect(shownOf(whole, 'revenue', 'EUR')).toEqual([{ currency: 'EUR', value: 30 }]);
		expect(shownOf(whole, 'revenue', null)).toEqual([]);
		expect(shownOf(whole, 'orders', null)).toBe(2);
		expect(shownOf(whole, 'conversion_rate', 'EUR')).toBeNull();
	});
});
