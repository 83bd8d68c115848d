import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventRecord, Query, QueryResult } from '@footfall/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aggregator, createAggregator } from '../aggregate/aggregator.ts';
import { clicked } from '../aggregate/testing/clicks.ts';
import { createMemoryLog } from '../aggregate/testing/memoryLog.ts';
import { silentLogger } from '../logger.ts';
import { openDuckdbStore } from '../store/duckdb/duckdb.ts';
import type { Store } from '../store/store.ts';
import { createQueryEngine, type QueryEngine } from './engine.ts';

const at = (iso: string): number => Date.parse(iso);
/** A Sunday in Berlin; the clocks go forward at two. */
const NOW = at('2026-03-29T10:20:00Z');
const HOUR = 3_600_000;

let directory: string;
let store: Store;
let aggregator: Aggregator;
let engine: QueryEngine;
let statements = 0;
const log = createMemoryLog();
let page = 0;

async function feed(...records: (Partial<EventRecord> & { time: number; client?: number; n?: number })[]): Promise<void> {
	await log.append(records.map((record) => ({ key: '', route: 0, value: JSON.stringify(clicked({ page: ++page, ...record })) })));
	await aggregator.caughtUp();
}

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-engine-'));
	store = await openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 128, logger: silentLogger });
	aggregator = createAggregator({ log, store, clock: () => NOW, logger: silentLogger, paceMs: 0 });
	aggregator.start();
	const counted: typeof store = {
		...store,
		query(statement, options) {
			statements++;
			return store.query(statement, options);
		},
	};
	const sites = new Map(
		['shop', 'persistent', 'money', 'quiet', 'props', 'running'].map((id) => [
			id,
			{ id, timeZone: 'Europe/Berlin', createdAt: NOW - 5 * HOUR },
		]),
	);
	engine = createQueryEngine({ store: counted, control: { findSite: (name) => sites.get(name) }, clock: () => NOW });
	await feed(
		{ time: at('2026-03-29T00:30:00Z'), client: 1, dims: { pathname: '/', source: 'Google', country: 'DE' } },
		{ time: at('2026-03-29T01:10:00Z'), client: 2, dims: { pathname: '/', country: 'FR' } },
		{ time: at('2026-03-29T08:00:00Z'), client: 3, dims: { pathname: '/blog' } },
		{ time: at('2026-03-29T08:05:00Z'), client: 3, name: 'click', dims: { pathname: '/blog' } },
		{ time: at('2026-03-29T08:00:00Z'), client: 4, bot: 90, dims: { pathname: '/wp-admin' } },
		{ time: at('2026-03-28T05:00:00Z'), client: 5, dims: { pathname: '/', source: 'Google' } },
		{ time: at('2026-03-28T10:00:00Z'), client: 6, dims: { pathname: '/old' } },
		{ time: at('2026-03-28T10:30:00Z'), client: 7, dims: { pathname: '/old' } },
	);
	await feed(
		{ site: 'persistent', time: at('2026-03-27T08:00:00Z'), client: 9 },
		{ site: 'persistent', time: at('2026-03-28T08:00:00Z'), client: 9 },
	);
	const bought = (n: number, amount: number, currency: string) => ({
		site: 'money',
		time: NOW - n * HOUR,
		client: n + 20,
		name: 'Purchase',
		revenue: { amount, currency },
	});
	await feed(bought(1, 999, 'EUR'), bought(2, 1000, 'EUR'), bought(3, 500, 'JPY'), { site: 'money', time: NOW - HOUR, client: 30 });
	await feed(
		...['pro', 'Pro', 7, false, null, ''].map((plan, n) => ({
			site: 'props',
			time: NOW - HOUR,
			client: 40 + n,
			name: 'Signup',
			props: { plan, 'a/b~c\'"': 'odd' },
		})),
		{ site: 'props', time: NOW - HOUR, client: 50, name: 'Signup' },
	);
});
afterAll(async () => {
	await aggregator.close();
	await store.close();
	await rm(directory, { recursive: true });
});

const ask = (query: Partial<Query>): Promise<QueryResult> =>
	engine.run({ site_id: 'shop', metrics: ['visits'], date_range: 'day', ...query });
const rows = async (query: Partial<Query>): Promise<unknown[][]> =>
	(await ask(query)).results.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);

