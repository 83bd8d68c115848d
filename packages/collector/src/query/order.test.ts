import { describe, expect, it } from 'vitest';
import { compareText, comparing, firstOf, orderOf, orderSql } from './order.ts';

const order = orderOf({
	orderBy: [['visits', 'desc']],
	dimensions: ['time:day', 'visit:country_name', 'event:page'],
	goals: [],
	routes: [],
});

describe('the order of rows', () => {
	it('ends with all dimensions, countries by their names', () => {
		const sql = orderSql(
			order,
			(index) => `k${index}`,
			() => 'm',
		);
		expect(sql).toMatch(/^ORDER BY m DESC NULLS LAST, k0 ASC NULLS LAST, CASE k1 .* ELSE 0 END ASC NULLS LAST, k1 ASC NULLS LAST, k2 ASC/);
	});

	it('is the same in memory: nothing last, time by its place, countries by name, then by code', () => {
		const row = (value: number | null, ...keys: string[]) => ({ keys, values: [value] });
		const sorted = [
			row(3, '1', 'DE', '/'),
			row(2, '9', '', '/'),
			row(2, '9', 'XX', '/'),
			row(2, '9', 'DE', '/a'),
			row(2, '9', 'DE', '/b'),
			row(2, '9', 'CH', '/'),
			row(2, '10', 'CH', '/'),
			row(null, '0', 'CH', '/'),
		];
		expect([...sorted].reverse().sort(comparing(order))).toEqual(sorted);
	});

	it('puts texts in the order of the bytes of UTF-8', () => {
		const texts = ['', '/', '/a', '/a/', 'Z', 'a', 'é', 'ﬁ', '\uffff', '🙂', '🙂a', '🙃'];
		const byBytes = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
		expect([...texts].reverse().sort(compareText)).toEqual(byBytes);
	});

	it.each([0, 1, 5, 40, 200, 300])('has %d first rows', (count) => {
		const numbers = Array.from({ length: 200 }, (_, n) => (n * 7919) % 200);
		const sorted = [...numbers].sort((a, b) => a - b);
		expect(firstOf(numbers, count, (a, b) => a - b)).toEqual(sorted.slice(0, count));
	});
});
