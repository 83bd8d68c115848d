import { describe, expect, it } from 'vitest';
import { createRateLimit } from './rateLimit.ts';

function limited(perSecond: number) {
	let now = 0;
	const limit = createRateLimit(perSecond, () => now);
	return {
		limit,
		pass(ms: number) {
			now += ms;
		},
	};
}

describe('the allowance of an address', () => {
	it('is ten seconds’ worth at once, then as much as time brings', () => {
		const { limit, pass } = limited(100);
		expect(limit('192.0.2.1', 1000)).toBe(0);
		expect(limit('192.0.2.1', 1)).toBe(1);
		pass(500);
		expect(limit('192.0.2.1', 50)).toBe(0);
		expect(limit('192.0.2.1', 300)).toBe(3);
	});

	it('does not grow while nobody comes', () => {
		const { limit, pass } = limited(100);
		limit('192.0.2.1', 1000);
		pass(3_600_000);
		expect(limit('192.0.2.1', 1001)).toBeGreaterThan(0);
		expect(limit('192.0.2.1', 1000)).toBe(0);
	});

	it('lets a whole batch in, however small it is', () => {
		expect(limited(1).limit('192.0.2.1', 100)).toBe(0);
	});

	it.each([
		['2001:db8:1:2::1', '2001:db8:1:2:ffff::1', true],
		['2001:db8:1:2::1', '2001:db8:1:3::1', false],
		['2001:0db8:1:2::1', '2001:db8:0001:2::2', true],
		['::1:2', '::3:4', true],
		['192.0.2.1', '192.0.2.2', false],
	])('of %s is that of %s: %s', (one, other, shared) => {
		const { limit } = limited(10);
		limit(one, 100);
		expect(limit(other, 100) > 0).toBe(shared);
	});

	it('has no end on this machine, nor when there is no limit', () => {
		const { limit } = limited(1);
		for (let n = 0; n < 10; n++) expect(limit('127.0.0.1', 100)).toBe(0);
		expect(limited(0).limit('192.0.2.1', 1_000_000)).toBe(0);
	});

	it('is forgotten for the longest silent when there are more addresses than can be held', () => {
		const { limit } = limited(10);
		limit('192.0.2.1', 100);
		for (let n = 0; n < 50_000; n++) limit(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, 1);
		expect(limit('192.0.2.1', 100)).toBe(0);
	});
});