describe('the engine', () => {
	it('tells how it understood the question', async () => {
		const { query, meta } = await ask({ metrics: ['visitors', 'visits'], dimensions: ['time', 'visit:source'] });
		expect(query).toEqual({
			site_id: 'shop',
			metrics: ['visitors', 'visits'],
			date_range: ['2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00'],
			dimensions: ['time:hour', 'visit:source'],
			filters: [],
			order_by: [
				['time:hour', 'asc'],
				['visitors', 'desc'],
			],
			include: {},
			pagination: { limit: 10_000, offset: 0 },
			time_zone: 'Europe/Berlin',
		});
		expect(meta).toEqual({
			incomplete_bucket: 11,
			visitors: 'sum_of_days',
			data_version: store.version(),
			computed_at: '2026-03-29T10:20:00.000Z',
		});
	});

	it('buckets by the clocks of the site, on the day they change too', async () => {
		const { results, meta } = await ask({ dimensions: ['time:hour'], include: { time_labels: true } });
		expect(results.map(({ dimensions: [label], metrics: [n] }) => [label, n])).toEqual([
			['2026-03-29 01:00:00', 1],
			['2026-03-29 03:00:00', 1],
			['2026-03-29 10:00:00', 1],
		]);
		expect(meta.time_labels).toHaveLength(23);
		expect(meta.time_labels?.[meta.incomplete_bucket ?? 0]).toBe('2026-03-29 12:00:00');
	});

	it('calls empty values and countries by their names, and finds them by these', async () => {
		expect(await rows({ dimensions: ['visit:source'] })).toEqual([
			['Direct / None', 2],
			['Google', 1],
		]);
		expect(await rows({ dimensions: ['visit:country_name'] })).toEqual([
			['(unknown)', 1],
			['France', 1],
			['Germany', 1],
		]);
		expect(await rows({ dimensions: ['visit:country_name'], order_by: [['visit:country_name', 'desc']] })).toEqual([
			['Germany', 1],
			['France', 1],
			['(unknown)', 1],
		]);
		const only = async (...filter: [string, string, string[]]): Promise<unknown> =>
			(await rows({ filters: [filter] as Query['filters'] & object }))[0]?.[0];
		expect(await only('is', 'visit:source', ['Direct / None'])).toBe(2);
		expect(await only('contains', 'visit:source', ['ect'])).toBe(2);
		expect(await only('is_not', 'visit:source', ['Direct / None'])).toBe(1);
		expect(await only('is', 'visit:country_name', ['France', '(unknown)'])).toBe(2);
		expect(await only('contains', 'visit:country_name', ['erman'])).toBe(1);
		expect(await only('is', 'visit:country_name', ['Atlantis'])).toBe(0);
	});

	it('leaves bots out unless they are asked for', async () => {
		expect(await rows({ metrics: ['visits', 'events'] })).toEqual([[3, 4]]);
		expect(await rows({ metrics: ['visits', 'events'], include: { bots: true } })).toEqual([[4, 5]]);
	});

	it('answers nothing with zeros for counts and nothing for means', async () => {
		expect(
			await rows({
				site_id: 'quiet',
				metrics: [
					'visitors',
					'visits',
					'pageviews',
					'events',
					'views_per_visit',
					'bounce_rate',
					'visit_duration',
					'lcp',
					'percentage',
					'total_revenue',
				],
			}),
		).toEqual([[0, 0, 0, 0, null, null, null, null, null, []]]);
		expect(await rows({ site_id: 'quiet', dimensions: ['event:page'] })).toEqual([]);
		expect((await ask({ site_id: 'quiet', date_range: 'all' })).query.date_range[0]).toBe('2026-03-29T00:00:00+01:00');
	});

	it('begins all time with the first event, though it came before the site was added', async () => {
		expect((await ask({ date_range: 'all' })).query.date_range[0]).toBe('2026-03-28T00:00:00+01:00');
	});

	it('counts the visitors of a page once, for its cards and for the shares of its lists', async () => {
		const cards = (from: string): Promise<QueryResult> => ask({ date_range: [from, '2026-03-28'], metrics: ['visits', 'visitors'] });
		const list = (from: string, metrics: Query['metrics']): Promise<QueryResult> =>
			ask({ date_range: [from, '2026-03-28'], metrics, dimensions: ['event:page'] });
		statements = 0;
		await Promise.all([cards('2026-03-25'), list('2026-03-25', ['visitors'])]);
		const needed = statements;
		statements = 0;
		const [, listed] = await Promise.all([cards('2026-03-27'), list('2026-03-27', ['visitors', 'percentage'])]);
		expect(statements).toBe(needed);
		expect(listed.results.map(({ metrics }) => metrics)).toEqual([
			[2, 66.67],
			[1, 33.33],
		]);
	});

	it('counts them all the same when who asked for the cards has left', async () => {
		const range: Partial<Query> = { date_range: ['2026-03-26', '2026-03-28'] };
		const leaving = new AbortController();
		const query = (more: Partial<Query>): Query => ({ site_id: 'shop', metrics: ['visitors'], ...range, ...more }) as Query;
		const cards = engine.run(query({ metrics: ['visits', 'visitors'] }), { signal: leaving.signal });
		const list = engine.run(query({ metrics: ['percentage'], dimensions: ['event:page'] }));
		leaving.abort();
		await expect(cards).rejects.toMatchObject({ code: 'query_cancelled' });
		expect((await list).results.map(({ metrics }) => metrics)).toEqual([[66.67], [33.33]]);
	});

	it('says whether visitors are known for a day only', async () => {
		const known = async (query: Partial<Query>) => (await ask({ metrics: ['visitors'], ...query })).meta.visitors;
		expect(await known({ date_range: '7d' })).toBe('sum_of_days');
		expect(await known({ date_range: '7d', site_id: 'persistent' })).toBe('distinct');
		expect(await known({ date_range: ['2026-03-28T08:00:00Z', '2026-03-28T20:00:00Z'] })).toBe('distinct');
		expect(await rows({ date_range: '7d', site_id: 'persistent', metrics: ['visitors', 'visits'] })).toEqual([[1, 2]]);
	});

	it('keeps currencies apart, each with the decimals that it has', async () => {
		expect(await rows({ site_id: 'money', metrics: ['total_revenue', 'average_revenue'], dimensions: ['event:name'] })).toEqual([
			[
				'Purchase',
				[
					{ currency: 'EUR', value: 19.99 },
					{ currency: 'JPY', value: 500 },
				],
				[
					{ currency: 'EUR', value: 10 },
					{ currency: 'JPY', value: 500 },
				],
			],
			['pageview', [], []],
		]);
	});

	it('takes properties apart whatever their keys and values', async () => {
		expect(await rows({ site_id: 'props', metrics: ['events'], dimensions: ['event:props:plan'] })).toEqual([
			['(none)', 3],
			['7', 1],
			['Pro', 1],
			['false', 1],
			['pro', 1],
		]);
		expect(await rows({ site_id: 'props', metrics: ['events'], dimensions: ['event:props:a/b~c\'"'] })).toEqual([
			['odd', 6],
			['(none)', 1],
		]);
		expect(
			await rows({ site_id: 'props', metrics: ['events'], filters: [['is', 'event:props:plan', ['PRO'], { case_sensitive: false }]] }),
		).toEqual([[2]]);
		expect(
			await rows({ site_id: 'props', metrics: ['events'], filters: [['is', 'event:props:plan', ["'; DROP TABLE events; --"]]] }),
		).toEqual([[0]]);
	});

	it('takes % and _ for letters', async () => {
		for (const wild of ['%', '_', '.*'])
			expect(await rows({ metrics: ['events'], filters: [['contains', 'event:page', [wild]]] })).toEqual([[0]]);
	});

	it('counts the rows behind the page too', async () => {
		const page = (limit: number, offset: number) =>
			ask({ dimensions: ['event:page'], include: { total_rows: true }, pagination: { limit, offset } });
		expect((await page(1, 0)).results).toHaveLength(1);
		expect((await page(1, 0)).meta.total_rows).toBe(2);
		const behind = await page(1, 9);
		expect([behind.results, behind.meta.total_rows]).toEqual([[], 2]);
	});

	it.each<[string, Partial<Query>, string, string]>([
		['a site that is not here', { site_id: 'elsewhere' }, 'unknown_site', 'site_id'],
		[
			'more minutes than anybody can look at',
			{ date_range: '7d', dimensions: ['visit:os', 'time:minute'] },
			'too_many_buckets',
			'dimensions[1]',
		],
		['a range in the future', { date_range: ['2027-01-01', '2027-01-02'] }, 'invalid_range', 'date_range[0]'],
		[
			'a comparison that runs backwards',
			{ include: { comparisons: { mode: 'custom', date_range: ['2026-02-02', '2026-02-01'] } } },
			'invalid_range',
			'include.comparisons.date_range',
		],
	])('refuses %s', async (_, query, code, place) => {
		await expect(ask(query)).rejects.toThrow(expect.objectContaining({ code, at: place }));
	});

	it('is cancelled by its signal', async () => {
		await expect(engine.run({ site_id: 'shop', metrics: ['lcp'], date_range: '12mo' }, { signal: AbortSignal.abort() })).rejects.toThrow(
			expect.objectContaining({ code: 'query_cancelled' }),
		);
	});
});

