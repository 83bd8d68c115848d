import { describe, expect, it } from 'vitest';
import { transferWords } from './words.ts';

describe('the words of files', () => {
	const words = transferWords(['en-GB'], 'Europe/Berlin');

	it.each([
		[0, '0 bytes'],
		[999, '999 bytes'],
		[1500, '1.5 kB'],
		[12_345_678, '12 MB'],
		[3.2e10, '32 GB'],
		[9e15, '9,000 TB'],
	])('say how large %d is: %s', (bytes, text) => {
		expect(words.bytes(bytes)).toBe(text);
	});

	it('say a hundred only when all is done', () => {
		expect([words.percent(0), words.percent(0.999), words.percent(1)]).toEqual(['0%', '99%', '100%']);
	});

	it('tell days as the site has them', () => {
		// Some versions of ICU put thin spaces around the dash.
		expect(words.span(Date.UTC(2026, 0, 31, 23, 30), Date.UTC(2026, 1, 3)).replace(/\s*–\s*/u, '–')).toBe('1–3 Feb 2026');
	});
});
