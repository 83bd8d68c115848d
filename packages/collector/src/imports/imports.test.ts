import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ErrorBody, FootfallError, type ImportInfo } from '@footfall/protocol';
import { strToU8, zipSync } from 'fflate';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Aggregator, createAggregator } from '../aggregate/aggregator.ts';
import { createMemoryLog } from '../aggregate/testing/memoryLog.ts';
import type { ControlDatabase } from '../control/control.ts';
import { openSqliteControl } from '../control/sqlite.ts';
import { createExports } from '../exports/exports.ts';
import { renderError } from '../http/errors.ts';
import { exportRoutes } from '../http/exports.ts';
import { importRoutes } from '../http/imports.ts';
import { noGeo } from '../ingest/geo.ts';
import type { LogEntry } from '../log/log.ts';
import { silentLogger } from '../logger.ts';
import { openDuckdbStore } from '../store/duckdb/duckdb.ts';
import type { Store } from '../store/store.ts';
import { createImports, type Imports } from './imports.ts';

const NOW = Date.UTC(2026, 4, 1);
const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const pad = (n: number): string => String(n).padStart(2, '0');
/** One page view a minute, by a few visitors. */
const line = (n: number, path = `/page/${n % 7}`): string =>
	`203.0.113.${n % 5} - - [10/Oct/2025:${pad(Math.floor(n / 60) % 24)}:${pad(n % 60)}:00 +0000] "GET ${path} HTTP/1.1" 200 1 "https://google.com/" "${agent}"`;
const logOf = (count: number): string => `${Array.from({ length: count }, (_, n) => line(n)).join('\n')}\n`;

let directory: string;
let control: ControlDatabase;
let store: Store;
let log: ReturnType<typeof createMemoryLog>;
let aggregator: Aggregator;
let imports: Imports;
let app: Hono;
let site: string;
let ids: number;
let free: number;
/** Called before each append; what it throws, the log throws. */
let beforeAppend: (entries: readonly LogEntry[]) => void;

function openImports(): Imports {
	return createImports({
		books: control.imports,
		control,
		log: {
			stats: () => log.stats(),
			async append(entries) {
				beforeAppend(entries);
				await log.append(entries);
			},
		},
		geo: () => noGeo,
		store: () => store,
		aggregator: () => ({
			caughtUp: aggregator.caughtUp,
			takeOut: aggregator.takeOut,
			putSums: store.putSums,
			stats: async () => aggregator.stats(),
		}),
		directory: join(directory, 'imports'),
		reserveBytes: 1000,
		freeBytes: () => free,
		clock: () => NOW,
		newId: () => `import-${ids++}`,
		newSalt: () => Buffer.alloc(32, 7),
		logger: silentLogger,
	});
}

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-imports-'));
	ids = 0;
	free = Number.POSITIVE_INFINITY;
	beforeAppend = () => {};
	control = openSqliteControl({ path: ':memory:', clock: () => NOW, firstSite: { domain: 'shop.example' } });
	control.createSite({ domain: 'other.example' });
	site = control.findSite('shop.example')?.id ?? '';
	store = await openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 128, logger: silentLogger });
	log = createMemoryLog();
	aggregator = createAggregator({ log, store, clock: () => NOW, logger: silentLogger, paceMs: 0 });
	aggregator.start();
	imports = openImports();
	const exports = createExports({
		store: () => store,
		directory: join(directory, 'exports'),
		reserveBytes: 0,
		clock: () => NOW,
		newId: () => `export-${ids++}`,
	});
	app = new Hono()
		.route('/', exportRoutes({ exports, control }))
		.route('/', importRoutes({ imports: { ...imports, ...delegate() }, control }));
	app.onError(renderError(silentLogger));
});
afterEach(async () => {
	await imports.close();
	await aggregator.close();
	await store.close();
	control.close();
	await rm(directory, { recursive: true });
});

/** A test may open the imports anew. */
function delegate(): Pick<Imports, 'list' | 'create' | 'receive' | 'undo'> {
	return {
		list: (...given) => imports.list(...given),
		create: (...given) => imports.create(...given),
		receive: (...given) => imports.receive(...given),
		undo: (...given) => imports.undo(...given),
	};
}

type Body = string | Buffer<ArrayBuffer>;
const request = (method: string, path: string, body?: Body): Promise<Response> =>
	Promise.resolve(app.request(`/api/sites/${path}`, { method, ...(body === undefined ? {} : { body }) }));
