import type { JourneysAnswer } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { flowsOf } from './flows.ts';

const answer = (direction: 'from' | 'to'): JourneysAnswer => ({
	visits: 5,
	steps: [
		[{ page: '/', visits: 5, ended: 1 }],
		[
			{ page: '/a', visits: 3, ended: null },
			{ page: null, visits: 1, ended: null },
		],
	],
	links: [
		{ step: 0, page: '/', next: '/a', visits: 3 },
		{ step: 0, page: '/', next: null, visits: 1 },
	],
	meta: { visitors: 'distinct', data_version: 1, computed_at: '' },
	query: { site_id: 's', direction, date_range: ['', ''], time_zone: 'UTC' },
});
const nameOf = (page: string | null): string => page ?? 'Others';

describe('journeys as streams', () => {
	it('run from left to right', () => {
		const { streams, nodes } = flowsOf(answer('from'), nameOf);
		expect(streams.map(({ from, to, flow }) => [nodes.labels[from], nodes.labels[to], flow])).toEqual([
			['/', '/a', 3],
			['/', 'Others', 1],
		]);
		expect(streams.map(({ from, to }) => [nodes.columns[from], nodes.columns[to]])).toEqual([
			[0, 1],
			[0, 1],
		]);
		expect([...nodes.faint].map((key) => nodes.labels[key])).toEqual(['Others']);
	});

	it('end at the page when they look back', () => {
		const { streams, nodes } = flowsOf(answer('to'), nameOf);
		expect(streams.map(({ from, to }) => [nodes.labels[from], nodes.columns[from], nodes.labels[to], nodes.columns[to]])).toEqual([
			['/a', 0, '/', 1],
			['Others', 0, '/', 1],
		]);
	});
});
