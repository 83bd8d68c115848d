import { describe, expect, it } from 'vitest';
import { parseCommerce } from './commerce.ts';

const ask = { site_id: 'shop', date_range: '7d' };

describe('what of a shop is asked', () => {
	it('is read with all that belongs to its part', () => {
		const overview = { ...ask, part: 'overview', currency: 'EUR', interval: 'hour', comparison: { mode: 'previous_period' } };
		expect(parseCommerce(overview)).toEqual(overview);
		const orders = { ...ask, part: 'orders', search: 'a-1', order_by: ['amount', 'asc'], limit: 5, offset: 10 };
		expect(parseCommerce(orders)).toEqual(orders);
		expect(parseCommerce({ ...ask, part: 'users', currency: 'eur' })).toEqual({ ...ask, part: 'users', currency: 'EUR' });
	});

	it.each([
		[{}, 'part'],
		[{ part: 'carts' }, 'part'],
		[{ part: 'overview', currency: '€' }, 'currency'],
		[{ part: 'overview', interval: 'year' }, 'interval'],
		[{ part: 'overview', search: 'a' }, 'search'],
		[{ part: 'overview', comparison: { mode: 'never' } }, 'comparison.mode'],
		[{ part: 'orders', interval: 'day' }, 'interval'],
		[{ part: 'orders', comparison: { mode: 'previous_period' } }, 'comparison'],
		[{ part: 'overview', date_range: 'all', comparison: { mode: 'previous_period' } }, 'comparison'],
		[{ part: 'orders', order_by: ['revenue', 'asc'] }, 'order_by[0]'],
		[{ part: 'products', order_by: ['revenue', 'up'] }, 'order_by[1]'],
		[{ part: 'products', order_by: 'revenue' }, 'order_by'],
		[{ part: 'products', search: 'x'.repeat(201) }, 'search'],
		[{ part: 'users', limit: 0 }, 'limit'],
		[{ part: 'users', offset: -1 }, 'offset'],
	])('is refused with its place: %j', (own, at) => {
		expect(() => parseCommerce({ ...ask, ...own })).toThrow(expect.objectContaining({ at }));
	});
});
