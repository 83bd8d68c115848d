import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DateRange, EventRecord, Filter, ReportAsk } from '@footfall/protocol';
import fc from 'fast-check';
import { createAggregator } from '../../aggregate/aggregator.ts';
import { createMemoryLog } from '../../aggregate/testing/memoryLog.ts';
import { silentLogger } from '../../logger.ts';
import { createQueryEngine } from '../../query/engine.ts';
import { addDays } from '../../query/testing/byHand/localTime.ts';
import { filters, handSettings } from '../../query/testing/byHand/questions.ts';
import { createJudge, rangeOf } from '../../query/testing/byHand/reference.ts';
import { type TestSite, testSites, trafficOf } from '../../query/testing/byHand/traffic.ts';
import { type Fact, factsOf } from '../../query/testing/byHand/visitsByHand.ts';
import { openDuckdbStore } from '../../store/duckdb/duckdb.ts';
import { createReports, type Reports } from '../reports.ts';

/** Random traffic of all test sites, in a real store and in the hands of the reference. */
export interface Stored {
	reportsOf(at: TestSite): Reports;
	/** The counting events of the range in the visits that the filters choose, by the definition. */
	factsOf(at: TestSite, ask: ReportAsk): readonly Fact[];
	/** All events of a site as they were sent. */
	recordsOf(at: TestSite): readonly EventRecord[];
	range(at: TestSite, range: DateRange): readonly [from: number, to: number];
	close(): Promise<void>;
}

/** Some of the clicks are searches, or lead nowhere. */
function withSearches(record: EventRecord, n: number): EventRecord {
	if (record.name !== 'click' || n % 3 > 0) return record;
	const terms = ['Boots', 'boots ', 'bags', '100%'];
	return n % 2 === 0
		? { ...record, name: '404', props: n % 4 === 0 ? { path: `/gone/${n % 5}` } : {} }
		: {
				...record,
				name: n % 5 === 0 ? 'view_search_results' : 'Search',
				props: { [n % 5 === 0 ? 'search_term' : 'query']: terms[n % 4] ?? '' },
			};
}

/** Some are about products, and orders come with and without ids, lines and prices, and more than once. */
function withShop(record: EventRecord, n: number): EventRecord {
	const product = ['Boot', 'bag', "it's =1+1", 'Flask'][n % 4] ?? '';
	const named = n % 3 === 0 ? { product_id: `p-${n % 4}`, product } : { product };
	if (record.name === 'click' && n % 3 === 1) {
		const name = ['view_item', 'View product', 'add_to_cart', 'Add to cart', 'begin_checkout'][n % 5] ?? '';
		return { ...record, name, props: { ...named, category: n % 2 === 0 ? 'Shoes' : '' } };
	}
	if (record.name !== 'Purchase' || record.revenue === undefined) return record;
	const order = { ...(n % 3 === 0 ? {} : { [n % 2 === 0 ? 'order_id' : 'transaction_id']: `A-${n % 23}` }) };
	const quantity = [2, 'three', 0, 4][n % 4] ?? 1;
	const { revenue, ...line } = record;
	if (n % 7 === 0) return { ...line, name: 'order_item', props: { ...order, ...named, quantity, price: 19.995 } };
	if (n % 11 === 0) return { ...record, name: 'Refund', props: order };
	return { ...record, revenue, props: n % 2 === 0 ? { ...order, items: quantity } : { ...order, ...named, quantity } };
}

/** Fills a store with random traffic, in the order of its receipt. */
export async function storeTraffic(visits: number): Promise<Stored> {
	const directory = await mkdtemp(join(tmpdir(), 'footfall-reports-'));
	const store = await openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 256, logger: silentLogger });
	const log = createMemoryLog();
	const aggregator = createAggregator({ log, store, clock: Date.now, logger: silentLogger, paceMs: 0 });
	aggregator.start();
	const traffic = new Map(
		testSites.map((at, n) => [
			at.site,
			trafficOf(at, visits, 300 + n)
				.map(withSearches)
				.map(withShop),
		]),
	);
	const facts = new Map([...traffic].map(([site, records]) => [site, factsOf(records)]));
	const entries = [...traffic.values()]
		.flat()
		.sort((a, b) => a.received - b.received)
		.map((record) => ({ key: '', route: 0, value: JSON.stringify(record) }));
	for (let at = 0; at < entries.length; at += 400) await log.append(entries.slice(at, at + 400));
	await aggregator.caughtUp();

	const reports = new Map(
		testSites.map((at) => {
			const control = {
				findSite: (name: string) => (name === at.site ? { id: name, timeZone: at.zone, createdAt: Date.parse(at.now) } : undefined),
			};
			const { goals, segments, routes } = handSettings;
			const settings = { goals: { of: () => goals }, segments: { of: () => segments }, routes: { of: () => routes } };
			const deps = { store, control, settings, clock: () => Date.parse(at.now) };
			return [at.site, createReports({ ...deps, engine: createQueryEngine(deps) })];
		}),
	);
	const recordsOf = ({ site }: TestSite): readonly EventRecord[] => traffic.get(site) ?? [];
	const range = (at: TestSite, asked: DateRange) => rangeOf(asked, at.zone, Date.parse(at.now), recordsOf(at));
	return {
		reportsOf: ({ site }) => reports.get(site) as Reports,
		recordsOf,
		range,
		factsOf(at, { date_range, filters: chosen = [], bots = false }) {
			const [from, to] = range(at, date_range);
			const inRange = (facts.get(at.site) ?? []).filter(
				({ event, visit }) => event.time >= from && event.time < to && (bots || !visit.bot),
			);
			const holds = createJudge(inRange, handSettings);
			const visitsChosen = new Set(inRange.filter((fact) => chosen.every((filter) => holds(filter, fact))).map(({ visit }) => visit));
			return inRange.filter(({ visit }) => visitsChosen.has(visit));
		},
		async close() {
			await aggregator.close();
			await store.close();
			await rm(directory, { recursive: true });
		},
	};
}

/** What any report is asked: a site, a range, filters. */
export const anyAsk: fc.Arbitrary<{ at: TestSite; ask: ReportAsk }> = fc.constantFrom(...testSites).chain((at) =>
	fc
		.record({
			range: fc.constantFrom<DateRange>(
				'day',
				'yesterday',
				'7d',
				'28d',
				'month',
				'all',
				'all',
				[at.oddDay, at.oddDay],
				[addDays(at.oddDay, -3), addDays(at.oddDay, 2)],
			),
			filters: fc.oneof({ weight: 2, arbitrary: fc.constant<Filter[]>([]) }, { weight: 1, arbitrary: filters }),
			bots: fc.constantFrom(undefined, undefined, true),
		})
		.map(({ range, filters: chosen, bots }) => ({
			at,
			ask: {
				site_id: at.site,
				date_range: range,
				...(chosen.length === 0 ? {} : { filters: chosen }),
				...(bots === undefined ? {} : { bots }),
			},
		})),
);
