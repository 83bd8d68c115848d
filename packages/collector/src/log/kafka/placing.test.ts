import { describe, expect, it } from 'vitest';
import { parcelsOf } from './placing.ts';

const entry = (offset: number, route: number, size = 10) => ({ offset, route, at: 0, key: '', value: 'x'.repeat(size) });

describe('placing', () => {
	it('keeps the order within a partition, and splits what is too much for one batch', () => {
		const entries = [entry(1, 0), entry(2, 7), entry(3, 3), entry(4, 4, 95), entry(5, 6)];
		const parcels = parcelsOf(entries, 3, 100);
		const shape = [...parcels].map(([partition, lane]) => [partition, lane.map((parcel) => parcel.entries.map(({ offset }) => offset))]);
		expect(shape).toEqual([
			[0, [[1, 3, 5]]],
			[1, [[2], [4]]],
		]);
	});

	it('sends an entry larger than a batch alone', () => {
		expect([...parcelsOf([entry(1, 0, 500), entry(2, 0)], 1, 100).values()].flat().map(({ entries }) => entries.length)).toEqual([1, 1]);
	});
});
