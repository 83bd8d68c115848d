import { expect, test } from 'vitest';
import { readAtlas } from './atlas.ts';

const codes = readAtlas().map(({ code }) => code);

test('the countries of the atlas go by their letters', () => {
	for (const code of ['DE', 'US', 'GB', 'IN', 'ZA', 'AU', 'BR', 'CN', 'GL', 'XK']) expect(codes).toContain(code);
	expect(codes).not.toContain('AQ');
});

test('no country is there twice, and all but areas without a number have a code', () => {
	const known = codes.filter((code) => code !== undefined);
	expect(new Set(known).size).toBe(known.length);
	expect(codes.length - known.length).toBe(2);
});
