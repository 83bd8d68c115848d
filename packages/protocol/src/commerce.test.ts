import { describe, expect, it } from 'vitest';
import { shopNames, shopStepNames } from './commerce.ts';

describe('names of the steps to an order', () => {
	it.each([
		['viewed', 'view_item'],
		['viewed', 'View product'],
		['viewed', 'ViewContent'],
		['viewed', 'product_viewed'],
		['carted', 'add_to_cart'],
		['carted', 'Add to cart'],
		['carted', 'Add To Cart'],
		['carted', 'AddToCart'],
		['checkout', 'begin_checkout'],
		['checkout', 'InitiateCheckout'],
		['ordered', 'purchase'],
		['ordered', 'Purchase'],
		['ordered', 'order_completed'],
		['refunded', 'refund'],
	] as const)('are read in the spelling of other tools: %s is %s', (step, name) => {
		expect(shopNames[step]).toContain(name);
	});

	it('belong to one step each', () => {
		const all = [...shopStepNames, 'refunded' as const].flatMap((step) => shopNames[step]);
		expect(new Set(all).size).toBe(all.length);
		expect(all).not.toContain('pageview');
	});
});
