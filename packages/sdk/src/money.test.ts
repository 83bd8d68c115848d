import { describe, expect, it } from 'vitest';
import { minorUnits } from './money.ts';

describe('minorUnits', () => {
	it.each([
		[9.99, 'EUR', 999],
		['9.99', 'eur', 999],
		[1.005, 'USD', 101],
		[1500, 'JPY', 1500],
		[1.234, 'KWD', 1234],
		[-5, 'EUR', -500],
		[0, 'EUR', 0],
	] as const)('%s %s is %i of the smallest unit', (amount, currency, minor) => {
		expect(minorUnits({ amount, currency })).toEqual([minor, currency.toUpperCase()]);
	});
	it.each([
		undefined,
		{},
		{ amount: 5 },
		{ amount: 5, currency: 'euro' },
		{ amount: 'five', currency: 'EUR' },
		{ amount: Number.NaN, currency: 'EUR' },
		{ amount: 1e300, currency: 'EUR' },
	])('sends nothing for %j', (money) => {
		expect(minorUnits(money as never)).toBeUndefined();
	});
});
