import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { DaySum, ImportInfo } from '@footfall/protocol';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlDatabase } from '../control/control.ts';
import { openSqliteControl } from '../control/sqlite.ts';
import { noGeo } from '../ingest/geo.ts';
import { silentLogger } from '../logger.ts';
import { openDuckdbStore } from '../store/duckdb/duckdb.ts';
import type { ImportKey, Store } from '../store/store.ts';
import { createImports, type Imports } from './imports.ts';

const NOW = Date.UTC(2026, 4, 1);
const DAY = 86_400_000;
const isoDay = (n: number): string => new Date(Date.UTC(2025, 0, 1) + n * DAY).toISOString().slice(0, 10);

let directory: string;
let control: ControlDatabase;
let store: Store;
let imports: Imports;
let site: string;
let ids: number;
/** Called before sums are put; what it throws, the store throws. */
let beforePut: (from: number, rows: readonly DaySum[]) => void;

const refold = () => ({ events: [], opened: [] });
function openImports(): Imports {
	return createImports({
		books: control.imports,
		control,
		log: {
			stats: () => {
				throw new Error('sums are no matter of the log');
			},
			append: () => Promise.reject(new Error('sums are no matter of the log')),
		},
		geo: () => noGeo,
		store: () => store,
		aggregator: () => ({
			// A log that nothing was ever written to is at no position that could be waited for.
			caughtUp: () => new Promise(() => {}),
			takeOut: (of: ImportKey) => store.takeOut(of, refold),
			async putSums(of, from, rows) {
				beforePut(from, rows);
				return await store.putSums(of, from, rows);
			},
			stats: async () => ({ behind: 0 }),
		}),
		directory: join(directory, 'imports'),
		reserveBytes: 0,
		clock: () => NOW,
		newId: () => `import-${ids++}`,
		newSalt: () => Buffer.alloc(32, 7),
		logger: silentLogger,
	});
}

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-sums-'));
	ids = 0;
	beforePut = () => {};
	control = openSqliteControl({ path: ':memory:', clock: () => NOW, firstSite: { domain: 'shop.example' } });
	site = control.findSite('shop.example')?.id ?? '';
	store = await openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 128, logger: silentLogger });
	imports = openImports();
});
afterEach(async () => {
	await imports.close();
	await store.close();
	control.close();
	await rm(directory, { recursive: true });
});

async function* once(body: Uint8Array) {
	yield body;
}
async function bring(body: string | Uint8Array, name = 'export.zip'): Promise<ImportInfo> {
	const bytes = typeof body === 'string' ? Buffer.from(body) : body;
	const { id } = imports.create(site, { name, bytes: bytes.byteLength });
	await imports.receive(site, id, 0, once(bytes));
	await imports.idle();
	return imports.list(site).find((info) => info.id === id) ?? { ...(await Promise.reject(new Error('gone'))) };
}
const kept = (columns: string, where = 'TRUE') =>
	store.query({ sql: `SELECT ${columns} FROM (FROM imported WHERE ${where} ORDER BY day, line)`, params: [] });

const csv = (head: string, ...rows: string[]): string => `${[head.split(',').map((name) => `"${name}"`), ...rows].join('\n')}\n`;
const visitors = (days: number): string =>
	csv(
		'date,visitors,pageviews,bounces,visits,visit_duration',
		...Array.from({ length: days }, (_, n) => `"${isoDay(n)}",${n + 1},${3 * n},1,${n + 2},${60 * n}`),
	);
const plausibleZip = (files: Record<string, string>): Uint8Array =>
	zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

