import { describe, expect, it } from 'vitest';
import { createTail } from './tail.ts';

describe('the tail of the log', () => {
	it('gives the entries from a position on, across commits and from the middle of one', () => {
		const tail = createTail(1000);
		tail.push(10, ['a', 'b', 'c']);
		tail.push(13, ['d']);
		tail.push(14, ['e', 'f']);
		expect(tail.read(11, 100)?.map(({ offset, value }) => `${offset}${value}`)).toEqual(['11b', '12c', '13d', '14e', '15f']);
		expect(tail.read(12, 2)?.map(({ value }) => value)).toEqual(['c', 'd']);
		expect(tail.read(14, 1)).toEqual([{ offset: 14, value: 'e' }]);
	});

	it('has nothing for a position before its first entry or after its last', () => {
		const tail = createTail(1000);
		expect(tail.read(1, 100)).toBeUndefined();
		tail.push(10, ['a']);
		expect(tail.read(9, 100)).toBeUndefined();
		expect(tail.read(11, 100)).toBeUndefined();
	});

	it('forgets the oldest when it is full', () => {
		const tail = createTail(100);
		for (let i = 0; i < 1000; i++) tail.push(i, ['0123456789']);
		expect(tail.read(980, 100)).toBeUndefined();
		expect(tail.read(998, 100)).toHaveLength(2);
	});

	it('does not keep a commit larger than all of it', () => {
		const tail = createTail(100);
		tail.push(0, ['x'.repeat(1000)]);
		expect(tail.read(0, 100)).toBeUndefined();
		tail.push(1, ['y']);
		expect(tail.read(1, 100)).toEqual([{ offset: 1, value: 'y' }]);
	});
});
