import { describe, expect, it } from 'vitest';
import { countryNames } from './countries.ts';
import { readMoney } from './money.ts';
import { changeOf, emptyValue } from './rows.ts';

describe('values', () => {
	it('change in percent, or not at all where there is nothing to divide by', () => {
		expect(changeOf(3, 4)).toBe(33.3);
		expect(changeOf(4, 0)).toBe(-100);
		expect(changeOf(0, 0)).toBe(0);
		expect(changeOf(0, 5)).toBeNull();
		expect(changeOf(null, 5)).toBeNull();
		expect(changeOf(5, null)).toBeNull();
	});

	it('of money change where both are of one same currency', () => {
		const euro = (value: number) => [{ currency: 'EUR', value }];
		expect(changeOf(euro(10), euro(15))).toBe(50);
		expect(changeOf(euro(10), [{ currency: 'USD', value: 15 }])).toBeNull();
		expect(changeOf(euro(10), [...euro(10), { currency: 'USD', value: 1 }])).toBeNull();
		expect(changeOf([], euro(1))).toBeNull();
	});

	it('of money have the decimals of their currency', () => {
		expect(readMoney('USD 1999 2,JPY 500 1,KWD 1234 1', false)).toEqual([
			{ currency: 'JPY', value: 500 },
			{ currency: 'KWD', value: 1.234 },
			{ currency: 'USD', value: 19.99 },
		]);
		expect(readMoney('USD 1999 2', true)).toEqual([{ currency: 'USD', value: 10 }]);
		expect(readMoney('not-a-currency 100 1', false)).toEqual([{ currency: 'not-a-currency', value: 1 }]);
	});

	it('of nothing are 0, no money, or no value', () => {
		expect((['visits', 'total_revenue', 'cls', 'bounce_rate'] as const).map(emptyValue)).toEqual([0, [], null, null]);
	});
});

describe('countries', () => {
	it('have a name for each code, and codes that are no place have none', () => {
		expect(countryNames.get('DE')).toBe('Germany');
		expect(countryNames.has('ZZ')).toBe(false);
		expect(countryNames.size).toBeGreaterThan(240);
		expect(new Set(countryNames.values()).size).toBe(countryNames.size);
	});
});
