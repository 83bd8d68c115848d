import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DaySum, type Query, type QueryResult, type SumTable, sumColumns } from '@footfall/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aggregator, createAggregator } from '../../aggregate/aggregator.ts';
import { clicked } from '../../aggregate/testing/clicks.ts';
import { createMemoryLog } from '../../aggregate/testing/memoryLog.ts';
import { silentLogger } from '../../logger.ts';
import { openDuckdbStore } from '../../store/duckdb/duckdb.ts';
import type { Store } from '../../store/store.ts';
import { createQueryEngine, type QueryEngine } from '../engine.ts';
import { random } from '../testing/byHand/traffic.ts';

const DAY = 86_400_000;
const dayOf = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / DAY;
const isoOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
const NOW = Date.parse('2026-04-10T10:20:00Z');
/** In Berlin it is the 20th already. */
const FIRST_EVENT = Date.parse('2026-03-19T23:30:00Z');

let directory: string;
let store: Store;
let aggregator: Aggregator;
let engine: QueryEngine;
let statements: string[] = [];
const log = createMemoryLog();
let page = 0;

/** Sums of February until the 5th of April, over the change of the clock and beyond the first own event. */
const next = random(11);
const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;
const choices = {
	source: ['Google', 'news.example', ''],
	utm_campaign: ['spring', ''],
	pathname: ['/', '/blog', '/old'],
	hostname: ['shop.example'],
	country: ['DE', 'FR', ''],
	browser: ['Firefox', 'Chrome'],
	browser_version: ['140', '141'],
	name: ['Signup', 'Purchase'],
	entry_page: ['/', '/blog'],
};
const tables: Partial<Record<SumTable, readonly (keyof typeof choices)[]>> = {
	visitors: [],
	sources: ['source', 'utm_campaign'],
	pages: ['hostname', 'pathname'],
	locations: ['country'],
	browsers: ['browser', 'browser_version'],
	custom_events: ['name'],
	entry_pages: ['entry_page'],
};
const sums: DaySum[] = [];
for (let day = dayOf('2026-02-01'); day <= dayOf('2026-04-05'); day++) {
	for (const [table, columns] of Object.entries(tables) as [SumTable, (keyof typeof choices)[]][]) {
		for (let n = 0; n < (columns.length === 0 ? 1 : 4); n++) {
			const visits = Math.floor(next() * 9);
			sums.push({
				line: sums.length + 1,
				table,
				day,
				values: Object.fromEntries(columns.map((name) => [name, pick<string>(choices[name])]).filter(([, value]) => value !== '')),
				sums: {
					visitors: Math.floor(next() * (visits + 1)),
					...(table === 'custom_events' ? { events: visits + 2 } : { visits, pageviews: 2 * visits + 1 }),
					...(table === 'pages' || table === 'custom_events'
						? {}
						: { bounces: Math.floor(next() * (visits + 1)), visit_duration: Math.floor(next() * 100) * visits }),
				},
			});
		}
	}
}

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-imported-'));
	store = await openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 128, logger: silentLogger });
	aggregator = createAggregator({ log, store, clock: () => NOW, logger: silentLogger, paceMs: 0 });
	aggregator.start();
	const counted: typeof store = {
		...store,
		query(statement, options) {
			statements.push(statement.sql);
			return store.query(statement, options);
		},
	};
	const sites = new Map(
		['shop', 'quiet', 'only', 'late'].map((id) => [id, { id, timeZone: 'Europe/Berlin', createdAt: Date.parse('2026-03-19T00:00:00Z') }]),
	);
	engine = createQueryEngine({ store: counted, control: { findSite: (name) => sites.get(name) }, clock: () => NOW });
	await feed('shop', FIRST_EVENT, 'DE');
	await feed('shop', Date.parse('2026-03-20T10:00:00Z'), 'FR', '/new');
	await feed('shop', Date.parse('2026-04-02T10:00:00Z'), 'DE', '/blog');
	await feed('quiet', FIRST_EVENT, 'DE');
	await store.putSums({ site: 'shop', import: 'i' }, 1, sums);
	await store.putSums({ site: 'only', import: 'j' }, 1, sums);
});
afterAll(async () => {
	await aggregator.close();
	await store.close();
	await rm(directory, { recursive: true });
});

async function feed(site: string, time: number, country: string, pathname = '/'): Promise<void> {
	const record = clicked({ page: ++page, site, time, client: page, dims: { pathname, country, source: 'Google' } });
	await log.append([{ key: '', route: 0, value: JSON.stringify(record) }]);
	await aggregator.caughtUp();
}

