import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventRecord, Goal, Query, QueryResult, Segment } from '@footfall/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aggregator, createAggregator } from '../aggregate/aggregator.ts';
import { clicked } from '../aggregate/testing/clicks.ts';
import { createMemoryLog } from '../aggregate/testing/memoryLog.ts';
import { silentLogger } from '../logger.ts';
import { openDuckdbStore } from '../store/duckdb/duckdb.ts';
import type { Store } from '../store/store.ts';
import { createQueryEngine, type QueryEngine } from './engine.ts';

const NOW = Date.parse('2026-03-12T12:00:00Z');
const HOUR = 3_600_000;
const goals: Goal[] = [
	{ id: 'g1', name: 'Signup', kind: 'event', event: 'Signup' },
	{ id: 'g2', name: 'Signup pro', kind: 'event', event: 'Signup', props: { plan: 'pro' } },
	{ id: 'g3', name: 'Read', kind: 'page', page: '/blog/**' },
	{ id: 'g4', name: 'Halfway', kind: 'scroll', page: '/blog/*', depth: 50 },
	{ id: 'g5', name: 'Order', kind: 'event', event: 'Order', currency: 'EUR' },
];
const segments: Segment[] = [
	{ id: 's1', name: 'Germans', filters: [['is', 'visit:country', ['DE']]] },
	{ id: 's2', name: 'Broken', filters: [['matches', 'event:page', ['(']]] },
	{ id: 's3', name: 'Readers', filters: [['has_done', ['is', 'event:goal', ['Read']]]] },
	{ id: 's4', name: 'Of a goal that is gone', filters: [['is', 'event:goal', ['Gone']]] },
];
const settings = {
	goals: { of: () => goals },
	segments: { of: () => segments },
	routes: { of: () => [{ template: '/blog/:post' }, { template: '/blog/*' }] },
};

let directory: string;
let store: Store;
let aggregator: Aggregator;
let engine: QueryEngine;
let statements = 0;

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-grammar-'));
	store = await openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 128, logger: silentLogger });
	const log = createMemoryLog();
	aggregator = createAggregator({ log, store, clock: () => NOW, logger: silentLogger, paceMs: 0 });
	aggregator.start();
	let page = 0;
	const event = (client: number, hours: number, more: Partial<EventRecord> & { n?: number } = {}) =>
		clicked({ client, time: NOW - hours * HOUR, page: ++page, ...more });
	const view = (client: number, hours: number, pathname: string, country = 'FR') => event(client, hours, { dims: { pathname, country } });
	const scrolled = view(1, 1, '/blog/a', 'DE');
	const records = [
		scrolled,
		{ ...event(1, 0.9, { name: 'page_unload', totals: { scroll: 70 } }), id: `${scrolled.id.slice(0, 20)}.1` },
		event(1, 0.95, { name: 'Signup', props: { plan: 'pro' }, dims: { pathname: '/blog/a', country: 'DE' } }),
		view(2, 2, '/blog/a/b'),
		event(2, 1.9, { name: 'Signup', props: { plan: 'free' }, dims: { pathname: '/signup', country: 'FR' } }),
		view(3, 3, '/'),
		event(3, 2.9, { name: 'Order', revenue: { amount: 1000, currency: 'EUR' }, dims: { pathname: '/', country: 'FR' } }),
		view(4, 4, '/about', 'DE'),
		// The day before, by somebody whom nobody can know again.
		view(5, 30, '/blog/old'),
	];
	await log.append(records.map((record) => ({ key: '', route: 0, value: JSON.stringify(record) })));
	await aggregator.caughtUp();
	const site = { id: 'shop', timeZone: 'UTC', createdAt: NOW };
	const counted: typeof store = {
		...store,
		query(statement, options) {
			statements++;
			return store.query(statement, options);
		},
	};
	engine = createQueryEngine({
		store: counted,
		control: { findSite: (name) => (name === 'shop' ? site : undefined) },
		settings,
		clock: () => NOW,
	});
});
afterAll(async () => {
	await aggregator.close();
	await store.close();
	await rm(directory, { recursive: true });
});

const run = (query: Partial<Query>): Promise<QueryResult> =>
	engine.run(engine.parse({ site_id: 'shop', metrics: ['visitors'], date_range: 'day', ...query }));
const rows = async (query: Partial<Query>) => (await run(query)).results.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);

