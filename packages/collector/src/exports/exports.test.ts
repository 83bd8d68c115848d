import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventRecord, idTime } from '@footfall/protocol';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fold } from '../aggregate/fold.ts';
import type { Site } from '../control/control.ts';
import { renderError } from '../http/errors.ts';
import { exportRoutes } from '../http/exports.ts';
import { silentLogger } from '../logger.ts';
import { openDuckdbStore } from '../store/duckdb/duckdb.ts';
import type { Store } from '../store/store.ts';
import { createExports, type Exports } from './exports.ts';

const NOON = Date.UTC(2026, 4, 1, 12);
const HOUR = 3_600_000;
const site: Site = { id: 'shop', domain: 'shop.example', name: 'Shop', timeZone: 'Europe/Berlin', aliases: [], createdAt: 0 };

function record(n: number, given: Partial<EventRecord> = {}): EventRecord {
	const time = given.time ?? NOON + n * HOUR;
	return {
		v: 1,
		id: `${idTime(time)}${String(n).padStart(8, '0')}0000.0`,
		site: 'shop',
		name: 'pageview',
		time,
		received: time + 250,
		visitor: `00000000000000${String(n % 90).padStart(2, '0')}`,
		route: 0,
		bot: 0,
		dims: { pathname: '/', country: 'DE' },
		...given,
	};
}

let directory: string;
let store: Store;
let exports: Exports;
let free = Number.POSITIVE_INFINITY;
let position: number | undefined;

async function keep(...records: EventRecord[]): Promise<void> {
	const next = (position ?? 0) + records.length;
	const changes = fold(records, { views: [], waiting: [], visits: [], links: [] });
	const stream = { epoch: 'e', topic: 't', partition: 0 };
	await store.write({ stream, from: position, next, consumed: records.length, duplicates: 0, conflicts: 0, quarantined: [], ...changes });
	position = next;
}

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-export-'));
	store = await openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 128, logger: silentLogger });
	free = Number.POSITIVE_INFINITY;
	position = undefined;
	let ids = 0;
	exports = createExports({
		store: () => store,
		directory: join(directory, 'exports'),
		reserveBytes: 1000,
		freeBytes: () => free,
		clock: () => NOON,
		newId: () => `export-${ids++}`,
		sliceEvents: 3,
	});
});
afterEach(async () => {
	await store.close();
	await rm(directory, { recursive: true });
});

function ask(query: string, init: RequestInit = {}): Promise<Response> {
	const app = new Hono().route('/', exportRoutes({ exports, control: { siteById: (id) => (id === 'shop' ? site : undefined) } }));
	app.onError(renderError(silentLogger));
	return Promise.resolve(app.request(`/api/sites/shop/export?${query}`, init));
}
const left = (): string[] => (existsSync(join(directory, 'exports')) ? readdirSync(join(directory, 'exports')) : []);

