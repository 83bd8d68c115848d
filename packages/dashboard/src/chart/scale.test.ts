import { describe, expect, it } from 'vitest';
import { axisStep, axisTop } from './scale.ts';

describe('the axis', () => {
	it('stands on round numbers', () => {
		expect([7, 37, 800, 12_345].map((max) => axisStep(max, 'count'))).toEqual([2, 10, 200, 5000]);
		expect(axisTop(37, 'count')).toBe(40);
	});

	it('counts in whole things', () => {
		expect(axisStep(1, 'count')).toBe(1);
		expect(axisStep(0.6, 'ratio')).toBeCloseTo(0.2);
	});

	it('counts time in minutes', () => {
		expect(axisStep(200, 'seconds')).toBe(60);
		expect(axisTop(200, 'seconds')).toBe(240);
	});

	it('has a line above nothing', () => {
		expect(axisTop(0, 'count')).toBe(1);
		expect(axisTop(0, 'percent')).toBeGreaterThan(0);
	});
});