describe('goals', () => {
	it('are rows, each with all that met it, and only those that are asked for', async () => {
		const query: Partial<Query> = { metrics: ['visitors', 'events', 'conversion_rate'], dimensions: ['event:goal'] };
		expect(await rows({ ...query, order_by: [['event:goal', 'asc']] })).toEqual([
			['Halfway', 1, 1, 25],
			['Order', 1, 1, 25],
			['Read', 2, 2, 50],
			['Signup', 2, 2, 50],
			['Signup pro', 1, 1, 25],
		]);
		expect(await rows({ ...query, filters: [['is', 'event:goal', ['Signup pro']]] })).toEqual([['Signup pro', 1, 1, 25]]);
	});

	it('make conversions of the visitors who come under all other filters', async () => {
		const query: Partial<Query> = { metrics: ['visitors', 'conversion_rate'], filters: [['is', 'event:goal', ['Signup']]] };
		expect(await rows(query)).toEqual([[2, 50]]);
		expect(await rows({ ...query, filters: [...(query.filters ?? []), ['is', 'visit:country', ['DE']]] })).toEqual([[1, 50]]);
		expect(
			await rows({
				...query,
				filters: [
					[
						'and',
						[
							['is', 'event:goal', ['Signup']],
							['is', 'event:props:plan', ['pro']],
						],
					],
				],
			}),
		).toEqual([[1, 25]]);
	});

	it('make conversions of the visitors of the same row', async () => {
		const query: Partial<Query> = { metrics: ['visitors', 'group_conversion_rate'], dimensions: ['visit:country'] };
		expect(
			await rows({ ...query, filters: [['is', 'event:goal', ['Signup', 'Order']]], order_by: [['group_conversion_rate', 'desc']] }),
		).toEqual([
			['FR', 2, 100],
			['DE', 1, 50],
		]);
	});

	it('are found by parts of their names, and where there is none', async () => {
		expect(await rows({ filters: [['matches', 'event:goal', ['^Signup']]] })).toEqual([[2]]);
		expect(await rows({ filters: [['is', 'event:goal', ['(none)']]] })).toEqual([[2]]);
		expect(await rows({ filters: [['is_not', 'event:goal', ['Signup', 'Order', 'Read']]] })).toEqual([[2]]);
	});

	it('tell their revenue', async () => {
		expect(await rows({ metrics: ['total_revenue', 'average_revenue'], filters: [['is', 'event:goal', ['Order']]] })).toEqual([
			[[{ currency: 'EUR', value: 10 }], [{ currency: 'EUR', value: 10 }]],
		]);
	});
});

describe('behaviours', () => {
	it('are of the visitor, whatever else they do, in one statement', async () => {
		statements = 0;
		expect(await rows({ metrics: ['visitors', 'pageviews', 'events'], filters: [['has_done', ['is', 'event:goal', ['Signup']]]] })).toEqual(
			[[2, 2, 4]],
		);
		expect(await rows({ metrics: ['visitors'], filters: [['has_not_done', ['is', 'event:goal', ['Signup']]]] })).toEqual([[2]]);
		expect(statements).toBe(2);
	});

	it('say that without cookies nobody is followed over a day', async () => {
		const filters: Query['filters'] = [['has_done', ['contains', 'event:page', ['/blog']]]];
		const { meta } = await run({ metrics: ['visits'], date_range: ['2026-03-10', '2026-03-12'], filters });
		expect(meta.warnings).toMatchObject([{ code: 'cookieless_days' }]);
		expect((await run({ filters })).meta.warnings).toBeUndefined();
	});
});

describe('segments', () => {
	it('stand for their filters, several for any of them', async () => {
		expect(await rows({ filters: [['is', 'segment', ['s1']]] })).toEqual([[2]]);
		expect(await rows({ filters: [['is', 'segment', ['s1', 's3']]] })).toEqual([[3]]);
		expect(await rows({ filters: [['not', ['is', 'segment', ['s1']]]] })).toEqual([[2]]);
	});

	it('are echoed by their ids', async () => {
		expect((await run({ filters: [['is', 'segment', ['s1']]] })).query.filters).toEqual([['is', 'segment', ['s1']]]);
	});
});

describe('routes', () => {
	it('group paths by the first template that fits', async () => {
		expect(await rows({ metrics: ['pageviews'], dimensions: ['event:route'], order_by: [['event:route', 'asc']] })).toEqual([
			['/', 1],
			['/about', 1],
			['/blog/*', 1],
			['/blog/:post', 1],
			['/signup', 0],
		]);
		expect(await rows({ metrics: ['pageviews'], filters: [['is', 'event:route', ['/blog/:post']]] })).toEqual([[1]]);
	});
});

