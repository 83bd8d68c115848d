import { describe, expect, it } from 'vitest';
import { backoff } from './backoff.ts';

describe('backoff', () => {
	it('grows to a ceiling and never asks at once', () => {
		expect([0, 1, 2, 3, 9, 60].map((attempt) => backoff(attempt, () => 1))).toEqual([500, 1000, 2000, 4000, 15_000, 15_000]);
		expect(backoff(9, () => 0)).toBe(250);
	});
});
