import { expect, test } from 'vitest';
import { depthOf, mix } from './shades.ts';

test('nobody is no colour, the most is the whole of it, and one visitor is seen beside a million', () => {
	expect(depthOf(0, 10)).toBe(0);
	expect(depthOf(10, 10)).toBe(1);
	expect(depthOf(1, 1_000_000)).toBeGreaterThan(0.1);
	expect(depthOf(3, 10)).toBeGreaterThan(depthOf(2, 10));
});

test('a colour between two lies between their channels', () => {
	expect(mix('rgb(0, 100, 200)', 'rgb(100, 100, 0)', 0.5)).toBe('rgb(50, 100, 100)');
	expect(mix('rgb(0, 100, 200)', 'rgb(100, 100, 0)', 1)).toBe('rgb(100, 100, 0)');
});
