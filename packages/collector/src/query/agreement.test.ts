import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	type EventRecord,
	type Filter,
	type MetricName,
	type MetricValue,
	metricNames,
	metrics,
	type Query,
	type QueryDimension,
	type QueryResult,
	type QueryRow,
} from '@footfall/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aggregator, createAggregator } from '../aggregate/aggregator.ts';
import { createMemoryLog } from '../aggregate/testing/memoryLog.ts';
import { silentLogger } from '../logger.ts';
import { openDuckdbStore } from '../store/duckdb/duckdb.ts';
import type { Store } from '../store/store.ts';
import { createQueryEngine, type QueryEngine } from './engine.ts';
import { type Asked, askable, asked, filters, handSettings } from './testing/byHand/questions.ts';
import { createReference, currencyDecimals, type Exact, type ExactRow, type Reference } from './testing/byHand/reference.ts';
import { random, type TestSite, testSites, trafficOf } from './testing/byHand/traffic.ts';

/** Random questions that are asked, and the seed of questions and traffic; to look longer: `FOOTFALL_AGREEMENT_CASES=1000`. */
const CASES = Number(process.env.FOOTFALL_AGREEMENT_CASES ?? 200);
const SEED = Number(process.env.FOOTFALL_AGREEMENT_SEED ?? 20_261);
/** Of each site, one for every 200 questions: the same place and time with other traffic. */
const SITES = Array.from({ length: Math.ceil(CASES / 200) }, (_, life) =>
	testSites.map((at) => (life === 0 ? at : { ...at, site: `${at.site}-${life}` })),
).flat();
const VISITS = 110;
const HOUR = 3_600_000;
const liveSite: TestSite = { site: 'live', zone: 'Europe/Berlin', now: '2026-03-29T13:40:00Z', oddDay: '2026-03-29' };

let directory: string;
let store: Store;
let aggregator: Aggregator;
const log = createMemoryLog();
const references = new Map<string, Reference>();
const engines = new Map<string, QueryEngine>();

const { goals, segments, routes } = handSettings;
const settingsOfAll = { goals: { of: () => goals }, segments: { of: () => segments }, routes: { of: () => routes } };

const engineOf = ({ site, zone, now }: TestSite): QueryEngine =>
	createQueryEngine({
		store,
		settings: settingsOfAll,
		control: { findSite: (name) => (name === site ? { id: site, timeZone: zone, createdAt: Date.parse(now) } : undefined) },
		clock: () => Date.parse(now),
	});
const engineFor = ({ site }: TestSite): QueryEngine => engines.get(site) as QueryEngine;

/** Through the log and the aggregator, in the order of receipt; every seventh is delivered twice. */
async function feed(records: readonly EventRecord[]): Promise<void> {
	const entries = records
		.flatMap((record, n) => (n % 7 === 0 ? [record, record] : [record]))
		.map((record) => ({ key: '', route: 0, value: JSON.stringify(record) }));
	for (let at = 0; at < entries.length; at += 400) await log.append(entries.slice(at, at + 400));
	await aggregator.caughtUp();
}

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-agreement-'));
	store = await openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 256, logger: silentLogger });
	aggregator = createAggregator({ log, store, clock: Date.now, logger: silentLogger, paceMs: 0 });
	aggregator.start();
	const all: EventRecord[] = [];
	for (const [n, at] of SITES.entries()) {
		const records = trafficOf(at, VISITS, SEED - 20_161 + n);
		all.push(...records);
		references.set(at.site, createReference({ records, zone: at.zone, now: Date.parse(at.now), settings: handSettings }));
		engines.set(at.site, engineOf(at));
	}
	await feed(all.sort((a, b) => a.received - b.received));
}, 600_000);
afterAll(async () => {
	await aggregator.close();
	await store.close();
	await rm(directory, { recursive: true });
});

/** Decimals that an answer is rounded to. */
const decimals: Partial<Record<(typeof metrics)[MetricName]['unit'], number>> = {
	ratio: 2,
	percent: 2,
	seconds: 0,
	milliseconds: 0,
	score: 3,
};

/** Whether a number is what an exact one is rounded to; on an edge either neighbour is right. CLS is stored as a 32-bit float. */
function isRounded(rounded: number, exact: number, places: number | undefined): boolean {
	if (places === undefined) return rounded === exact;
	return (
		Math.abs(rounded - exact) <= 0.5 * 10 ** -places + Math.max(1e-9 * Math.abs(exact), places === 3 ? 1e-6 : 0) &&
		Math.abs(rounded - Number(rounded.toFixed(places))) < 1e-9
	);
}

