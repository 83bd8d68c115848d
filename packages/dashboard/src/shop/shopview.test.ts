import { describe, expect, it } from 'vitest';
import { orderOf, readShop, type ShopView, withTab, writeShop } from './shopview.ts';

const standard: ShopView = { tab: 'overview', currency: undefined, show: 'revenue', search: '', order: undefined, page: 0 };

describe('the shop in the address', () => {
	it('is nothing where all is at its default', () => {
		expect(readShop({})).toEqual(standard);
		expect(writeShop(standard)).toEqual({});
	});

	it.each<ShopView>([
		{ ...standard, tab: 'orders', currency: 'USD', search: 'A-1, "x"', order: ['amount', 'asc'], page: 3 },
		{ ...standard, tab: 'products', order: ['conversion', 'desc'] },
		{ ...standard, show: 'conversion_rate' },
	])('comes back as it was written: %j', (view) => {
		expect(readShop(writeShop(view))).toEqual(view);
	});

	it('leaves out what it does not understand', () => {
		const own = { tab: ['carts'], currency: ['<b>'], show: ['toString'], sort: ['revenue,asc'], p: ['-1'] };
		expect(readShop(own)).toEqual(standard);
		expect(readShop({ tab: ['orders'], sort: ['revenue,asc'] }).order).toBeUndefined();
	});

	it('forgets with a tab what was searched and ordered there, not the currency', () => {
		const orders: ShopView = { ...standard, tab: 'orders', currency: 'EUR', search: 'a', order: ['items', 'asc'], page: 2 };
		expect(withTab(orders, 'users')).toEqual({ ...standard, tab: 'users', currency: 'EUR' });
		expect(orderOf('users', withTab(orders, 'users'))).toEqual(['spent', 'desc']);
	});
});
