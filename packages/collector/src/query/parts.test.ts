import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventRecord, type MetricName, metricNames, type Query, type QueryDimension } from '@footfall/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aggregator, createAggregator } from '../aggregate/aggregator.ts';
import { clicked } from '../aggregate/testing/clicks.ts';
import { createMemoryLog } from '../aggregate/testing/memoryLog.ts';
import { silentLogger } from '../logger.ts';
import { openDuckdbStore } from '../store/duckdb/duckdb.ts';
import type { Cell, Store } from '../store/store.ts';
import { type AnswerContext, ask, type Found } from './answer.ts';
import { compile } from './compile.ts';
import { createParts } from './parts.ts';
import type { Question } from './question.ts';
import { resolveQuery } from './resolve.ts';
import { tallied } from './tally.ts';
import { askable, asked, handSettings } from './testing/byHand/questions.ts';
import { random, type TestSite, testSites, trafficOf } from './testing/byHand/traffic.ts';
import { zoneOf } from './zone.ts';

/** Random questions that are asked; raise it to look longer. */
const CASES = 200;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const live: TestSite = { site: 'live', zone: 'Europe/Berlin', now: '2026-03-29T13:40:00Z', oddDay: '2026-03-29' };

let directory: string;
let store: Store;
let aggregator: Aggregator;
let statements = 0;
const log = createMemoryLog();

async function feed(records: readonly EventRecord[]): Promise<void> {
	for (let at = 0; at < records.length; at += 400)
		await log.append(records.slice(at, at + 400).map((record) => ({ key: '', route: 0, value: JSON.stringify(record) })));
	await aggregator.caughtUp();
}

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-parts-'));
	store = await openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 256, logger: silentLogger });
	aggregator = createAggregator({ log, store, clock: Date.now, logger: silentLogger, paceMs: 0 });
	aggregator.start();
	await feed(testSites.flatMap((at, n) => trafficOf(at, 110, 300 + n)).sort((a, b) => a.received - b.received));
}, 60_000);
afterAll(async () => {
	await aggregator.close();
	await store.close();
	await rm(directory, { recursive: true });
});

const counted: Pick<Store, 'query' | 'dialect'> = {
	get dialect() {
		return store.dialect;
	},
	query(statement, options) {
		statements++;
		return store.query(statement, options);
	},
};

const { goals, segments, routes } = handSettings;
const settings = { goals: { of: () => goals }, segments: { of: () => segments }, routes: { of: () => routes } };

/** Only the metrics that add up. */
function addable({ metrics, order_by: order, ...rest }: Query): Query {
	const kept = metrics.filter((name) => tallied([name]) !== undefined);
	const names: readonly MetricName[] = kept.length === 0 ? ['visitors'] : kept;
	const ordered = order?.filter(([name]) => !(metrics as readonly string[]).includes(name) || (names as readonly string[]).includes(name));
	return { ...rest, metrics: names, ...(ordered === undefined || ordered.length === 0 ? {} : { order_by: ordered }) } as Query;
}

const questionOf = ({ site, zone, now }: TestSite, query: Query): Question =>
	resolveQuery(query, { site, zone: zoneOf(zone), now: Date.parse(now), first: Date.parse(now) - 20 * DAY, settings }).question;

const contextOf = (rowsOf: (question: Question) => Promise<readonly (readonly Cell[])[]>): AnswerContext => ({
	store,
	clock: Date.now,
	rowsOf,
	totalVisitors: () => Promise.resolve(97),
});
const whole = (question: Question): Promise<Found> =>
	ask(
		question,
		contextOf((part) => store.query(compile(part, store.dialect))),
	);

/** Asks in parts, of which there must be two. */
function inParts(question: Question, at: number, parts = createParts({ store })): Promise<Found> {
	const rowsOf = async (part: Question): Promise<Cell[][]> => {
		const rows = await parts.rows(part, at);
		// What visitors did otherwise is asked whole, on both sides of the comparison.
		if (rows === undefined && part.behaviour) return await store.query(compile(part, store.dialect));
		if (rows === undefined) throw new Error(`not answered in parts: ${JSON.stringify(question)}`);
		return rows;
	};
	return ask(question, contextOf(rowsOf));
}