async function bring(body: Body, of = site, query = 'name=access.log'): Promise<ImportInfo> {
	const response = await request('POST', `${of}/imports?${query}&bytes=${Buffer.byteLength(body)}`, body);
	expect(response.status).toBe(201);
	return (await response.json()) as ImportInfo;
}
async function settled(id: string, of = site): Promise<ImportInfo | undefined> {
	await imports.idle();
	await aggregator.caughtUp();
	return imports.list(of).find((info) => info.id === id);
}
const errorOf = async (response: Response): Promise<ErrorBody['error']> => ((await response.json()) as ErrorBody).error;
const select = (sql: string) => store.query({ sql, params: [] });
/** All that answers are made of, in an order of its own; the id of a visit differs from site to site. */
async function everything(of = site): Promise<unknown> {
	const events = `SELECT event_id(page_time, page_random, n) AS id, visit >> 22 AS began, * EXCLUDE (site, import_id, visit, page_time, page_random, delay) FROM events WHERE site = '${of}' ORDER BY id`;
	return [await select(events), await select(`SELECT * EXCLUDE (site, visit) FROM visits WHERE site = '${of}' ORDER BY start, visitor`)];
}
const pixelEvent = (n: number, time: number, visitor = '00000000000000aa'): LogEntry => ({
	key: '',
	route: 0,
	value: JSON.stringify({
		v: 1,
		id: `${time.toString(36)}live0000000${n}.0`,
		site,
		name: 'pageview',
		time,
		received: time,
		visitor,
		route: 0,
		bot: 0,
		dims: { pathname: `/live/${n}`, source: 'Live' },
	}),
});

