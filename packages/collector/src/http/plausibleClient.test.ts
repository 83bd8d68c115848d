import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventRecord } from '@footfall/protocol';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAggregator } from '../aggregate/aggregator.ts';
import { clicked } from '../aggregate/testing/clicks.ts';
import { createMemoryLog } from '../aggregate/testing/memoryLog.ts';
import { openSqliteControl } from '../control/sqlite.ts';
import { silentLogger } from '../logger.ts';
import { createQueryEngine } from '../query/engine.ts';
import { openDuckdbStore } from '../store/duckdb/duckdb.ts';
import type { QueryOptions } from '../store/store.ts';
import { createApp } from './app.ts';
import { createGuard, guarded } from './guard.ts';
import { queryRoutes } from './query.ts';

const NOW = Date.parse('2026-03-12T12:00:00Z');
const DAY = 86_400_000;
const closing: (() => unknown)[] = [];
let address = '';
let segment = '';
/** What the store was asked with last. */
let asked: QueryOptions | undefined;
/** The store begins to answer only when the client has left. */
let waits = false;

/** Asks as a client of Plausible's Stats API v2 does: over HTTP, with its key as a bearer token. */
async function ask(query: object, headers: Record<string, string> = {}): Promise<{ status: number; json: never }> {
	const response = await fetch(`${address}/api/v2/query`, {
		method: 'POST',
		headers: { Authorization: 'Bearer some-key-of-theirs', 'Content-Type': 'application/json', ...headers },
		body: JSON.stringify({ site_id: 'example.com', ...query }),
	});
	return { status: response.status, json: (await response.json()) as never };
}

beforeAll(async () => {
	const directory = await mkdtemp(join(tmpdir(), 'footfall-plausible-'));
	const control = openSqliteControl({
		path: ':memory:',
		clock: () => NOW,
		firstSite: { domain: 'example.com', timeZone: 'Europe/Berlin' },
	});
	const [site] = control.sites();
	const id = site?.id ?? '';
	control.goals.create(id, { kind: 'event', event: 'Signup', name: 'Signup' });
	control.goals.create(id, { kind: 'page', page: '/blog/**', name: 'Visit /blog/**' });
	segment = control.segments.create(id, { name: 'Germans', filters: [['is', 'visit:country', ['DE']]] }).id;

	const store = await openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 128, logger: silentLogger });
	const log = createMemoryLog();
	const aggregator = createAggregator({ log, store, clock: () => NOW, logger: silentLogger, paceMs: 0 });
	aggregator.start();
	const records = Array.from({ length: 60 }, (_, n): EventRecord => {
		const dims = {
			pathname: ['/', '/blog/a', '/docs', '/blog/b'][n % 4] ?? '',
			hostname: 'example.com',
			source: ['Google', '', 'Bing'][n % 3] ?? '',
			country: ['EE', 'DE', 'PL', ''][n % 4] ?? '',
			utm_medium: n % 5 === 0 ? 'email' : '',
			device: 'Desktop',
			browser: 'Chrome',
			os: 'Mac',
		};
		const more: Partial<EventRecord> = n % 6 === 5 ? { name: 'Signup', props: { plan: n % 4 === 1 ? 'pro' : 'free' } } : {};
		return { ...clicked({ page: n, client: 10 + n, time: NOW - (n % 10) * DAY - n * 60_000, site: id }), dims, ...more };
	});
	const unloads = records.map((record, n): EventRecord => {
		const engaged = 1500 + 37 * n;
		const { props: _, ...page } = record;
		const totals = { engaged, scroll: 10 + n };
		return { ...page, id: `${record.id.split('.')[0]}.9`, name: 'page_unload', time: record.time + engaged, totals };
	});
	await log.append([...records, ...unloads].map((record) => ({ key: '', route: 0, value: JSON.stringify(record) })));
	await aggregator.caughtUp();

	const watched: typeof store = {
		...store,
		async query(statement, options) {
			asked = options;
			if (waits) await new Promise((resolve) => options?.signal?.addEventListener('abort', resolve));
			return await store.query(statement, options);
		},
	};
	const engine = createQueryEngine({ store: watched, control, settings: control, clock: () => NOW });
	const app = createApp({
		logger: silentLogger,
		open: [],
		own: [queryRoutes(() => engine)],
		guard: guarded(createGuard({ loopbackOnly: true, baseUrl: '' })),
		pages: new Hono(),
	});
	const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
	await new Promise((resolve) => server.once('listening', resolve));
	address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	closing.push(
		() => server.close(),
		() => aggregator.close(),
		() => store.close(),
		() => control.close(),
		() => rm(directory, { recursive: true }),
	);
});
afterAll(async () => {
	for (const close of closing) await close();
});

