import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCsv } from './csv.ts';
import { formatOf } from './formats/formats.ts';
import { readLines } from './lines.ts';
import type { RowBatch } from './rows.ts';

let directory: string;
let file: string;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-files-'));
	file = join(directory, 'file');
});
afterEach(() => rm(directory, { recursive: true }));

async function all<Row>(batches: AsyncGenerator<RowBatch<Row>, void>) {
	const rows: RowBatch<Row>['rows'][number][] = [];
	for await (const batch of batches) rows.push(...batch.rows);
	return rows;
}

describe('the lines of a file', () => {
	it.each([
		['plain', (text: string) => Buffer.from(text)],
		['packed', (text: string) => gzipSync(text)],
	])('are read, %s, with CRLF and without an end', async (_, pack) => {
		await writeFile(file, pack('a\r\nä\n\nlast'));
		expect(await all(readLines(file, 10, 0))).toEqual(
			['a', 'ä', '', 'last'].map((row, index) => ({ number: index + 1, line: index + 1, row })),
		);
		expect(await all(readLines(file, 10, 3))).toEqual([{ number: 4, line: 4, row: 'last' }]);
	});

	it('are faults when they are endless, and what follows is read', async () => {
		await writeFile(file, `a\n${'x'.repeat(3_000_000)}\nb\n`);
		expect(await all(readLines(file, 10, 0))).toEqual([
			{ number: 1, line: 1, row: 'a' },
			{ number: 2, line: 2, fault: 'The line is too long.' },
			{ number: 3, line: 3, row: 'b' },
		]);
	});

	it('end with the words of whoever unpacks when the archive is broken', async () => {
		await writeFile(file, gzipSync('a\n'.repeat(100_000)).subarray(0, 100));
		await expect(all(readLines(file, 10, 0))).rejects.toThrow(/unexpected end/i);
	});
});

describe('the rows of a CSV', () => {
	it('are read with line breaks in quotes, by the names of the head', async () => {
		await writeFile(file, gzipSync('\ufeffa,b\r\n1,"x\ny"\r\n\r\n2,"say ""hi"""\r\n'));
		expect(await all(readCsv(file, 10, 0))).toEqual([
			{ number: 1, line: expect.any(Number), row: { a: '1', b: 'x\ny' } },
			{ number: 2, line: expect.any(Number), row: { a: '2', b: 'say "hi"' } },
		]);
		expect((await all(readCsv(file, 10, 1))).map(({ number }) => number)).toEqual([2]);
	});

	it('are faults with their line when fields are missing or too many', async () => {
		await writeFile(file, 'a,b\n1,2\n3\n4,5,6\n7,8"x\n');
		expect((await all(readCsv(file, 10, 0))).map((row) => ('fault' in row ? [row.line, row.fault] : row.row))).toEqual([
			{ a: '1', b: '2' },
			[3, 'The row has 1 fields, the head 2.'],
			[4, 'The row has 3 fields, the head 2.'],
			{ a: '7', b: '8"x' },
		]);
	});

	it('end where a quote is opened and never closed', async () => {
		await writeFile(file, `a,b\n1,2\n3,"${'4,5\n'.repeat(200_000)}`);
		await expect(all(readCsv(file, 10, 0))).rejects.toThrow(/record|quote/i);
	});
});

describe('the format of a file', () => {
	const line = '203.0.113.9 - - [10/Oct/2025:13:55:36 +0200] "GET / HTTP/1.1" 200 1 "-" "x"\n';
	it.each([
		['footfall', Buffer.from('PAR1....')],
		['access_log', Buffer.from(`broken\n${line}`)],
		['access_log', gzipSync(line.repeat(5000))],
		['goatcounter', gzipSync('2Path,Title,Event,UserAgent\n')],
		['goatcounter', Buffer.from('\ufeff"2Path","Title","Event"\n')],
		['umami', Buffer.from('"website_id","session_id","url_path"\n')],
	])('is %s', async (format, content) => {
		await writeFile(file, content);
		expect(await formatOf(file)).toBe(format);
	});

	it.each([
		['PK\x03\x04', 'ZIP archive'],
		['a,b,c\n1,2,3\n', 'Neither Parquet of Footfall'],
		['', 'Neither Parquet of Footfall'],
		['\x1f\x8bnonsense', 'Neither Parquet of Footfall'],
	])('is unknown, and said to be: %j', async (content, words) => {
		await writeFile(file, Buffer.from(content, 'latin1'));
		await expect(formatOf(file)).rejects.toMatchObject({ code: 'invalid_import', message: expect.stringContaining(words) });
	});
});