describe('patterns', () => {
	it('are found anywhere, with and without regard to case, in names too', async () => {
		expect(await rows({ metrics: ['pageviews'], filters: [['matches', 'event:page', ['^/blog/[^/]+$']]] })).toEqual([[1]]);
		expect(await rows({ filters: [['matches', 'event:page', ['BLOG'], { case_sensitive: false }]] })).toEqual([[2]]);
		expect(await rows({ filters: [['matches', 'event:page', ['BLOG']]] })).toEqual([[0]]);
		expect(await rows({ filters: [['matches_not', 'visit:country_name', ['^Ger', 'x']]] })).toEqual([[2]]);
	});

	it('that explode elsewhere answer at once', async () => {
		const long = `^(a+)+${'$'}`;
		expect(await rows({ filters: [['matches', 'event:page', [long, '(.*)*(.*)*(.*)*x']]] })).toEqual([[0]]);
	});

	it.each(['(', '(?=a)', '\\1', 'a{9000}', '[z-a]'])('that are none are told with their place: %s', async (pattern) => {
		await expect(run({ filters: [['not', ['matches', 'event:page', ['fine', pattern]]]] })).rejects.toMatchObject({
			code: 'invalid_pattern',
			at: 'filters[0][1][2][1]',
		});
	});
});

describe('a query is refused, with the place,', () => {
	it.each<[string, Partial<Query>, string, string]>([
		[
			'of an unknown goal',
			{
				filters: [
					[
						'or',
						[
							['is', 'visit:os', ['x']],
							['is_not', 'event:goal', ['Signup', 'Sold']],
						],
					],
				],
			},
			'unknown_goal',
			'filters[0][1][1][2][1]',
		],
		['of an unknown segment', { filters: [['not', ['is', 'segment', ['s1', 'x']]]] }, 'unknown_segment', 'filters[0][1][2][1]'],
		[
			'of a segment with a bad pattern',
			{
				filters: [
					['is', 'visit:os', ['x']],
					['is', 'segment', ['s2']],
				],
			},
			'invalid_pattern',
			'filters[1]',
		],
		['of a segment whose goal is gone', { filters: [['is', 'segment', ['s4']]] }, 'unknown_goal', 'filters[0]'],
		[
			'of a behaviour within one, in a segment too',
			{ filters: [['has_done', ['is', 'segment', ['s3']]]] },
			'invalid_filter',
			'filters[0][1]',
		],
		['of conversions to nothing', { metrics: ['visits', 'conversion_rate'] }, 'invalid_query', 'metrics[1]'],
		[
			'of conversions to one thing or another',
			{
				metrics: ['group_conversion_rate'],
				filters: [
					[
						'or',
						[
							['is', 'event:goal', ['Signup']],
							['is', 'visit:os', ['x']],
						],
					],
				],
			},
			'invalid_query',
			'metrics[0]',
		],
		['of an unknown site', { site_id: 'other' }, 'unknown_site', 'site_id'],
		['that ends before it begins', { date_range: ['2026-03-12', '2026-03-10'] }, 'invalid_range', 'date_range'],
		['that begins in the future', { date_range: ['2026-03-13', '2026-03-14'] }, 'invalid_range', 'date_range[0]'],
		[
			'of ten years by minute',
			{ date_range: ['2016-03-12', '2026-03-12'], dimensions: ['visit:os', 'time:minute'] },
			'too_many_buckets',
			'dimensions[1]',
		],
	])('%s', async (_, query, code, at) => {
		await expect(run(query)).rejects.toMatchObject({ code, at });
	});
});

describe('an empty value', () => {
	it('goes by nothing at all, as other clients write it', async () => {
		expect(await rows({ filters: [['is_not', 'visit:source', ['']]] })).toEqual([[0]]);
		expect(await rows({ filters: [['is_not', 'visit:country_name', ['']]] })).toEqual([[4]]);
	});
});

describe('imports', () => {
	it('are taken note of, and the answer says that there are none to add', async () => {
		expect((await run({ include: { imports: true } })).meta).toMatchObject({
			imports_included: false,
			imports_skip_reason: 'no_imported_data',
		});
	});
});
