import { PAGE_ID } from '@footfall/protocol';
import { expect, it } from 'vitest';
import { pageId } from './id.ts';

it('makes ids that the protocol knows, sorted by time and different within a millisecond', () => {
	const ids = Array.from({ length: 10_000 }, pageId);
	for (const id of ids) expect(id).toMatch(PAGE_ID);
	expect(new Set(ids).size).toBe(ids.length);
	expect([...ids].map((id) => id.slice(0, 8)).sort()).toEqual(ids.map((id) => id.slice(0, 8)));
});
