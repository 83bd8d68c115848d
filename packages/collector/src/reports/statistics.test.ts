import { describe, expect, it } from 'vitest';
import { betaBelow, chiSquareAbove, lnGamma, probabilityBetter, sampleRatio, wilson } from './statistics.ts';

/** The logarithms of the factorials, each from the one before. */
const lnFactorials = [0];
const lnFactorial = (n: number): number => {
	for (let k = lnFactorials.length; k <= n; k++) lnFactorials.push((lnFactorials[k - 1] ?? 0) + Math.log(k));
	return lnFactorials[n] ?? Number.NaN;
};
/** Of whole numbers, by factorials. */
const lnBeta = (a: number, b: number): number => lnFactorial(a - 1) + lnFactorial(b - 1) - lnFactorial(a + b - 1);

/** Miller's closed form, which only whole numbers have: a sum over as many terms as B converted. */
function betterByHand([aFound, aAll]: readonly [number, number], [bFound, bAll]: readonly [number, number]): number {
	const [a1, a2, b1, b2] = [aFound + 1, aAll - aFound + 1, bFound + 1, bAll - bFound + 1];
	let sum = 0;
	for (let i = 0; i < b1; i++) sum += Math.exp(lnBeta(a1 + i, a2 + b2) - Math.log(b2 + i) - lnBeta(1 + i, b2) - lnBeta(a1, a2));
	return sum;
}

describe('statistics', () => {
	it.each([
		[0, 10, 0, 0.27753],
		[5, 10, 0.23659, 0.76341],
		[10, 10, 0.72247, 1],
		[1, 29, 0.00611, 0.17176],
		[500, 10_000, 0.0459, 0.05445],
	])('give the Wilson interval of %i in %i', (found, all, low, high) => {
		const interval = wilson(found, all);
		expect(interval[0]).toBeCloseTo(low, 4);
		expect(interval[1]).toBeCloseTo(high, 4);
	});

	it('know the gamma function where it is a factorial', () => {
		for (const n of [1, 2, 5, 12, 100, 5000])
			expect(lnGamma(n + 1) / Math.max(1, lnFactorial(n))).toBeCloseTo(lnFactorial(n) / Math.max(1, lnFactorial(n)), 11);
		expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
	});

	it('know what lies below in a Beta distribution', () => {
		expect(betaBelow(0.3, 1, 1)).toBeCloseTo(0.3, 12);
		expect(betaBelow(0.3, 2, 1)).toBeCloseTo(0.09, 12);
		expect(betaBelow(0.5, 40, 40)).toBeCloseTo(0.5, 12);
		expect(betaBelow(0.2, 3, 8) + betaBelow(0.8, 8, 3)).toBeCloseTo(1, 12);
	});

	it.each<[[number, number], [number, number]]>([
		[
			[0, 0],
			[0, 0],
		],
		[
			[0, 5],
			[5, 5],
		],
		[
			[3, 20],
			[9, 22],
		],
		[
			[100, 1000],
			[120, 1000],
		],
		[
			[40, 50],
			[2, 3],
		],
		[
			[5000, 100_000],
			[5100, 100_000],
		],
		[
			[0, 1000],
			[0, 1000],
		],
		[
			[1000, 1000],
			[999, 1000],
		],
	])('give the probability that of %j and %j the second is better, as the closed form does', (a, b) => {
		const of = ([converted, visitors]: [number, number]) => ({ converted, visitors });
		expect(probabilityBetter(of(b), of(a))).toBeCloseTo(betterByHand(a, b), 6);
	});

	it.each([
		[3.841459, 1, 0.05],
		[5.991465, 2, 0.05],
		[10.827566, 1, 0.001],
		[0, 3, 1],
		[1.386294, 2, 0.5],
		[23.209251, 10, 0.01],
	])('give the chance of a chi-square of %f with %i degrees of freedom', (x, freedom, p) => {
		expect(chiSquareAbove(x, freedom)).toBeCloseTo(p, 6);
	});

	it('tell an uneven split from chance', () => {
		expect(sampleRatio([500, 500]).p).toBe(1);
		expect(sampleRatio([520, 480]).p).toBeGreaterThan(0.1);
		expect(sampleRatio([5500, 4500]).p).toBeLessThan(1e-20);
		expect(sampleRatio([30, 30, 30]).chiSquare).toBe(0);
	});
});