describe('a comparison', () => {
	const comparisons = { mode: 'previous_period' } as const;

	it('of a running day is with the same part of the day before', async () => {
		const { results, query } = await ask({ metrics: ['visits', 'bounce_rate'], include: { comparisons } });
		expect(query.comparison_date_range).toEqual(['2026-03-28T00:00:00+01:00', '2026-03-28T12:21:00+01:00']);
		expect(results).toEqual([
			{ dimensions: [], metrics: [3, 66.67], comparison: { dimensions: [], metrics: [3, 100], change: [0, -33.3] } },
		]);
	});

	it('of a list is with the same rows', async () => {
		const { results } = await ask({ dimensions: ['event:page'], include: { comparisons } });
		expect(
			results.map(({ dimensions: [name], comparison }) => [name, comparison?.dimensions[0], comparison?.metrics[0], comparison?.change[0]]),
		).toEqual([
			['/', '/', 1, 100],
			['/blog', '/blog', 0, null],
		]);
	});

	it('of a line is bucket by bucket, also where only the other line has something, and ends where the day is', async () => {
		const { results, meta } = await ask({ dimensions: ['time:hour'], include: { comparisons, time_labels: true, total_rows: true } });
		expect(
			results.map(({ dimensions: [label], metrics: [n], comparison }) => [label, n, comparison?.dimensions[0], comparison?.metrics[0]]),
		).toEqual([
			['2026-03-29 01:00:00', 1, '2026-03-28 01:00:00', 0],
			['2026-03-29 03:00:00', 1, '2026-03-28 02:00:00', 0],
			['2026-03-29 07:00:00', 0, '2026-03-28 06:00:00', 1],
			['2026-03-29 10:00:00', 1, '2026-03-28 09:00:00', 0],
			['2026-03-29 12:00:00', 0, '2026-03-28 11:00:00', 2],
		]);
		expect(meta.comparison_time_labels).toHaveLength(13);
		expect(meta.total_rows).toBe(5);
	});
});