const ask = (query: Partial<Query>): Promise<QueryResult> =>
	engine.run(
		engine.parse({
			site_id: 'shop',
			metrics: ['visitors'],
			date_range: ['2026-02-01', '2026-04-09'],
			...query,
			include: { imports: true, ...query.include },
		}),
	);
const rowsOf = ({ results }: QueryResult): unknown[] => results.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);

const last = dayOf('2026-03-19');
interface Wanted {
	readonly table: SumTable;
	readonly from?: string;
	readonly to?: string;
	/** The key of a row, after its own. */
	readonly key?: (row: DaySum) => string;
	readonly where?: (row: DaySum) => boolean;
}
/** Plain loops over the rows of the file: numbers by key, of days before the first own event. */
function byHand({ table, from = '2026-02-01', to = '2026-04-09', key = () => '', where = () => true }: Wanted) {
	const found = new Map<
		string,
		{ visitors: number; visits: number; pageviews: number; bounces: number; duration: number; events: number }
	>();
	for (const row of sums) {
		if (row.table !== table || row.day < dayOf(from) || row.day > Math.min(dayOf(to), last) || row.sums.visitors === 0 || !where(row))
			continue;
		const one = found.get(key(row)) ?? { visitors: 0, visits: 0, pageviews: 0, bounces: 0, duration: 0, events: 0 };
		one.visitors += row.sums.visitors;
		one.visits += row.sums.visits ?? 0;
		one.pageviews += row.sums.pageviews ?? 0;
		one.bounces += row.sums.bounces ?? 0;
		one.duration += row.sums.visit_duration ?? 0;
		one.events += row.sums.events ?? row.sums.pageviews ?? 0;
		found.set(key(row), one);
	}
	return found;
}
const total = (wanted: Wanted) => byHand(wanted).get('') ?? { visitors: 0, visits: 0, pageviews: 0, bounces: 0, duration: 0, events: 0 };
const round = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;