const all = ['visitors', 'visits', 'pageviews', 'views_per_visit', 'bounce_rate', 'visit_duration', 'events', 'percentage', 'scroll_depth'];
/** Queries as the documentation of the Stats API prints them. */
const queries: [what: string, query: Record<string, unknown>][] = [
	[
		'the whole grammar at once',
		{
			metrics: ['visitors', 'pageviews', 'bounce_rate'],
			date_range: '7d',
			dimensions: ['time:day', 'visit:source'],
			filters: [
				[
					'and',
					[
						['is', 'visit:country', ['DE']],
						['contains', 'event:page', ['/blog']],
					],
				],
			],
			order_by: [['visitors', 'desc']],
			include: { time_labels: true, total_rows: true },
			pagination: { limit: 100, offset: 0 },
		},
	],
	['an aggregate', { metrics: ['visitors', 'pageviews', 'bounce_rate', 'visit_duration'], date_range: '7d' }],
	['an aggregate of all metrics', { metrics: all, date_range: 'all' }],
	['a custom range', { metrics: ['visitors'], date_range: ['2026-03-01', '2026-03-10'] }],
	['a range of moments', { metrics: ['visitors'], date_range: ['2026-03-11T12:00:00+02:00', '2026-03-12T15:59:59+02:00'] }],
	...['day', '7d', '28d', '30d', '91d', 'month', '6mo', '12mo', 'year', 'all'].map((range): [string, Record<string, unknown>] => [
		`the range ${range}`,
		{ metrics: ['visitors'], date_range: range },
	]),
	[
		'a time series',
		{
			metrics: ['visitors', 'events'],
			date_range: 'day',
			filters: [['is', 'visit:os', ['GNU/Linux', 'Mac']]],
			dimensions: ['time:hour'],
			include: { time_labels: true },
		},
	],
	['a time series by the range', { metrics: ['visitors'], date_range: '30d', dimensions: ['time'] }],
	['weeks', { metrics: ['visits'], date_range: '91d', dimensions: ['time:week'] }],
	['months', { metrics: ['visits'], date_range: 'year', dimensions: ['time:month'] }],
	[
		'a breakdown by two dimensions, without what is unknown',
		{
			metrics: ['visitors', 'visits', 'percentage'],
			date_range: '30d',
			dimensions: ['visit:country_name', 'visit:city'],
			filters: [['is_not', 'visit:country_name', ['']]],
		},
	],
	[
		'campaigns',
		{
			metrics: ['visitors'],
			date_range: '30d',
			dimensions: ['visit:utm_medium', 'visit:utm_source'],
			filters: [['is_not', 'visit:utm_medium', ['']]],
		},
	],
	[
		'filters within filters',
		{
			metrics: ['visitors'],
			date_range: '30d',
			dimensions: ['event:page'],
			filters: [
				[
					'or',
					[
						['is', 'visit:country_name', ['Estonia', 'Germany']],
						['not', ['contains_not', 'event:page', ['/docs', '/BLOG'], { case_sensitive: false }]],
					],
				],
			],
			order_by: [
				['visitors', 'desc'],
				['event:page', 'asc'],
			],
		},
	],
	[
		'a regular expression',
		{ metrics: ['pageviews'], date_range: '30d', filters: [['matches', 'event:page', ['^/blog/.*$']]], dimensions: ['event:page'] },
	],
	['goals', { metrics: ['visitors', 'events', 'conversion_rate'], date_range: '30d', dimensions: ['event:goal'] }],
	[
		'one goal by a property',
		{
			metrics: ['visitors', 'conversion_rate', 'average_revenue', 'total_revenue'],
			date_range: '30d',
			dimensions: ['event:props:plan'],
			filters: [['is', 'event:goal', ['Signup']]],
		},
	],
	[
		'one goal by source',
		{
			metrics: ['visitors', 'group_conversion_rate'],
			date_range: '30d',
			dimensions: ['visit:source'],
			filters: [['is', 'event:goal', ['Visit /blog/**']]],
		},
	],
	[
		'who has not done something',
		{ metrics: ['visitors'], date_range: '30d', filters: [['has_not_done', ['is', 'event:goal', ['Signup']]]] },
	],
	[
		'pages with scroll depth and time',
		{ metrics: ['visitors', 'scroll_depth', 'time_on_page'], date_range: '30d', dimensions: ['event:page', 'event:hostname'] },
	],
	['with imports', { metrics: ['visitors'], date_range: '30d', include: { imports: true } }],
	[
		'the second page',
		{
			metrics: ['visitors'],
			date_range: '30d',
			dimensions: ['event:page'],
			include: { total_rows: true },
			pagination: { limit: 2, offset: 2 },
		},
	],
];