describe('an import', () => {
	it('makes page views of an access log, and visits of them', async () => {
		const { id } = await bring(`${logOf(300)}nonsense\n${line(1, '/a.css')}\n`);
		expect(await settled(id)).toMatchObject({
			name: 'access.log',
			format: 'access_log',
			state: 'done',
			done: 1,
			rows: 302,
			events: 300,
			skipped: 1,
			bad: 1,
			faults: [{ line: 301, message: 'The line is not in the combined log format.' }],
			from: Date.UTC(2025, 9, 10),
			to: Date.UTC(2025, 9, 10, 4, 59),
		});
		expect(await select('SELECT count(*), count(DISTINCT visitor), min(source), min(browser), min(os), max(bot) FROM events')).toEqual([
			[300, 5, 'Google', 'Firefox', 'Linux', 0],
		]);
		// The five come every five minutes, all the time.
		expect(await select('SELECT count(*), sum(pageviews) FROM visits')).toEqual([[5, 300]]);
		expect(await readdir(join(directory, 'imports'))).toEqual([]);
		expect(control.imports.get(id)?.salt).toBeUndefined();
	});

	it('stores nothing twice, whichever import it comes by', async () => {
		const first = await bring(logOf(50));
		await settled(first.id);
		const before = await everything();
		const second = await bring(logOf(60));
		await settled(second.id);
		expect(await select('SELECT count(*) FROM events')).toEqual([[60]]);
		imports.undo(site, second.id);
		await settled(second.id);
		expect(await everything()).toEqual(before);
	});

	it('is undone without a trace, and what was there before stays as it was', async () => {
		const at = Date.UTC(2025, 9, 10, 0, 10);
		await log.append([pixelEvent(1, at), pixelEvent(2, at + 60_000)]);
		await aggregator.caughtUp();
		const before = await everything();
		const { id } = await bring(logOf(120));
		await settled(id);
		const version = store.version();
		const response = await request('DELETE', `${site}/imports/${id}`);
		expect([response.status, ((await response.json()) as ImportInfo).state]).toEqual([202, 'undoing']);
		expect(await settled(id)).toBeUndefined();
		expect(await everything()).toEqual(before);
		expect(store.version()).toBeGreaterThan(version);
	});

	it('goes on where it was when the process is killed, to the same result', async () => {
		const whole = await bring(logOf(1500));
		await settled(whole.id);
		const expected = [await everything(), imports.list(site)[0]?.events];
		imports.undo(site, whole.id);
		await settled(whole.id);

		let appends = 0;
		beforeAppend = () => {
			if (++appends === 4) throw new Error('killed');
		};
		const { id } = await bring(logOf(1500));
		await imports.idle();
		// As a kill leaves it: running, with its file, and with a position from before what the log has already.
		const book = control.imports.get(id);
		if (book === undefined) throw new Error('There is no book.');
		await imports.close();
		const { reason: _, finishedAt: __, ...info } = book.info;
		control.imports.put({
			...book,
			salt: Buffer.alloc(32, 7),
			position: 250,
			info: { ...info, state: 'running', rows: 250, events: 250, faults: [] },
		});
		await writeFile(join(directory, 'imports', `${id}.upload`), logOf(1500));
		beforeAppend = () => {};
		imports = openImports();
		imports.start();
		expect(await settled(id)).toMatchObject({ state: 'done', rows: 1500, events: 1500 });
		expect([await everything(), imports.list(site)[0]?.events]).toEqual(expected);
	});

	it('waits while the log is full, and says why it ended when it cannot go on', async () => {
		let refused = 0;
		beforeAppend = () => {
			if (refused++ < 1) throw new FootfallError('log_full');
		};
		const { id } = await bring(logOf(10));
		expect(await settled(id)).toMatchObject({ state: 'done', events: 10 });
		const broken = await bring(Buffer.from('PAR1 this is none PAR1'));
		expect(await settled(broken.id)).toMatchObject({ state: 'failed', reason: 'This is no Parquet file that Footfall has exported.' });
		const unknown = await bring('a,b\n1,2\n');
		expect(unknown).toMatchObject({ state: 'failed', reason: expect.stringContaining('Neither Parquet of Footfall') });
		expect((await request('DELETE', `${site}/imports/${unknown.id}`)).status).toBe(204);
		expect(imports.list(site).map(({ id: left }) => left)).toEqual(expect.arrayContaining([id, broken.id]));
	});

	it('comes in parts, and goes on after one that broke off', async () => {
		const text = logOf(100);
		const [a, b] = [text.slice(0, 1000), text.slice(1000)];
		const created = (await (await request('POST', `${site}/imports?name=a&bytes=${text.length}`)).json()) as ImportInfo;
		expect(created).toMatchObject({ state: 'uploading', uploaded: 0 });
		expect(await (await request('PATCH', `${site}/imports/${created.id}?offset=0`, a)).json()).toMatchObject({ uploaded: 1000 });
		expect(await errorOf(await request('PATCH', `${site}/imports/${created.id}?offset=0`, a))).toMatchObject({
			code: 'upload_gap',
			at: 'offset',
		});
		expect(await errorOf(await request('PATCH', `${site}/imports/${created.id}?offset=1000`, `${b}more`))).toMatchObject({
			code: 'body_too_large',
		});
		expect(await (await request('PATCH', `${site}/imports/${created.id}?offset=1000`, b)).json()).toMatchObject({ state: 'running' });
		expect(await settled(created.id)).toMatchObject({ state: 'done', events: 100 });
	});

	it.each([
		['POST', 'imports?name=a&bytes=0', 'invalid_import'],
		['POST', 'imports?name=a&bytes=99999999999999', 'body_too_large'],
		['POST', 'imports?name=a&bytes=12&format=word', 'invalid_import'],
		['POST', 'imports?name=a', 'invalid_import'],
		['PATCH', 'imports/..%2f..%2fcontrol.db?offset=0', 'not_found'],
		['PATCH', 'imports/none?offset=-1', 'invalid_import'],
		['DELETE', 'imports/none', 'not_found'],
	])('refuses %s %s', async (method, path, code) => {
		expect(await errorOf(await request(method, `${site}/${path}`))).toMatchObject({ code });
	});

	it('begins only where there is room, and belongs to its site', async () => {
		const { id } = await bring(logOf(3));
		const other = control.findSite('other.example')?.id ?? '';
		expect(await errorOf(await request('DELETE', `${other}/imports/${id}`))).toMatchObject({ code: 'not_found' });
		expect(await (await request('GET', `${other}/imports`)).json()).toEqual({ imports: [] });
		free = 1050;
		expect(await errorOf(await request('POST', `${site}/imports?name=a&bytes=100`))).toMatchObject({ code: 'disk_full' });
	});

	it('shows hostile names as text, and never as paths', async () => {
		const { id, name } = await bring(logOf(1), site, `name=${encodeURIComponent('../../\u0000\u202e<script>')}`);
		expect(name).toBe('../../<script>');
		await settled(id);
		expect(await readdir(join(directory, 'imports'))).toEqual([]);
	});
});