describe('an answer made of two parts', () => {
	it(`is the whole one, wherever it is cut: ${CASES} random questions`, { timeout: 120_000 }, async () => {
		const cut = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(1, 60_000, HOUR, DAY));
		await fc.assert(
			fc.asyncProperty(asked, cut, async ({ at, query }, [share, step]) => {
				const question = questionOf(at, addable(query));
				const { from, to } = question.range;
				// days and hours of UTC; most of them are no start of a bucket
				const middle = Math.floor((from + share * (to - from)) / step) * step;
				const instant = Math.min(Math.max(middle, from + 1), to - 1);
				expect(await inParts(question, instant)).toEqual(await whole(question));
			}),
			{ numRuns: CASES, seed: 20_262, endOnFailure: true },
		);
	});

	it.each(testSites)('is the whole one of every metric by page, source and time in $zone, cut at each hour of $oddDay', async (at) => {
		const dimensions: QueryDimension[][] = [
			[],
			['event:page'],
			['visit:source'],
			['time:hour', 'event:page'],
			['time:day'],
			['visit:country_name'],
			['event:goal'],
			['event:route', 'event:goal'],
		];
		const parts = createParts({ store });
		for (const [n, names] of dimensions.entries()) {
			const { metrics } = addable({ site_id: at.site, metrics: askable(metricNames, names.includes('event:goal')), date_range: 'all' });
			const query: Query = {
				site_id: at.site,
				metrics,
				date_range: [at.oddDay, at.oddDay],
				dimensions: names,
				include: { total_rows: true },
			};
			const question = questionOf(at, query);
			const expected = await whole(question);
			for (let cut = question.range.from + HOUR * (n + 1); cut < question.range.to; cut += 6 * HOUR)
				expect(await inParts(question, cut, parts), `${names} at ${new Date(cut).toISOString()}`).toEqual(expected);
		}
	});

	it('is the whole one after every commit, late or not', { timeout: 120_000 }, async () => {
		const records = trafficOf(live, 160, 19);
		const parts = createParts({ store: counted });
		const stop = store.onCommit(({ sites }) => {
			for (const [site, { from, to }] of sites) parts.touched(site, from, to);
		});
		await feed(records.slice(0, records.length - 300));
		const rnd = random(11);
		const questions = fc
			.sample(asked, { numRuns: 40, seed: 5 })
			.map(({ query: { pagination: _, ...query } }) =>
				questionOf(live, {
					...addable({ ...query, include: { total_rows: true } }),
					date_range: rnd() < 0.5 ? ['2025-04-01', '2026-03-29'] : ['2026-03-20', '2026-03-29'],
					dimensions: (query.dimensions ?? []).map((name) => (name.startsWith('time:') ? 'time:day' : name)),
					order_by: [[addable(query).metrics[0] as MetricName, 'desc']],
				}),
			)
			.filter(({ behaviour }) => !behaviour)
			.slice(0, 10);
		statements = 0;
		let asks = 0;
		for (let at = records.length - 300; at < records.length; at += 30) {
			await feed(records.slice(at, at + 30));
			for (const [n, question] of questions.entries()) {
				const cut = Date.parse(n % 2 === 0 ? '2026-03-28T23:00:00Z' : '2026-03-27T09:00:00Z');
				expect(await inParts(question, cut, parts), JSON.stringify(question)).toEqual(await whole(question));
				asks++;
			}
		}
		stop();
		expect(statements).toBeGreaterThan(asks);
		expect(statements).toBeLessThan(2 * asks);
	});
});