describe('imported sums', () => {
	it('are added to the totals of own events, on days before the first of these', async () => {
		const { visitors, visits, pageviews, bounces, duration, events } = total({ table: 'visitors' });
		const result = await ask({
			metrics: ['visitors', 'visits', 'pageviews', 'events', 'views_per_visit', 'bounce_rate', 'visit_duration'],
		});
		expect(rowsOf(result)).toEqual([
			[
				visitors + 3,
				visits + 3,
				pageviews + 3,
				events + 3,
				round((pageviews + 3) / (visits + 3), 2),
				round(((bounces + 3) * 100) / (visits + 3), 2),
				Math.round(duration / (visits + 3)),
			],
		]);
		expect(result.meta).toMatchObject({ imports_included: true, visitors: 'sum_of_days' });
		expect(result.meta).not.toHaveProperty('imports_skip_reason');
	});

	it.each(['day', 'week', 'month'] as const)('lie in the buckets of their days: by %s', async (interval) => {
		const own = await ask({ metrics: ['visitors', 'pageviews'], dimensions: [`time:${interval}`], include: { imports: false } });
		const merged = await ask({ metrics: ['visitors', 'pageviews'], dimensions: [`time:${interval}`] });
		const floor = (day: number): string => {
			if (interval === 'day') return isoOf(day);
			if (interval === 'month') return `${isoOf(day).slice(0, 8)}01`;
			return isoOf(day - ((((day - 4) % 7) + 7) % 7));
		};
		const expected = new Map(
			[...byHand({ table: 'visitors', key: ({ day }) => floor(day) })].map(([key, { visitors, pageviews }]) => [
				key,
				[visitors, pageviews],
			]),
		);
		for (const {
			dimensions: [key = ''],
			metrics,
		} of own.results) {
			const [a = 0, b = 0] = expected.get(key) ?? [];
			expected.set(key, [a + Number(metrics[0]), b + Number(metrics[1])]);
		}
		expect(rowsOf(merged)).toEqual([...expected].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, values]) => [key, ...values]));
		expect(merged.results.length).toBeGreaterThan(1);
	});

	it.each<[string, Partial<Query>, Wanted, Record<string, number>]>([
		[
			'sources',
			{ dimensions: ['visit:source'] },
			{ table: 'sources', key: ({ values }) => values.source ?? 'Direct / None' },
			{ Google: 3 },
		],
		[
			'countries by name',
			{ dimensions: ['visit:country_name'] },
			{ table: 'locations', key: ({ values }) => ({ DE: 'Germany', FR: 'France' })[values.country ?? ''] ?? '(unknown)' },
			{ Germany: 2, France: 1 },
		],
		[
			'pages',
			{ dimensions: ['event:page'] },
			{ table: 'pages', key: ({ values }) => values.pathname ?? '' },
			{ '/': 1, '/new': 1, '/blog': 1 },
		],
		[
			'sources of a campaign',
			{ dimensions: ['visit:source'], filters: [['is', 'visit:utm_campaign', ['spring']]] },
			{ table: 'sources', key: ({ values }) => values.source ?? 'Direct / None', where: ({ values }) => values.utm_campaign === 'spring' },
			{},
		],
		[
			'pages that are not some',
			{ dimensions: ['event:page'], filters: [['not', ['contains', 'event:page', ['blog']]]] },
			{ table: 'pages', key: ({ values }) => values.pathname ?? '', where: ({ values }) => values.pathname !== '/blog' },
			{ '/': 1, '/new': 1 },
		],
		[
			'all visitors of a browser',
			{ filters: [['matches', 'visit:browser', ['^Fire']]] },
			{ table: 'browsers', where: ({ values }) => values.browser === 'Firefox' },
			{},
		],
		['events', { dimensions: ['event:name'] }, { table: 'custom_events', key: ({ values }) => values.name ?? '' }, { pageview: 3 }],
	])('are broken down by the columns of a table: %s', async (_, query, wanted, own) => {
		const result = await ask({ ...query, include: { total_rows: true } });
		const expected = new Map([...byHand(wanted)].map(([key, { visitors }]) => [key, visitors]));
		for (const [key, count] of Object.entries(own)) expected.set(key, (expected.get(key) ?? 0) + count);
		if (query.dimensions === undefined) expect(rowsOf(result)).toEqual([[expected.get('')]]);
		else expect(new Map(result.results.map(({ dimensions: [key = ''], metrics }) => [key, metrics[0]]))).toEqual(expected);
		expect(result.meta).toMatchObject({ imports_included: true, total_rows: query.dimensions === undefined ? 1 : expected.size });
	});

	it('have their shares of all visitors, and pages of rows that neither overlap nor leave out', async () => {
		const all = await ask({ metrics: ['visitors', 'percentage'], dimensions: ['event:page', 'time:month'] });
		const whole = total({ table: 'visitors' }).visitors + 3;
		for (const { metrics } of all.results) expect(metrics[1]).toBe(round((Number(metrics[0]) * 100) / whole, 2));
		const paged: unknown[] = [];
		for (let offset = 0; offset < all.results.length; offset += 2)
			paged.push(
				...rowsOf(
					await ask({ metrics: ['visitors', 'percentage'], dimensions: ['event:page', 'time:month'], pagination: { limit: 2, offset } }),
				),
			);
		expect(paged).toEqual(rowsOf(all));
	});

	it('leave metrics that they do not say as those of own events, and say so', async () => {
		const metrics: Query['metrics'] = ['visitors', 'bounce_rate', 'time_on_page'];
		const result = await ask({ metrics, dimensions: ['event:page'] });
		const own = await ask({ metrics, dimensions: ['event:page'], include: { imports: false } });
		for (const { dimensions, metrics: values } of result.results) {
			const mine = own.results.find((row) => row.dimensions[0] === dimensions[0]);
			expect(values.slice(1)).toEqual(mine?.metrics.slice(1) ?? [null, null]);
		}
		expect(Object.keys(result.meta.metric_warnings ?? {})).toEqual(['bounce_rate', 'time_on_page']);
	});

	it('are compared with, each range by itself', async () => {
		const range: Query['date_range'] = ['2026-03-20', '2026-04-09'];
		const { results, meta } = await ask({ date_range: range, include: { comparisons: { mode: 'previous_period' } } });
		expect(meta).toMatchObject({ imports_included: false, imports_skip_reason: 'out_of_range', comparison_imports_included: true });
		expect([results[0]?.metrics[0], results[0]?.comparison?.metrics[0]]).toEqual([
			3,
			total({ table: 'visitors', from: '2026-02-27' }).visitors,
		]);
	});

	it('begin all time', async () => {
		const { query, results } = await ask({ date_range: 'all' });
		expect(query.date_range[0]).toBe('2026-02-01T00:00:00+01:00');
		expect(results[0]?.metrics).toEqual([total({ table: 'visitors' }).visitors + 3]);
		expect((await ask({ date_range: 'all', include: { imports: false } })).query.date_range[0]).toBe('2026-03-20T00:00:00+01:00');
	});

	it('of days that are only partly in the range are left out, with a word', async () => {
		const { results, meta } = await ask({ date_range: ['2026-02-03T12:00:00+01:00', '2026-02-06T12:00:00+01:00'] });
		expect(results[0]?.metrics).toEqual([total({ table: 'visitors', from: '2026-02-04', to: '2026-02-05' }).visitors]);
		expect(meta).toMatchObject({ imports_included: true, imports_warning: expect.stringContaining('part') });
	});

	it.each<[string, Partial<Query>, string]>([
		['two tables', { dimensions: ['visit:source'], filters: [['is', 'event:page', ['/']]] }, 'unsupported_query'],
		['what is in no table', { dimensions: ['visit:city'] }, 'unsupported_query'],
		['a property', { dimensions: ['event:props:plan'] }, 'unsupported_query'],
		['what was done otherwise', { filters: [['has_done', ['is', 'event:page', ['/']]]] }, 'unsupported_query'],
		['a median', { metrics: ['visitors', 'median_visit_duration'] }, 'unsupported_query'],
		['nothing that they say', { metrics: ['time_on_page'] }, 'unsupported_query'],
		['hours', { dimensions: ['time:hour'], date_range: ['2026-02-01', '2026-02-02'] }, 'unsupported_interval'],
		['a part of a day', { date_range: ['2026-02-03T12:00:00+01:00', '2026-02-03T18:00:00+01:00'] }, 'unsupported_interval'],
		['days after them', { date_range: ['2026-04-06', '2026-04-09'] }, 'out_of_range'],
		['days with own events', { date_range: ['2026-03-20', '2026-03-31'] }, 'out_of_range'],
		['a table that was not imported', { dimensions: ['visit:device'] }, 'no_imported_data'],
		['a site that has none', { site_id: 'quiet' }, 'no_imported_data'],
	])('are left out of a question of %s, which is answered from own events', async (_, query, reason) => {
		const { results, meta } = await ask(query);
		expect(meta).toMatchObject({ imports_included: false, imports_skip_reason: reason });
		expect(results).toEqual((await ask({ ...query, include: { imports: false } })).results);
	});

	it('of a site without own events are all there is, until the first comes, and from its day on are not taken', async () => {
		const visitors = async (): Promise<unknown> => (await ask({ site_id: 'only' })).results[0]?.metrics[0];
		const sumUntil = (day: number): number =>
			sums.reduce((sum, row) => (row.table === 'visitors' && row.day <= day ? sum + row.sums.visitors : sum), 0);
		expect(await visitors()).toBe(sumUntil(dayOf('2026-04-05')));
		await feed('only', Date.parse('2026-03-10T12:00:00Z'), 'DE');
		expect(await visitors()).toBe(sumUntil(dayOf('2026-03-09')) + 1);
		await store.takeOut({ site: 'only', import: 'j' }, () => ({ events: [], opened: [] }));
		expect(await visitors()).toBe(1);
		expect((await ask({ site_id: 'only' })).meta.imports_skip_reason).toBe('no_imported_data');
	});

	it('cost sites that have none nothing, and those that have some one statement a question, once', async () => {
		await ask({ site_id: 'quiet' });
		const query: Partial<Query> = { site_id: 'quiet', date_range: ['2026-03-01', '2026-03-31'] };
		statements = [];
		await ask(query);
		expect(statements.length).toBeGreaterThan(0);
		expect(statements.filter((sql) => sql.includes('imported'))).toEqual([]);
		statements = [];
		const mine: Partial<Query> = { dimensions: ['visit:browser'], date_range: ['2026-03-01', '2026-04-09'] };
		await ask(mine);
		expect(statements.filter((sql) => sql.includes('imported'))).toHaveLength(1);
		await feed('shop', NOW, 'DE');
		statements = [];
		await ask({ ...mine, order_by: [['visit:browser', 'asc']] });
		expect(statements.filter((sql) => sql.includes('imported'))).toEqual([]);
	});

	it('name no column in two tables, so that a column says which table it is', () => {
		expect(new Set(sumColumns).size).toBe(sumColumns.length);
	});
});