describe("Footfall's own Parquet", () => {
	it('is the same in another site as where it came from, visits included, and twice is once', async () => {
		const midnight = Date.UTC(2025, 9, 11);
		await log.append([pixelEvent(1, midnight - 60_000), pixelEvent(2, midnight + 60_000)]);
		const raw = (fields: Record<string, unknown>): LogEntry => ({
			key: '',
			route: 0,
			value: JSON.stringify({
				...{
					v: 1,
					site,
					time: midnight,
					received: midnight + 5,
					visitor: '00000000000000bb',
					route: 3,
					bot: 0,
					dims: { pathname: '/x', title: '=1', country: 'DE' },
				},
				...fields,
			}),
		});
		const page = `${midnight.toString(36)}abcdefghijk_`;
		await log.append([
			raw({ id: `${page}.0`, name: 'pageview', session: 's' }),
			raw({
				id: `${page}.1`,
				name: 'Signup',
				props: { plan: 'pro', n: 1, ok: true },
				revenue: { amount: 999, currency: 'EUR' },
				user: '00000000000000cc',
				persistent: true,
			}),
			raw({ id: `${page}.2`, name: 'Seen', interactive: false }),
			raw({ id: `${page}.3`, name: 'page_unload', totals: { engaged: 12_000, scroll: 80, cls: 0.25 }, time: midnight + 20_000 }),
			raw({ id: `${midnight.toString(36)}waitingwaiti.1`, name: 'page_unload', totals: { engaged: 1 } }),
		]);
		const { id } = await bring(logOf(90));
		await settled(id);
		const file = Buffer.from(await (await request('GET', `${site}/export?format=parquet`)).arrayBuffer());
		const other = control.findSite('other.example')?.id ?? '';
		const first = await bring(file, other, 'name=a.parquet');
		expect(await settled(first.id, other)).toMatchObject({ format: 'footfall', state: 'done', rows: 97, events: 97, bad: 0 });
		expect(await everything(other)).toEqual(await everything());
		const second = await bring(file, other, 'name=a.parquet');
		await settled(second.id, other);
		expect(await everything(other)).toEqual(await everything());
		imports.undo(other, first.id);
		await settled(first.id, other);
		expect(await everything(other)).toEqual([[], []]);
	});

	it('takes nothing from rows that are not what they seem', async () => {
		const file = join(directory, 'hostile.parquet');
		const rows = [
			`('a.0', 'pageview', now()::VARCHAR, '00000000000000aa', NULL, 'x')`,
			`('${NOW.toString(36)}abcdefghijk_.0', 'pageview', '2026-04-01', 'nobody', NULL, 'x')`,
			`('${NOW.toString(36)}abcdefghijk_.1', '', '2026-04-01', '00000000000000aa', NULL, 'x')`,
			`('${NOW.toString(36)}abcdefghijk_.2', 'x', '2026-04-01', '00000000000000aa', '{"a":{"b":1}}', 'x')`,
			`('${NOW.toString(36)}abcdefghijk_.3', 'x', '9999-04-01', '00000000000000aa', NULL, 'x')`,
			`('${NOW.toString(36)}abcdefghijk_.4', 'x', '2026-04-01', '00000000000000aa', '[', 'x')`,
			`('${NOW.toString(36)}abcdefghijk_.5', 'x', '2026-04-01', '00000000000000aa', NULL, repeat('p', 100000))`,
		];
		await store.copy(
			{ sql: `SELECT * FROM (VALUES ${rows.join(', ')}) t(event_id, name, time, visitor, props, pathname)`, params: [] },
			{ file, format: 'parquet' },
		);
		const { id } = await bring(await readFile(file), site, 'name=x');
		expect(await settled(id)).toMatchObject({ state: 'done', rows: 7, events: 1, bad: 6 });
		expect(await select('SELECT max(length(pathname)) FROM events')).toEqual([[2000]]);
		expect(aggregator.stats().state).toBe('running');
	});
});

describe('an import that is undone while it is read', () => {
	it('stops, and leaves nothing', async () => {
		let reached: () => void = () => {};
		const underway = new Promise<void>((resolve) => {
			reached = resolve;
		});
		beforeAppend = () => reached();
		const { id } = await bring(logOf(3000));
		await underway;
		expect(imports.undo(site, id)).toMatchObject({ state: 'undoing' });
		expect(imports.list(site)[0]).toMatchObject({ id, state: 'undoing' });
		expect(await settled(id)).toBeUndefined();
		expect(await everything()).toEqual([[], []]);
		expect(await readdir(join(directory, 'imports'))).toEqual([]);
	});
});

it("brings Umami's events with their properties, once", async () => {
	const files = {
		'website_event.csv':
			'website_id,session_id,event_id,hostname,url_path,event_type,event_name,region,country,created_at\nw,s,e-1,shop.example,/cart,2,Buy,DE-BE,DE,2025-07-09 01:00:00\nw,s,e-2,shop.example,/,1,,DE-BE,DE,2025-07-09 01:00:00\n',
		'event_data.csv':
			'website_id,event_id,data_key,string_value,number_value,date_value,data_type\nw,e-1,price,9.9900,9.99,,2\nw,e-2,plan,x,,,1\n',
	};
	const zip = Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));
	const first = await bring(zip, site, 'name=umami.zip');
	expect(await settled(first.id)).toMatchObject({ format: 'umami', state: 'done', done: 1, rows: 2, events: 2, bad: 0 });
	const again = await bring(zip, site, 'name=umami.zip');
	expect(await settled(again.id)).toMatchObject({ state: 'done', events: 2 });
	expect(await select('SELECT name, props, region, region_name FROM events ORDER BY name')).toEqual([
		['Buy', '{"price":9.99}', 'DE-BE', 'Berlin'],
		['pageview', null, 'DE-BE', 'Berlin'],
	]);
});
