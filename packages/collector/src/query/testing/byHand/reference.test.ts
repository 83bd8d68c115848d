import type { EventRecord, Query } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { clicked, MIDNIGHT } from '../../../aggregate/testing/clicks.ts';
import { createReference, quantile } from './reference.ts';

const MINUTE = 60_000;
const NOON = MIDNIGHT + 720 * MINUTE;

/** Answers over three days around the midnight of 10 January 2026. */
function answer(records: readonly EventRecord[], query: Partial<Query>, zone = 'UTC') {
	const reference = createReference({ records, zone, now: MIDNIGHT + 2000 * MINUTE });
	return reference.answer({ site_id: 'shop', metrics: ['visits'], date_range: ['2026-01-09', '2026-01-11'], ...query });
}
const rows = (...given: Parameters<typeof answer>) => answer(...given).rows.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);

describe('the reference', () => {
	it('cuts a visit after more than thirty minutes, not at thirty', () => {
		const at = (gap: number) => [clicked({ time: NOON, page: 1 }), clicked({ time: NOON + gap, page: 2 })];
		expect(rows(at(30 * MINUTE), {})).toEqual([[1]]);
		expect(rows(at(30 * MINUTE + 1), {})).toEqual([[2]]);
	});

	it('follows a visitor over midnight by yesterday’s hash, and counts the visit in both days and its bounce where it started', () => {
		const records = [clicked({ time: MIDNIGHT - 5 * MINUTE, page: 1 }), clicked({ time: MIDNIGHT + 5 * MINUTE, page: 2 })];
		const query: Partial<Query> = { metrics: ['visits', 'visitors', 'bounce_rate', 'visit_duration'], dimensions: ['time:day'] };
		expect(rows(records, query)).toEqual([
			['2026-01-09', 1, 1, 0, 600],
			['2026-01-10', 1, 1, null, null],
		]);
		expect(rows(records, { metrics: ['visits', 'visitors', 'views_per_visit'] })).toEqual([[1, 1, 2]]);
	});

	it('gives a page view the greatest of its totals, and the visit its end', () => {
		const view = clicked({ time: NOON, page: 1 });
		const heard = [8000, 12_000, 9000].map((engaged, n) =>
			clicked({ time: NOON + engaged, page: 1, n: n + 1, name: 'page_unload', totals: { engaged, scroll: 100 - n } }),
		);
		const metrics: Query['metrics'] = ['events', 'time_on_page', 'scroll_depth', 'bounce_rate', 'visit_duration', 'lcp'];
		expect(rows([view, ...heard], { metrics })).toEqual([[1, 12, 100, 0, 12, null]]);
		expect(rows([view, ...heard.slice(0, 1)], { metrics })).toEqual([[1, 8, 100, 100, 8, null]]);
	});

	it('takes visits by the events in them, and their other numbers as a whole', () => {
		const records = [
			clicked({ time: NOON, page: 1 }),
			clicked({ time: NOON + MINUTE, page: 2 }),
			clicked({ time: NOON, page: 3, client: 2 }),
		];
		const metrics: Query['metrics'] = ['visits', 'pageviews', 'bounce_rate', 'percentage'];
		expect(rows(records, { metrics, dimensions: ['event:page'] })).toEqual([
			['/1', 1, 1, 0, 50],
			['/2', 1, 1, 0, 50],
			['/3', 1, 1, 100, 50],
		]);
		expect(rows(records, { metrics, filters: [['is', 'event:page', ['/2']]] })).toEqual([[1, 1, 0, 100]]);
		expect(rows(records, { metrics, filters: [['is', 'visit:entry_page', ['/1']]] })).toEqual([[1, 2, 0, 100]]);
		expect(rows(records, { filters: [['not', ['or', [['contains', 'event:page', ['1', '3']]]]]] })).toEqual([[1]]);
	});

	it('adds money by currency, calls nothing by its name and leaves bots out', () => {
		const bought = (n: number, amount: number, currency: string) =>
			clicked({ time: NOON + n, n, page: 1, name: 'Purchase', revenue: { amount, currency }, dims: {} });
		const records = [
			bought(0, 999, 'EUR'),
			bought(1, 1000, 'EUR'),
			bought(2, 500, 'JPY'),
			clicked({ time: NOON, page: 2, client: 2, bot: 90 }),
		];
		const metrics: Query['metrics'] = ['visits', 'total_revenue', 'average_revenue'];
		expect(rows(records, { metrics, dimensions: ['visit:source'] })).toEqual([
			[
				'Direct / None',
				1,
				[
					{ currency: 'EUR', value: 19.99 },
					{ currency: 'JPY', value: 500 },
				],
				[
					{ currency: 'EUR', value: 9.995 },
					{ currency: 'JPY', value: 500 },
				],
			],
		]);
		expect(rows(records, { include: { bots: true } })).toEqual([[2]]);
	});

	it('interpolates quantiles', () => {
		expect(quantile([4, 1, 3, 2], 0.75)).toBe(3.25);
		expect(quantile([7], 0.75)).toBe(7);
		expect(quantile([], 0.75)).toBeNull();
	});

	it('reads the site’s clocks', () => {
		const query: Partial<Query> = { dimensions: ['time:hour'], date_range: ['2026-10-25', '2026-10-25'] };
		const ofZone = (zone: string) =>
			createReference({ records: [], zone, now: Date.UTC(2026, 9, 30) }).answer({
				site_id: 'shop',
				metrics: ['visits'],
				date_range: 'day',
				...query,
			});
		const berlin = ofZone('Europe/Berlin');
		expect(berlin.range).toEqual([Date.UTC(2026, 9, 24, 22), Date.UTC(2026, 9, 25, 23)]);
		expect(berlin.labels).toHaveLength(25);
		expect(berlin.labels.slice(1, 5)).toEqual([
			'2026-10-25 01:00:00',
			'2026-10-25 02:00:00+02:00',
			'2026-10-25 02:00:00+01:00',
			'2026-10-25 03:00:00',
		]);
		expect(ofZone('Asia/Kolkata').range[0]).toBe(Date.UTC(2026, 9, 24, 18, 30));
		expect(ofZone('America/St_Johns').range[0]).toBe(Date.UTC(2026, 9, 25, 2, 30));
	});

	it('compares a running day with the part of yesterday that had passed by then', () => {
		// now is 11 January, 09:20
		const records = [9, 10].map((hour, page) => clicked({ time: MIDNIGHT + hour * 60 * MINUTE, page }));
		const { rows: compared } = answer(records, {
			metrics: ['pageviews'],
			date_range: 'day',
			include: { comparisons: { mode: 'previous_period' } },
		});
		expect(compared).toEqual([{ dimensions: [], metrics: [0], comparison: { dimensions: [], metrics: [1] } }]);
	});
});