const export2025 = {
	'imported_visitors_20250101_20250103.csv': visitors(3),
	'imported_sources_20250101_20250103.csv': csv(
		'date,source,referrer,utm_source,utm_medium,utm_campaign,utm_content,utm_term,pageviews,visitors,visits,visit_duration,bounces',
		'"2025-01-01","Google","google.com","","","","","",70,23,25,8249,13',
		'"2025-01-01","Direct / None","","","","","","",7,2,2,0,1',
		'"2025-01-02","newsletter","","newsletter","email","spring","","",4,3,3,10,2',
	),
	'imported_pages_20250101_20250103.csv': csv(
		'date,hostname,page,visits,visitors,pageviews,total_scroll_depth,total_scroll_depth_visits',
		'"2025-01-01","www.shop.example","/shoes",8,8,9,100,2',
	),
	'imported_entry_pages_20250101_20250103.csv': csv(
		'date,entry_page,visitors,entrances,visit_duration,bounces,pageviews',
		'"2025-01-01","/",28,29,3573,13,64',
	),
	'imported_exit_pages_20250101_20250103.csv': csv(
		'date,exit_page,visitors,visit_duration,exits,bounces,pageviews',
		'"2025-01-01","/",14,224,15,13,23',
	),
	'imported_locations_20250101_20250103.csv': csv(
		'date,country,region,city,visitors,visits,visit_duration,bounces,pageviews',
		'"2025-01-01","DE","DE-BW",2929831,1,2,3132,0,13',
	),
	'imported_devices_20250101_20250103.csv': csv(
		'date,device,visitors,visits,visit_duration,bounces,pageviews',
		'"2025-01-01","Laptop",19,21,3545,11,36',
	),
	'imported_browsers_20250101_20250103.csv': csv(
		'date,browser,browser_version,visitors,visits,visit_duration,bounces,pageviews',
		'"2025-01-01","Microsoft Edge","111.0",1,1,987,0,3',
	),
	'imported_operating_systems_20250101_20250103.csv': csv(
		'date,operating_system,operating_system_version,visitors,visits,visit_duration,bounces,pageviews',
		'"2025-01-01","Mac","10.14",1,1,19,0,2',
	),
	'imported_custom_events_20250101_20250103.csv': csv(
		'date,name,link_url,path,visitors,events',
		'"2025-01-01","Signup","","",3,4',
		'"2025-01-01","pageview","","",3,4',
	),
	'readme.txt': 'not read',
};

