import { describe, expect, it } from 'vitest';
import { minorUnits } from './money.ts';

describe('minorUnits', () => {
	it.each([
		['9.99', 'EUR', 999],
		['9.99', 'eur', 999],
		['1.005', 'USD', 101],
		['1500', 'JPY', 1500],
		['1.234', 'KWD', 1234],
		['-5', 'EUR', -500],
		['0', 'EUR', 0],
	] as const)('%s %s is %i of the smallest unit', (amount, currency, minor) => {
		expect(minorUnits(amount, currency)).toEqual({ amount: minor, currency: currency.toUpperCase() });
	});
	it.each([
		['undefined', 'EUR'],
		['5', 'undefined'],
		['5', 'euro'],
		['five', 'EUR'],
		['', 'EUR'],
		['NaN', 'EUR'],
		['1e300', 'EUR'],
		['9'.repeat(400), 'EUR'],
	])('%s %s is no money', (amount, currency) => {
		expect(minorUnits(amount, currency)).toBeUndefined();
	});
});
