import { describe, expect, it } from 'vitest';
import { sparkPath } from './sparkline.ts';

describe('a sparkline', () => {
	it('stands on zero and reaches the top', () => {
		expect(sparkPath([0, 5, 10], 100, 20)).toBe('M0 20L50 10L100 0');
	});

	it('leads straight over what is not known', () => {
		expect(sparkPath([null, 1, null, 1], 30, 10)).toBe('M10 0L30 0');
	});

	it('lies flat when there is nothing', () => {
		expect(sparkPath([0, 0], 10, 10)).toBe('M0 10L10 10');
		expect(sparkPath([3], 10, 10)).toBe('');
	});
});
