import type { Filter, Segment } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { withoutSegments } from './segments.ts';

const germans: Filter = ['is', 'visit:country', ['DE']];
const phones: Filter = ['is', 'visit:device', ['Mobile']];
const blog: Filter = ['contains', 'event:page', ['/blog']];
const segments: Segment[] = [
	{ id: 'a', name: 'Germans on phones', filters: [germans, phones] },
	{ id: 'b', name: 'Blog', filters: [blog] },
];

describe('filters that are kept as a segment', () => {
	it('hold what another segment holds, beside their own', () => {
		expect(withoutSegments([['is', 'segment', ['a']], blog], segments)).toEqual([germans, phones, blog]);
	});

	it('hold one or the other where several segments are named', () => {
		expect(withoutSegments([['is', 'segment', ['a', 'b']]], segments)).toEqual([['or', [['and', [germans, phones]], blog]]]);
	});

	it('hold what a segment is not', () => {
		expect(withoutSegments([['not', ['is', 'segment', ['a']]]], segments)).toEqual([['not', ['and', [germans, phones]]]]);
		expect(withoutSegments([['not', blog]], segments)).toEqual([['not', blog]]);
	});

	it('are not kept without a part that is gone', () => {
		expect(() => withoutSegments([['is', 'segment', ['b', 'gone']]], segments)).toThrow(
			expect.objectContaining({ code: 'unknown_segment' }),
		);
	});
});