describe('the export of raw events', () => {
	it('writes CSV in order of time, slice by slice, and leaves nothing behind', async () => {
		await keep(record(7), ...Array.from({ length: 7 }, (_, n) => record(n)));
		const response = await ask('format=csv');
		expect(response.headers.get('Content-Disposition')).toBe('attachment; filename="shop.example.csv"');
		const [head, ...lines] = (await response.text()).trimEnd().split('\n');
		expect(head?.split(',').slice(0, 6)).toEqual(['event_id', 'site', 'name', 'time', 'received', 'visitor']);
		expect(lines.map((line) => line.split(',')[3])).toEqual(Array.from({ length: 8 }, (_, n) => new Date(NOON + n * HOUR).toISOString()));
		expect(lines[2]).toContain(`${record(2).id},shop.example,pageview,2026-05-01T14:00:00.000Z,2026-05-01T14:00:00.250Z,0000000000000002,`);
		expect(lines[2]).not.toContain('""');
		expect([left(), exports.stats()]).toEqual([[], expect.objectContaining({ running: 0, events: 8 })]);
	});

	it('takes the days of the range as the site has them', async () => {
		// Midnight in Berlin is 22:00 UTC.
		await keep(...[9, 10, 33, 34].map((n) => record(n)));
		const text = await (await ask('format=csv&from=2026-05-02&to=2026-05-02')).text();
		expect(text.match(/T\d\d:00:00\.000Z/g)).toEqual(['T22:00:00.000Z', 'T21:00:00.000Z']);
	});

	it.each(['=HYPERLINK("http://evil")', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx'])('keeps %j from being a formula', async (title) => {
		await keep(record(0, { dims: { pathname: '/', title } }));
		const text = await (await ask('format=csv')).text();
		const quoted = `'${title}`.includes('"') || /[\r\n]/.test(title) ? `"${`'${title}`.replaceAll('"', '""')}"` : `'${title}`;
		expect(text).toContain(quoted);
	});

	it('quotes commas, quotes and line breaks', async () => {
		await keep(record(0, { dims: { pathname: '/a,"b"\nc' } }));
		expect(await (await ask('format=csv')).text()).toContain('"/a,""b""\nc"');
	});

	it('writes Parquet that DuckDB reads, with types', async () => {
		await keep(
			record(0, { name: 'Signup', props: { plan: 'pro' }, revenue: { amount: 999, currency: 'EUR' }, user: 'u1', interactive: false }),
			record(1, { totals: { engaged: 1200, cls: 0.25 }, persistent: true }),
		);
		const file = join(directory, 'out.parquet');
		const response = await ask('format=parquet');
		expect(response.headers.get('Content-Type')).toBe('application/vnd.apache.parquet');
		await writeFile(file, Buffer.from(await response.arrayBuffer()));
		const sql = `SELECT event_id, name, epoch_ms(time), interactive, props, revenue_amount, "user", persistent, engaged, cls FROM read_parquet('${file}') ORDER BY time`;
		expect(await store.query({ sql, params: [] })).toEqual([
			[record(0).id, 'Signup', NOON, false, '{"plan":"pro"}', 999, 'u1', false, null, null],
			[record(1).id, 'pageview', NOON + HOUR, false, null, null, '', true, 1200, 0.25],
		]);
		expect(left()).toEqual([]);
	});

	it('has only a head when there is nothing', async () => {
		expect((await (await ask('format=csv')).text()).split('\n')).toHaveLength(2);
		expect((await (await ask('format=parquet')).arrayBuffer()).byteLength).toBeGreaterThan(100);
	});

	it('ends when the reader leaves, and tells of itself until then', async () => {
		await keep(...Array.from({ length: 9 }, (_, n) => record(n)));
		const response = await ask('format=csv');
		const reader = response.body?.getReader();
		await reader?.read();
		await reader?.read();
		expect(exports.running('shop')).toEqual([
			expect.objectContaining({ id: 'export-0', format: 'csv', events: 9, phase: 'sending', done: expect.closeTo(3 / 9) }),
		]);
		expect(exports.running('other')).toEqual([]);
		await reader?.cancel();
		expect([exports.running('shop'), left()]).toEqual([[], []]);
	});

	it('tells how far a Parquet file is that is being written, and then that nothing of it is sent', async () => {
		await keep(record(0));
		const seen: unknown[] = [];
		const now = (): void => void seen.push(...exports.running('shop').map(({ phase, done }) => [phase, done]));
		const { copy } = store;
		store = {
			...store,
			async copy(statement, target, options) {
				now();
				options?.onProgress?.(0.4);
				now();
				return await copy(statement, target, options);
			},
		};
		const reader = (await ask('format=parquet')).body?.getReader();
		await reader?.read();
		now();
		expect(seen).toEqual([
			['writing', undefined],
			['writing', 0.4],
			['sending', 1],
		]);
		await reader?.cancel();
	});

	it('does not begin a third one, nor one for which there is no room', async () => {
		await keep(record(0));
		const two = await Promise.all([ask('format=csv'), ask('format=csv')]);
		expect((await ask('format=csv')).status).toBe(503);
		for (const { body } of two) await body?.cancel();
		free = 1500;
		expect(await (await ask('format=csv')).json()).toMatchObject({ error: { code: 'disk_full' } });
		expect(exports.running('shop')).toEqual([]);
	});

	it.each([
		['format=xls', 'invalid_export', 'format'],
		['from=2026-05-01', 'invalid_range', 'to'],
		['from=2026-05-02&to=2026-05-01', 'invalid_range', 'range'],
		['from=../../x&to=2026-05-01', 'invalid_range', 'range'],
	])('refuses %s', async (query, code, at) => {
		expect(await (await ask(query)).json()).toMatchObject({ error: { code, at } });
	});

	it('is begun by nobody who only asks for the head', async () => {
		expect((await ask('format=csv', { method: 'HEAD' })).status).toBe(200);
		expect(exports.running('shop')).toEqual([]);
	});
});
