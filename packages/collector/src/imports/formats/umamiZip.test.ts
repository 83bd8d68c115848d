import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CsvRow } from '../csv.ts';
import { formatOf } from './formats.ts';
import { umamiZip } from './umamiZip.ts';

let directory: string;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-umami-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function written(files: Record<string, string>): Promise<string> {
	const file = join(directory, 'export.zip');
	await writeFile(file, zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));
	return file;
}

const events = (count: number): string =>
	`website_id,event_id,url_path,event_type,event_name\n${Array.from({ length: count }, (_, n) => `w,e-${n},/,2,Buy\n`).join('')}`;
const head = 'website_id,website_event_id,data_key,string_value,number_value,date_value,data_type\n';
const data = `${head}${[
	'w,e-1,plan,pro,,,1',
	'w,e-1,price,9.9900,9.99,,2',
	'w,e-1,gift,true,,,3',
	'w,e-1,since,2025-07-09T01:00:00.000Z,,2025-07-09 01:00:00,4',
	'w,e-1,sizes,"[""M"",""L""]",,,5',
	'w,e-2,plan,=cmd,,,1',
	'w,,plan,lost,,,1',
	`w,e-2,${'k'.repeat(301)},long,,,1`,
].join('\n')}\n`;

/** The rows of an archive after the first `done`: their numbers, and the properties that are found for them. */
async function read(file: string, done = 0) {
	const seen: { number: number; props: unknown }[] = [];
	const shares: number[] = [];
	const batches = umamiZip(
		file,
		done,
		(propsOf) => (rows) =>
			rows.map(({ number, ...item }) => ({ number, props: propsOf(('row' in item ? (item.row as CsvRow).event_id : undefined) ?? '') })),
	);
	for await (const { rows, share } of batches) {
		seen.push(...rows);
		shares.push(share);
	}
	return { seen, shares };
}

it('finds the properties of events, wherever their file lies in the archive', async () => {
	const { seen, shares } = await read(await written({ 'export/website_event.csv': events(4), 'export/event_data.csv': data }));
	expect(seen).toEqual([
		{ number: 1, props: undefined },
		{ number: 2, props: { plan: 'pro', price: 9.99, gift: true, since: '2025-07-09T01:00:00.000Z', sizes: '["M","L"]' } },
		{ number: 3, props: { plan: '=cmd' } },
		{ number: 4, props: undefined },
	]);
	expect(shares).toEqual(shares.toSorted((a, b) => a - b));
	expect(shares.at(-1)).toBe(1);
});

it('goes on after the rows that are done, with the properties gathered anew', async () => {
	const file = await written({ 'website_event.csv': events(500), 'event_data.csv': data.replaceAll('e-1', 'e-450') });
	const { seen } = await read(file, 449);
	expect([seen.length, seen[0]?.number, seen[1]?.props]).toEqual([51, 450, expect.objectContaining({ plan: 'pro' })]);
});

it('takes of an event as many properties as one may have', async () => {
	const many = Array.from({ length: 40 }, (_, n) => `w,e-0,k${n},v,,,1\n`).join('');
	const { seen } = await read(await written({ 'website_event.csv': events(1), 'event_data.csv': `${head}${many}` }));
	expect(Object.keys(seen[0]?.props ?? {})).toHaveLength(30);
});

it('is told from the archives of others by its events', async () => {
	expect(await formatOf(await written({ 'website_event.csv': events(1) }))).toBe('umami');
	expect(await formatOf(await written({ 'imported_visitors_20250101_20250103.csv': 'date,visitors\n' }))).toBe('plausible');
	await expect(formatOf(await written({ 'event_data.csv': data }))).rejects.toMatchObject({ code: 'invalid_import' });
	await expect(formatOf(await written({ '__MACOSX/website_event.csv': 'x' }))).rejects.toMatchObject({ code: 'invalid_import' });
});