describe("Plausible's export", () => {
	it('is read from its archive: ten tables, in the names that own visits have', async () => {
		const info = await bring(plausibleZip(export2025));
		expect(info).toMatchObject({ format: 'plausible', state: 'done', done: 1, rows: 15, events: 0, sums: 14, skipped: 1, bad: 0 });
		expect([info.from, info.to]).toEqual([Date.UTC(2025, 0, 1, 12), Date.UTC(2025, 0, 3, 12)]);
		expect(await kept('visitors, pageviews, bounces, visits, visit_duration, events', "kind = 'visitors'")).toEqual([
			[1, 0, 1, 2, 0, null],
			[2, 3, 1, 3, 60, null],
			[3, 6, 1, 4, 120, null],
		]);
		expect(await kept('source, referrer, channel, utm_source, utm_medium, utm_campaign, visitors', "kind = 'sources'")).toEqual([
			['Google', 'google.com', 'Organic Search', '', '', '', 23],
			['', '', '', '', '', '', 2],
			['Newsletter', '', 'Email', 'newsletter', 'email', 'spring', 3],
		]);
		const one = async (columns: string, kind: string) => (await kept(columns, `kind = '${kind}'`))[0];
		expect(await one('hostname, pathname, visits, visitors, pageviews, bounces', 'pages')).toEqual([
			'shop.example',
			'/shoes',
			8,
			8,
			9,
			null,
		]);
		expect(await one('entry_page, visits, bounces', 'entry_pages')).toEqual(['/', 29, 13]);
		expect(await one('exit_page, visits, visit_duration', 'exit_pages')).toEqual(['/', 15, 224]);
		expect(await one('country, region, region_name, visits', 'locations')).toEqual(['DE', 'DE-BW', 'Baden-Württemberg', 2]);
		expect(await one('device, visits', 'devices')).toEqual(['Desktop', 21]);
		expect(await one('browser, browser_version', 'browsers')).toEqual(['Edge', '111']);
		expect(await one('os, os_version', 'operating_systems')).toEqual(['macOS', '10.14']);
		expect(await kept('name, visitors, events, visits', "kind = 'custom_events'")).toEqual([['Signup', 3, 4, null]]);
	});

	it('is read from one of its files alone, whose head tells which it is', async () => {
		expect(await bring(visitors(400), 'imported_visitors.csv')).toMatchObject({ format: 'plausible', state: 'done', rows: 400, sums: 400 });
		expect(await kept('count(*), sum(visitors)')).toEqual([[400, (400 * 401) / 2]]);
	});

	it('changes nothing when it comes again, in whatever form', async () => {
		await bring(plausibleZip(export2025));
		const before = await kept('*');
		expect(await bring(plausibleZip(export2025))).toMatchObject({ state: 'done', rows: 15, sums: 0, skipped: 15 });
		expect(await bring(visitors(4), 'alone.csv')).toMatchObject({ rows: 4, sums: 1, skipped: 3 });
		expect((await kept('*')).slice(0, before.length)).toEqual(before);
	});

	it('is undone without a trace', async () => {
		const first = await bring(visitors(3));
		const second = await bring(visitors(5));
		imports.undo(site, first.id);
		await imports.idle();
		expect(imports.list(site).map(({ id }) => id)).toEqual([second.id]);
		expect(await kept('day - 20089, visitors')).toEqual([
			[3, 4],
			[4, 5],
		]);
		imports.undo(site, second.id);
		await imports.idle();
		expect(await kept('count(*)')).toEqual([[0]]);
		expect(imports.list(site)).toEqual([]);
	});

	it.each([1, 2, 3])('goes on where it was when the process ended before or after step %i was stored', async (at) => {
		const days = 12_000;
		const body = csv(
			'date,device,visitors,visits,visit_duration,bounces,pageviews',
			...Array.from({ length: days }, (_, n) => `"${isoDay(n % 300)}","Laptop",${n % 7},1,1,1,1`),
		);
		for (const fails of ['before', 'after'] as const) {
			let steps = 0;
			const put = store.putSums.bind(store);
			beforePut = () => {
				if (++steps === at && fails === 'before') throw new Error('killed');
			};
			store = {
				...store,
				async putSums(...given) {
					const stored = await put(...given);
					if (steps === at && fails === 'after') throw new Error('killed');
					return stored;
				},
			};
			const broken = await bring(body);
			expect(broken.state).toBe('failed');
			// As a killed process leaves it: running, at the last position that was kept.
			const book = control.imports.get(broken.id);
			if (book === undefined) throw new Error('no book');
			const { reason: _, finishedAt: __, ...info } = book.info;
			control.imports.put({ ...book, info: { ...info, state: 'running' } });
			await writeFile(join(directory, 'imports', `${broken.id}.upload`), body);
			store = { ...store, putSums: put };
			beforePut = () => {};
			await imports.close();
			imports = openImports();
			imports.start();
			await imports.idle();
			expect(imports.list(site)[0]).toMatchObject({ state: 'done', rows: days, sums: days, skipped: 0 });
			expect(await kept('count(*), count(DISTINCT line)')).toEqual([[days, days]]);
			imports.undo(site, broken.id);
			await imports.idle();
		}
	});

	it('counts rows that cannot be used, with the file and the line of each', async () => {
		const file = csv(
			'date,visitors,pageviews,bounces,visits,visit_duration',
			'"2025-01-01",5,5,1,5,60',
			'"2025-02-30",5,5,1,5,60',
			'"2030-01-01",5,5,1,5,60',
			'"2025-01-02",many,5,1,5,60',
			'"2025-01-03",5,5',
		);
		const info = await bring(plausibleZip({ 'imported_visitors_20250101_20250103.csv': file }));
		expect(info).toMatchObject({ rows: 5, sums: 1, bad: 4 });
		expect(info.faults.map(({ line, message }) => `${line} ${message}`)).toEqual([
			'3 imported_visitors_20250101_20250103.csv: The date is none, or lies in the future.',
			'4 imported_visitors_20250101_20250103.csv: The date is none, or lies in the future.',
			'5 imported_visitors_20250101_20250103.csv: The number of visitors is none.',
			'6 imported_visitors_20250101_20250103.csv: The row has 3 fields, the head 6.',
		]);
	});

	it('that was not copied whole is taken as far as it goes, and says so', async () => {
		const whole = gzipSync(visitors(400));
		const info = await bring(whole.subarray(0, whole.length - 900), 'visitors.csv.gz');
		expect(info).toMatchObject({ state: 'failed', reason: expect.stringContaining('ends in its middle') });
		expect(info.sums).toBeGreaterThan(100);
		expect(await kept('count(*)')).toEqual([[info.sums]]);
	});

	it.each<[string, () => Uint8Array, RegExp]>([
		['of another tool', () => plausibleZip({ 'data.csv': 'a,b\n1,2\n' }), /none of Plausible’s/],
		['that is broken', () => plausibleZip(export2025).slice(0, 500), /cannot be read/],
		['that would unpack to much more', () => plausibleZip({ 'imported_visitors.csv': 'a'.repeat(4_000_000) }), /times its size/],
		[
			'of too many files',
			() => plausibleZip(Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`x${n}`, '']))),
			/more than 1000 files/,
		],
	])('is refused as an archive %s', async (_, file, reason) => {
		expect(await bring(file())).toMatchObject({ state: 'failed', rows: 0, reason: expect.stringMatching(reason) });
	});
});