describe('an answer', () => {
	const range: Query['date_range'] = ['2026-03-20', '2026-03-28'];
	const cost = async (query: Partial<Query>): Promise<number> => {
		const before = statements;
		await ask(query);
		return statements - before;
	};

	it('is kept while nothing that it looks at changes', async () => {
		await ask({ date_range: range });
		expect(await cost({ date_range: range })).toBe(0);
		await feed({ time: at('2026-03-29T09:00:00Z'), client: 60 }, { site: 'quiet', time: at('2026-03-25T09:00:00Z'), client: 60 });
		expect(await cost({ date_range: range })).toBe(0);
		const [[before]] = (await rows({ date_range: range })) as [[number]];
		await feed({ time: at('2026-03-22T09:00:00Z'), client: 61 });
		expect(await rows({ date_range: range })).toEqual([[before + 1]]);
	});

	it('is not kept when something came while it was computed', async () => {
		const query: Partial<Query> = { metrics: ['events'], date_range: ['2026-03-01', '2026-03-10'] };
		const asked = ask(query);
		await feed({ time: at('2026-03-05T09:00:00Z'), client: 62 });
		await asked;
		expect(await rows(query)).toEqual([[1]]);
	});
});

describe('an answer that reaches into the running day', () => {
	it('counts the days before it once, until something of them comes late', async () => {
		const query: Partial<Query> = { site_id: 'running', metrics: ['visits', 'views_per_visit'], date_range: ['2026-03-01', '2026-03-29'] };
		const asks = async (): Promise<unknown[]> => {
			statements = 0;
			return [...(await rows(query)), statements];
		};
		await feed(
			{ site: 'running', time: at('2026-03-24T08:00:00Z'), client: 1 },
			{ site: 'running', time: at('2026-03-29T08:00:00Z'), client: 2 },
		);
		expect(await asks()).toEqual([[2, 1], 2]);
		await feed({ site: 'running', time: at('2026-03-29T08:05:00Z'), client: 2 });
		expect(await asks()).toEqual([[2, 1.5], 1]);
		// the cut moves back to the day that was touched
		await feed({ site: 'running', time: at('2026-03-22T08:00:00Z'), client: 3 });
		expect(await asks()).toEqual([[3, 1.33], 2]);
		await feed({ site: 'running', time: at('2026-03-22T08:01:00Z'), client: 3 });
		expect(await asks()).toEqual([[3, 1.67], 1]);
		// and to where the later part is the longer one: then all is asked at once
		await feed({ site: 'running', time: at('2026-03-10T08:00:00Z'), client: 4 });
		expect(await asks()).toEqual([[4, 1.5], 1]);
	});
});
