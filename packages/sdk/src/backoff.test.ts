import { describe, expect, it } from 'vitest';
import { backoff, TRIES } from './backoff.ts';

describe('backoff', () => {
	it('doubles with every failure, and is about a minute before the last try', () => {
		expect([1, 2, 3, 6].map((failures) => backoff(1, failures))).toEqual([2000, 4000, 8000, 64_000]);
		expect(TRIES).toBe(7);
	});
	it('is anywhere from nothing to its most, so that clients of a server that was down do not come back together', () => {
		expect(backoff(0, 3)).toBe(0);
		expect(backoff(0.5, 3)).toBe(4000);
	});
});
