import { describe, expect, it } from 'vitest';
import { ratesOf, type Sample, withSample } from './rates.ts';

const sampled = (...counts: number[]): readonly Sample[] =>
	counts.reduce<readonly Sample[]>((samples, count, index) => withSample(samples, { at: index * 2000, count }), []);

describe('rates', () => {
	it('are what a counter gained, a second', () => {
		expect(ratesOf(sampled(0, 10, 10, 70))).toEqual([5, 0, 30]);
	});

	it('begin anew with the process whose counter it is', () => {
		expect(ratesOf(sampled(500, 600, 4, 10))).toEqual([3]);
	});

	it('are of the last two minutes', () => {
		expect(ratesOf(sampled(...Array.from({ length: 300 }, (_, n) => n)))).toHaveLength(120);
	});
});