const comments = (...lines: string[]): string =>
	`${['----------------------------------------', ...lines].map((line) => `# ${line}`).join('\n')}\n`;

describe('an export of Google Analytics 4', () => {
	it('is read where its rows have a date: an exploration, with its totals left out', async () => {
		const info = await bring(
			`${comments('Free form 1', 'Shop - GA4', '20250101-20250102')}\nDate,Session source,Session medium,Sessions,Total users,Engaged sessions,Views,Average session duration\n,,,30,20,10,90,60.5,Grand total\n20250101,google,organic,20,15,12,60,30.25\n20250102,(direct),(none),10,8,4,30,0\n`,
			'free-form.csv',
		);
		expect(info).toMatchObject({ format: 'ga4', state: 'done', sums: 2, bad: 0 });
		expect(await kept('kind, source, channel, visitors, visits, pageviews, bounces, visit_duration')).toEqual([
			['sources', 'Google', 'Organic Search', 15, 20, 60, 8, 605],
			['sources', '', '', 8, 10, 30, 6, 0],
		]);
	});

	it('is read where it counts days from a start, table after table', async () => {
		const info = await bring(
			`${comments('Reports snapshot', 'Start date: 20250101', 'End date: 20250102')}Nth day,Active users\n0000,12\n0001,15\n# \n# Start date: 20250101\n# End date: 20250102\nCountry,Active users\nGermany,20\n`,
			'snapshot.csv',
		);
		expect(info).toMatchObject({ format: 'ga4', state: 'done', sums: 2, bad: 0 });
		expect(await kept('kind, day - 20089, visitors, visits')).toEqual([
			['visitors', 0, 12, null],
			['visitors', 1, 15, null],
		]);
	});

	it('of rows without a date is refused, and says what to export instead', async () => {
		const file = `${comments('Traffic acquisition', 'Start date: 20250101', 'End date: 20250131')}Session primary channel group,Users,Sessions\nOrganic Search,100,120\n`;
		expect(await bring(file, 'traffic.csv')).toMatchObject({ state: 'failed', reason: expect.stringContaining('“Date”') });
	});

	it('does not take rows that something else breaks down further', async () => {
		const info = await bring(
			`${comments('Free form 1', '20250101-20250102')}\nDate,Page path,Page title,Total users,Views\n20250101,/a,One,5,6\n20250101,/a?x=1,2,5,6\n`,
		);
		expect(info).toMatchObject({ sums: 1, bad: 1, faults: [{ message: expect.stringContaining('page title') }] });
		expect(await kept('kind, pathname, visitors, pageviews')).toEqual([['pages', '/a', 5, 6]]);
	});
});