function agrees(metric: MetricName, value: MetricValue | undefined, exact: Exact | undefined): boolean {
	if (Array.isArray(value) && Array.isArray(exact)) {
		return (
			value.length === exact.length &&
			value.every((money, n) => {
				const other = exact[n];
				return other?.currency === money.currency && isRounded(money.value, other.value, currencyDecimals[money.currency] ?? 2);
			})
		);
	}
	if (typeof value !== 'number' || typeof exact !== 'number') return value === exact;
	return isRounded(value, exact, metric === 'scroll_depth' ? 0 : decimals[metrics[metric].unit]);
}

const keyOf = ({ dimensions }: { readonly dimensions: readonly string[] }): string => JSON.stringify(dimensions);

/** What is wrong with a row, in words; empty when nothing is. */
function faultsOf(row: QueryRow, exact: ExactRow, asked: readonly MetricName[]): string[] {
	const wrong = (what: string, values: readonly MetricValue[] | undefined, others: readonly Exact[]): string[] =>
		asked.flatMap((metric, n) =>
			agrees(metric, values?.[n], others[n])
				? []
				: [`${what}${metric} ${keyOf(row)}: ${JSON.stringify(values?.[n])} instead of ${JSON.stringify(others[n])}`],
		);
	const faults = wrong('', row.metrics, exact.metrics);
	if (exact.comparison === undefined || row.comparison === undefined)
		return exact.comparison === row.comparison ? faults : [...faults, `${keyOf(row)}: a comparison too many or too few`];
	const { comparison } = row;
	if (keyOf(comparison) !== keyOf(exact.comparison))
		faults.push(`compared with ${keyOf(comparison)} instead of ${keyOf(exact.comparison)}`);
	faults.push(...wrong('compared ', comparison.metrics, exact.comparison.metrics));
	for (const [n, change] of comparison.change.entries()) {
		const [before, after] = [comparison.metrics[n], row.metrics[n]];
		if (typeof before !== 'number' || typeof after !== 'number') continue;
		const right =
			before === 0 ? change === (after === 0 ? 0 : null) : change !== null && isRounded(change, (100 * (after - before)) / before, 1);
		if (!right) faults.push(`change of ${asked[n]} from ${before} to ${after}: ${change}`);
	}
	return faults;
}

/** Neighbours that stand in the wrong order, by numbers; nothing comes last. */
function isOrdered(results: readonly QueryRow[], { order_by, metrics: names }: QueryResult['query']): boolean {
	const [first] = order_by;
	const index = first === undefined ? -1 : names.indexOf(first[0] as MetricName);
	if (first === undefined || index < 0) return true;
	return results.slice(1).every((row, n) => {
		const [before, after] = [results[n]?.metrics[index], row.metrics[index]];
		if (Array.isArray(before) || Array.isArray(after) || after === null) return true;
		return typeof before === 'number' && typeof after === 'number' && (first[1] === 'asc' ? before <= after : before >= after);
	});
}

async function faults({ at, query }: Asked): Promise<string[]> {
	const { results, meta, query: echo } = await engineFor(at).run(query);
	const exact = (references.get(at.site) as Reference).answer(query);
	const found: string[] = [];
	if (JSON.stringify(echo.date_range.map(Date.parse)) !== JSON.stringify(exact.range))
		found.push(`range ${echo.date_range} instead of ${exact.range.map((edge) => new Date(edge).toISOString())}`);
	const byKey = new Map(exact.rows.map((row) => [keyOf(row), row]));
	for (const row of results) {
		const other = byKey.get(keyOf(row));
		found.push(...(other === undefined ? [`row too many: ${JSON.stringify(row)}`] : faultsOf(row, other, query.metrics)));
	}
	const { limit, offset } = query.pagination ?? { limit: Number.POSITIVE_INFINITY, offset: 0 };
	const expected = Math.max(0, Math.min(limit, exact.rows.length - offset));
	if (new Set(results.map(keyOf)).size !== results.length) found.push('a row twice');
	if (results.length !== expected) {
		const missing = exact.rows.filter((row) => !results.some((other) => keyOf(other) === keyOf(row)));
		found.push(`${results.length} rows instead of ${expected}; missing ${JSON.stringify(missing.slice(0, 3))}`);
	}
	if (!isOrdered(results, echo)) found.push('not in order');
	if (query.include?.total_rows === true && meta.total_rows !== exact.rows.length)
		found.push(`total_rows ${meta.total_rows} instead of ${exact.rows.length}`);
	if (query.include?.time_labels === true) {
		if (JSON.stringify(meta.time_labels) !== JSON.stringify(exact.labels))
			found.push(`labels ${meta.time_labels} instead of ${exact.labels}`);
		if (query.include.comparisons !== undefined && JSON.stringify(meta.comparison_time_labels) !== JSON.stringify(exact.comparisonLabels))
			found.push('labels of the comparison');
	}
	return found;
}

