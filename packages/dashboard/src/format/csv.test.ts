import { describe, expect, it } from 'vitest';
import { fileStem, toCsv } from './csv.ts';

describe('CSV', () => {
	it('quotes what needs it', () => {
		expect(
			toCsv([
				['a,b', 'say "hi"', 'two\nlines'],
				['plain', 1.5, null],
			]),
		).toBe('"a,b","say ""hi""","two\nlines"\r\nplain,1.5,\r\n');
	});

	it('defuses formulas, but not numbers', () => {
		const cells = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', -1];
		expect(toCsv([cells])).toBe("'=1+1,'+1,'-1,'@SUM(A1),'\tx,\"'\rx\",-1\r\n");
	});

	it('gets a name that every file system takes', () => {
		expect(fileStem(['example.com', 'Entry pages', '2026/11/21', ''])).toBe('example.com_Entry-pages_2026-11-21');
	});
});