interface Answer {
	results: { dimensions: string[]; metrics: unknown[] }[];
	meta: Record<string, unknown>;
	query: Record<string, unknown>;
}

describe("a client of Plausible's Stats API v2", () => {
	it.each(queries)('is answered about %s', async (_, query) => {
		const { status, json } = await ask(query);
		expect(status, JSON.stringify(json)).toBe(200);
		const { results, meta, query: echo } = json as Answer;
		expect(results.length).toBeGreaterThan(0);
		const metrics = query.metrics as string[];
		for (const row of results) {
			expect(Object.keys(row).sort()).toEqual(['dimensions', 'metrics']);
			expect(row.dimensions).toHaveLength((query.dimensions as string[] | undefined)?.length ?? 0);
			expect(row.metrics).toHaveLength(metrics.length);
		}
		expect(echo).toMatchObject({ site_id: 'example.com', metrics, filters: query.filters ?? [] });
		expect(echo.date_range).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/), expect.any(String)]);
		expect(echo.pagination).toMatchObject({ limit: expect.any(Number), offset: expect.any(Number) });
		const include = (query.include ?? {}) as Record<string, boolean>;
		expect(Array.isArray(meta.time_labels)).toBe(include.time_labels === true);
		expect(typeof meta.total_rows === 'number').toBe(include.total_rows === true);
		expect(meta.imports_included === false).toBe(include.imports === true);
	});

	it('is answered about a segment by its id', async () => {
		const { json } = await ask({ metrics: ['visitors'], date_range: 'all', filters: [['is', 'segment', [segment]]] });
		expect((json as Answer).results).toEqual([{ dimensions: [], metrics: [15] }]);
	});

	it('reads whole numbers where that API has integers', async () => {
		const metrics = ['visitors', 'visit_duration', 'time_on_page', 'scroll_depth'];
		const { json } = await ask({ metrics, date_range: 'all', dimensions: ['event:page'] });
		const values = (json as Answer).results.flatMap((row) => row.metrics).filter((value) => value !== null);
		expect(values.length).toBeGreaterThan(4);
		expect(values.every(Number.isInteger)).toBe(true);
	});

	it('counts conversions as shares of all visitors', async () => {
		const { json } = await ask({ metrics: ['visitors', 'conversion_rate'], date_range: 'all', dimensions: ['event:goal'] });
		expect((json as Answer).results).toEqual([
			{ dimensions: ['Visit /blog/**'], metrics: [20, 33.33] },
			{ dimensions: ['Signup'], metrics: [10, 16.67] },
		]);
	});

	it.each<[string, object, number, string, string]>([
		['a metric that is none', { metrics: ['visitors', 'speed'], date_range: 'all' }, 400, 'unknown_metric', 'metrics[1]'],
		[
			'a goal that is none',
			{ metrics: ['visitors'], date_range: 'all', filters: [['is', 'event:goal', ['Sold']]] },
			400,
			'unknown_goal',
			'filters[0][2][0]',
		],
		['another site', { site_id: 'other.example', metrics: ['visitors'], date_range: 'all' }, 400, 'unknown_site', 'site_id'],
	])('is told where %s stands', async (_, query, status, code, at) => {
		const answer = await ask(query);
		expect(answer).toMatchObject({ status, json: { error: { code, at, message: expect.any(String) } } });
	});

	it('is not answered when it asks from another page, whatever its key', async () => {
		expect((await ask({ metrics: ['visitors'], date_range: 'all' }, { Origin: 'https://evil.example' })).status).toBe(403);
	});

	it('cancels its query in the engine by leaving', async () => {
		asked = undefined;
		waits = true;
		const leaving = new AbortController();
		const question = {
			site_id: 'example.com',
			metrics: ['median_visit_duration'],
			date_range: ['2026-01-01', '2026-03-12'],
			dimensions: ['event:page'],
		};
		const answer = fetch(`${address}/api/v2/query`, { method: 'POST', body: JSON.stringify(question), signal: leaving.signal });
		await expect.poll(() => asked?.signal).toBeDefined();
		leaving.abort();
		await expect(answer).rejects.toThrow();
		await expect.poll(() => asked?.signal?.aborted).toBe(true);
		waits = false;
	});
});