describe('the earlier part', () => {
	const start = Date.parse('2026-03-10T00:00:00Z');
	const at = start + 5 * DAY;
	const question = questionOf(
		{ site: 'few', zone: 'UTC', now: '2026-03-15T12:00:00Z', oddDay: '' },
		{ site_id: 'few', metrics: ['visitors', 'visits', 'pageviews'], date_range: ['2026-03-10', '2026-03-15'], dimensions: ['event:page'] },
	);
	let page = 0;
	const visit = (time: number, client: number, more: Partial<EventRecord> = {}): EventRecord =>
		clicked({ page: 100 + ++page, site: 'few', time, client, dims: { pathname: '/' }, ...more });

	it('is tallied once, and again when a commit touches it; visitors who come back are counted once', async () => {
		await feed([
			visit(start + HOUR, 1),
			visit(start + DAY, 9),
			visit(at - 10 * 60_000, 3),
			visit(start + DAY, 4, { dims: { pathname: '/a' } }),
		]);
		const parts = createParts({ store: counted });
		const stop = store.onCommit(({ sites }) => {
			for (const [site, { from, to }] of sites) parts.touched(site, from, to);
		});
		const rows = async (): Promise<unknown[]> => [
			...(await inParts(question, at, parts)).rows.map(({ keys, metrics }) => [...keys, ...metrics]),
		];
		statements = 0;
		expect(await rows()).toEqual([
			['/', 3, 3, 3],
			['/a', 1, 1, 1],
		]);
		expect(statements).toBe(2);
		// a day later the persistent one comes again, and somebody new
		await feed([visit(at + HOUR, 9), visit(at + HOUR, 5)]);
		expect(await rows()).toEqual([
			['/', 4, 5, 5],
			['/a', 1, 1, 1],
		]);
		// and once more, for such visitors have to be looked for in all of the range
		expect(statements).toBe(4);
		// the visit of ten to midnight goes on
		await feed([visit(at + 10 * 60_000, 3)]);
		expect(await rows()).toEqual([
			['/', 4, 5, 6],
			['/a', 1, 1, 1],
		]);
		expect(statements).toBe(6);
		await feed([visit(at + 30 * 60_000, 3)]);
		expect(await rows()).toEqual([
			['/', 4, 5, 7],
			['/a', 1, 1, 1],
		]);
		expect(statements).toBe(8);
		// and the same client begins another one, under the new day's salt
		await feed([visit(at + 3 * HOUR, 3)]);
		expect(await rows()).toEqual([
			['/', 5, 6, 8],
			['/a', 1, 1, 1],
		]);
		expect(statements).toBe(9);
		stop();
	});

	it('is not for medians, nor for more groups than it may have, which are counted once only', async () => {
		const parts = createParts({ store: counted, maxGroups: 1 });
		statements = 0;
		expect(await parts.rows({ ...question, metrics: ['visitors', 'median_visit_duration'] }, at)).toBeUndefined();
		expect(statements).toBe(0);
		expect(await parts.rows(question, at)).toBeUndefined();
		expect(await parts.rows(question, at)).toBeUndefined();
		expect(statements).toBe(1);
		for (const outside of [question.range.from, question.range.to]) expect(await parts.rows(question, outside)).toBeUndefined();
	});

	it('is not for what visitors did otherwise, which no part of the range can tell', async () => {
		const parts = createParts({ store: counted });
		statements = 0;
		expect(await parts.rows({ ...question, filters: [['has_done', ['is', 'event:page', ['/a']]]], behaviour: true }, at)).toBeUndefined();
		expect(statements).toBe(0);
	});

	it('is not used when it changes while the later one is asked', async () => {
		const parts = createParts({
			store: {
				dialect: store.dialect,
				async query(statement, options) {
					const rows = await store.query(statement, options);
					if (++statements === 2) parts.touched('few', at - 1, at - 1);
					return rows;
				},
			},
		});
		statements = 0;
		expect(await parts.rows(question, at)).toBeUndefined();
		expect(await parts.rows(question, at)).toBeDefined();
	});
});
