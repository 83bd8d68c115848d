import { describe, expect, it } from 'vitest';
import { defaultView } from '../state/view.ts';
import { cardsQuery, comparisonOf, detailsQuery, panelQuery, seriesQuery } from './queries.ts';

describe('the questions of a view', () => {
	it('always hold the cards against something, but all time', () => {
		expect(cardsQuery('s', defaultView).include?.comparisons).toEqual({ mode: 'previous_period' });
		expect(cardsQuery('s', { ...defaultView, range: 'all' }).include).toEqual({ imports: true });
		expect(cardsQuery('s', { ...defaultView, range: 'all', imports: false }).include).toBeUndefined();
	});

	it('compare charts and lists only when asked to', () => {
		expect(comparisonOf(defaultView)).toBeUndefined();
		const view = { ...defaultView, compare: 'year_over_year' as const, weekdays: true };
		expect(seriesQuery('s', view, 'day').include?.comparisons).toEqual({ mode: 'year_over_year', match_day_of_week: true });
		expect(panelQuery('s', view, 'visit:source').include?.comparisons?.mode).toBe('year_over_year');
	});

	it('compare with days that were chosen', () => {
		const view = { ...defaultView, compare: 'custom' as const, compareWith: ['2026-01-01', '2026-01-07'] as const, weekdays: true };
		expect(comparisonOf(view)).toEqual({ mode: 'custom', date_range: ['2026-01-01', '2026-01-07'] });
	});

	it('are the same for the same view, so that they are asked once', () => {
		const again = { ...defaultView };
		expect(JSON.stringify(cardsQuery('s', again))).toBe(JSON.stringify(cardsQuery('s', defaultView)));
	});

	it('page and search the details under the filters of the page', () => {
		const view = { ...defaultView, filters: [['is', 'visit:country', ['DE']] as const] };
		const query = detailsQuery('s', view, 'event:page', {
			search: ['contains', 'event:page', ['/x']],
			order: ['pageviews', 'asc'],
			page: 2,
		});
		expect(query.pagination).toEqual({ limit: 50, offset: 100 });
		expect(query.order_by).toEqual([
			['pageviews', 'asc'],
			['event:page', 'asc'],
		]);
		expect(query.filters).toEqual([
			['is', 'visit:country', ['DE']],
			['contains', 'event:page', ['/x']],
		]);
	});
});
