import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { cellOf, fileOf, type Table, type TableColumn, tableOf } from './table.ts';
import { toXlsx } from './xlsx.ts';

const table: Table = {
	head: ['Source', 'Visitors', 'Visitors'],
	rows: [
		['Google', 12, 3],
		['=1+1', null, 0.5],
		['<b>&"\u0000\ud800', 0, null],
	],
};

describe('a table as a file', () => {
	it('is made of rows by its columns', () => {
		const columns: TableColumn<{ name: string; people: number | null }>[] = [
			{ label: 'Step', value: ({ name }) => name },
			{ label: 'Visitors', value: ({ people }) => people },
		];
		const steps = [
			{ name: '/', people: 3 },
			{ name: '@evil', people: null },
		];
		expect(tableOf(columns, steps)).toEqual({
			head: ['Step', 'Visitors'],
			rows: [
				['/', 3],
				['@evil', null],
			],
		});
	});

	it('writes money with its currency, and nothing else than it is', () => {
		expect(
			cellOf([
				{ value: 9.99, currency: 'EUR' },
				{ value: 5, currency: 'USD' },
			]),
		).toBe('9.99 EUR, 5 USD');
		expect([cellOf(0), cellOf(null)]).toEqual([0, null]);
	});

	it('is CSV that says that it is UTF-8, without formulas', async () => {
		const bytes = new Uint8Array(await (await fileOf(table, 'csv')).arrayBuffer());
		expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
		expect(new TextDecoder().decode(bytes)).toContain("\r\n'=1+1,,0.5\r\n");
	});

	it('is JSON by the names of the columns, each its own', async () => {
		expect(JSON.parse(await (await fileOf(table, 'json')).text())).toEqual([
			{ Source: 'Google', Visitors: 12, 'Visitors 2': 3 },
			{ Source: '=1+1', Visitors: null, 'Visitors 2': 0.5 },
			{ Source: '<b>&"\u0000\ud800', Visitors: 0, 'Visitors 2': null },
		]);
	});

	it('is a workbook whose numbers are numbers and whose texts are never formulas', async () => {
		const blob = await fileOf(table, 'xlsx');
		const files = unzipSync(new Uint8Array(await blob.arrayBuffer()));
		const sheet = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
		expect(Object.keys(files)).toContain('[Content_Types].xml');
		expect(sheet).toContain('<row><c t="inlineStr"><is><t xml:space="preserve">Google</t></is></c><c><v>12</v></c><c><v>3</v></c></row>');
		expect(sheet).toContain('<c t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c><c/><c><v>0.5</v></c>');
		expect(sheet).toContain('&lt;b&gt;&amp;"\ufffd');
		expect(sheet).not.toContain('<f>');
	});

	it('holds no more in a cell than a workbook may', () => {
		const sheet = strFromU8(
			unzipSync(toXlsx({ head: ['a'], rows: [['x'.repeat(50_000)]] }))['xl/worksheets/sheet1.xml'] ?? new Uint8Array(),
		);
		expect(sheet.match(/x+/g)?.some((run) => run.length === 32_767)).toBe(true);
	});
});