describe('the engine agrees with the reference', () => {
	it(`on ${CASES} random questions`, { timeout: 600_000 }, async () => {
		await fc.assert(
			fc.asyncProperty(asked, fc.nat(SITES.length / testSites.length - 1), async ({ at, query }, life) => {
				const site = life === 0 ? at.site : `${at.site}-${life}`;
				expect(await faults({ at: { ...at, site }, query: { ...query, site_id: site } })).toEqual([]);
			}),
			{ numRuns: CASES, seed: SEED, endOnFailure: true },
		);
	});

	it.each(testSites)('on every metric by page, source and hour in $zone, around $oddDay', async (at) => {
		const around: Query['date_range'] = [at.oddDay, at.oddDay];
		for (const dimensions of [
			[],
			['event:page'],
			['visit:source'],
			['time:hour'],
			['time:day', 'visit:entry_page'],
			['event:goal'],
			['event:goal', 'time:day'],
			['visit:source', 'event:goal'],
			['event:route'],
		] satisfies Query['dimensions'][]) {
			const query: Query = {
				site_id: at.site,
				metrics: askable(metricNames, dimensions.includes('event:goal' as never)),
				date_range: around,
				dimensions,
				include: dimensions[0] === 'time:hour' ? { time_labels: true } : {},
			};
			expect(await faults({ at, query })).toEqual([]);
		}
	});

	it('about enough visits of every kind to mean something', () => {
		for (const { site } of testSites) {
			const { rows } = (references.get(site) as Reference).answer({
				site_id: site,
				metrics: ['visits', 'bounce_rate', 'total_revenue', 'lcp'],
				date_range: 'all',
				dimensions: ['time:day'],
			});
			expect(rows.length).toBeGreaterThan(8);
			expect(rows.filter(({ metrics: [, bounces] }) => typeof bounces === 'number' && bounces > 0 && bounces < 100).length).toBeGreaterThan(
				2,
			);
		}
	});
});

const counts = ['visitors', 'visits', 'pageviews', 'events'] as const satisfies MetricName[];

/** The counts of a question's rows, by their dimensions. */
async function count({ at, query }: Asked): Promise<Map<string, number[]>> {
	const { order_by: _, pagination: __, ...rest } = query;
	const { results } = await engineFor(at).run({ ...rest, metrics: [...counts], include: {} });
	return new Map(results.map((row) => [keyOf(row), row.metrics.map(Number)]));
}

describe('answers', () => {
	it('have no more visitors than visits, and no more visits than events', async () => {
		await fc.assert(
			fc.asyncProperty(asked, async (question) => {
				for (const [visitors = 0, visits = 0, pageviews = 0, events = 0] of (await count(question)).values()) {
					expect(visitors).toBeLessThanOrEqual(visits);
					expect(visits).toBeLessThanOrEqual(events);
					expect(pageviews).toBeLessThanOrEqual(events);
				}
			}),
			{ numRuns: 60, seed: 1 },
		);
	});

	it('by a dimension of visits add up to the whole', async () => {
		const dimension = fc.constantFrom('visit:source', 'visit:entry_page', 'visit:country_name', 'visit:user', 'visit:os');
		await fc.assert(
			fc.asyncProperty(asked, dimension, async ({ at, query }, name) => {
				const [whole = []] = (await count({ at, query: { ...query, dimensions: [] } })).values();
				const parts = [...(await count({ at, query: { ...query, dimensions: [name as 'visit:source'] } })).values()];
				for (const place of [1, 2, 3]) expect(parts.reduce((sum, part) => sum + (part[place] ?? 0), 0)).toBe(whole[place]);
			}),
			{ numRuns: 40, seed: 2 },
		);
	});

	it('by time add up to the whole of events, and to no less than the whole of visits', async () => {
		await fc.assert(
			fc.asyncProperty(asked, async ({ at, query }) => {
				const by = async (dimensions: Query['dimensions']): Promise<number[][]> => [
					...(await count({ at, query: { ...query, dimensions: dimensions ?? [] } })).values(),
				];
				const [whole = []] = await by([]);
				const buckets = await by(['time']);
				const sum = (place: number): number => buckets.reduce((total, bucket) => total + (bucket[place] ?? 0), 0);
				expect([sum(2), sum(3)]).toEqual([whole[2], whole[3]]);
				for (const place of [0, 1]) expect(sum(place)).toBeGreaterThanOrEqual(whole[place] ?? 0);
			}),
			{ numRuns: 40, seed: 4 },
		);
	});

	it('of who has done something and of who has not add up to the whole, visitors too', async () => {
		await fc.assert(
			fc.asyncProperty(asked, fc.constantFrom('Signup', 'Blog', 'Never'), async ({ at, query }, goal) => {
				const { filters: _, ...everybody } = { ...query, dimensions: [] };
				const [whole, done, not] = await Promise.all(
					[[], ['has_done'], ['has_not_done']].map(async ([behaviour]) => {
						const filters: Filter[] = behaviour === undefined ? [] : [[behaviour as 'has_done', ['is', 'event:goal', [goal]]]];
						const [row = []] = (await count({ at, query: { ...everybody, filters } })).values();
						return row;
					}),
				);
				expect(done?.map((value, place) => value + (not?.[place] ?? 0))).toEqual(whole);
			}),
			{ numRuns: 30, seed: 5 },
		);
	});

	it('never tell of more conversions than there are visitors', async () => {
		await fc.assert(
			fc.asyncProperty(asked, async ({ at, query }) => {
				const { order_by: _, pagination: __, ...rest } = query;
				const metrics: MetricName[] = ['conversion_rate', 'group_conversion_rate'];
				const { results } = await engineFor(at).run({
					...rest,
					metrics,
					dimensions: [...(query.dimensions ?? []).slice(0, 2), 'event:goal'].filter(
						(name, n, all) => all.indexOf(name) === n,
					) as QueryDimension[],
					include: {},
				});
				for (const {
					metrics: [ofAll, ofRow],
				} of results) {
					expect(Number(ofAll)).toBeLessThanOrEqual(100);
					expect(Number(ofRow)).toBeLessThanOrEqual(100);
					expect(Number(ofRow)).toBeGreaterThan(0);
				}
			}),
			{ numRuns: 40, seed: 6 },
		);
	});

	it('are never raised by one more filter', async () => {
		await fc.assert(
			fc.asyncProperty(asked, filters, async ({ at, query }, more) => {
				const before = await count({ at, query });
				const after = await count({ at, query: { ...query, filters: [...(query.filters ?? []), ...more] } });
				for (const [key, values] of after)
					for (const [n, value] of values.entries()) expect(value).toBeLessThanOrEqual(before.get(key)?.[n] ?? 0);
			}),
			{ numRuns: 40, seed: 3 },
		);
	});
});

describe('the tail of an answer', () => {
	it('makes of the answer before the one that a new question gets, whatever arrives', { timeout: 60_000 }, async () => {
		const records = trafficOf(liveSite, 140, 9);
		await feed(records.slice(0, records.length - 240));
		const ranges = ['day', '24h', 'realtime', '7d', 'month', 'all'] as const satisfies Query['date_range'][];
		const rnd = random(5);
		for (let at = records.length - 240; at < records.length; at += 30) {
			const engine = engineOf(liveSite);
			const questions = ranges.map((range, n): Query => {
				const [question] = fc.sample(asked, { numRuns: 1, seed: at * 10 + n });
				const interval = range === 'realtime' ? 'minute' : range === 'month' || range === 'all' ? 'day' : 'hour';
				return {
					site_id: 'live',
					metrics: askable(question?.query.metrics ?? ['visits']),
					date_range: range,
					dimensions: rnd() < 0.8 ? [`time:${interval}`] : ['event:page'],
					...(rnd() < 0.5 ? {} : { filters: [['is_not', 'event:page', ['/shop']]] }),
					include: { time_labels: false, total_rows: rnd() < 0.5 },
				};
			});
			const before = await Promise.all(questions.map((query) => engine.run(query)));
			let touched = Number.POSITIVE_INFINITY;
			const stop = store.onCommit(({ sites }) => {
				touched = Math.min(touched, sites.get('live')?.from ?? touched);
			});
			await feed(records.slice(at, at + 30));
			stop();
			expect(touched).toBeLessThan(Date.parse(liveSite.now) + HOUR);
			for (const [n, query] of questions.entries()) {
				const answer = await engine.tail(query, before[n] as QueryResult, touched);
				const whole = await engineOf(liveSite).run(query);
				expect(answer.results, JSON.stringify(query)).toEqual(whole.results);
				// An answer that no commit touched keeps the version that it was computed from.
				const { data_version: _, computed_at: __, ...meta } = whole.meta;
				expect(answer.meta, JSON.stringify(query)).toMatchObject(meta);
			}
		}
	});
});
