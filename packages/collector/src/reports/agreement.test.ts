import {
	type DimensionName,
	type EventRecord,
	type ExperimentAnswer,
	type HoursAnswer,
	type JourneysAnswer,
	type OccurrenceKind,
	type OccurrencesAnswer,
	type PerformanceAnswer,
	type PerformanceRow,
	pageOf,
	type ReportAsk,
	type Vital,
	vitalNames,
	vitals,
} from '@footfall/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handSettings } from '../query/testing/byHand/questions.ts';
import { shownOf } from '../query/testing/byHand/reference.ts';
import { countedByHand, experimentByHand, hoursByHand, toldByHand, waysByHand } from '../query/testing/byHand/reportsByHand.ts';
import type { TestSite } from '../query/testing/byHand/traffic.ts';
import type { Fact } from '../query/testing/byHand/visitsByHand.ts';
import type { ReportName } from './reports.ts';
import { action } from './testing/actions.ts';
import { anyAsk, type Stored, storeTraffic } from './testing/stored.ts';

const CASES = 80;

let stored: Stored;
beforeAll(async () => {
	stored = await storeTraffic(120);
}, 60_000);
afterAll(() => stored.close());

const run = async <Answer>(name: ReportName, at: TestSite, ask: object): Promise<Answer> =>
	(await stored.reportsOf(at).run(name, ask)) as unknown as Answer;

/** Any range and filters of a site, with what a report has of its own. */
const asking = <Own extends object>(own: fc.Arbitrary<Own>): fc.Arbitrary<{ at: TestSite; ask: ReportAsk & Own }> =>
	fc.tuple(anyAsk, own).map(([{ at, ask }, more]) => ({ at, ask: { ...ask, ...more } }));

const check = (arbitrary: fc.Arbitrary<{ at: TestSite; ask: object }>, test: (asked: never) => Promise<void>, seed: number) =>
	fc.assert(
		fc.asyncProperty(arbitrary, (asked) => test(asked as never)),
		{ numRuns: CASES, seed, endOnFailure: true },
	);

describe('reports are what the reference counts', { timeout: 120_000 }, () => {
	it('journeys', async () => {
		const any = asking(
			fc.record({
				direction: fc.constantFrom('from' as const, 'to' as const),
				page: fc.constantFrom('/', '/shop', '/blog/*', '**', '/nowhere'),
				whole: fc.boolean(),
				steps: fc.integer({ min: 2, max: 7 }),
				nodes: fc.integer({ min: 1, max: 9 }),
			}),
		).map(({ at, ask: { whole, page, ...ask } }) => ({ at, ask: { ...ask, ...(whole ? {} : { page }) } }));
		let linked = 0;
		await check(
			any,
			async ({ at, ask }: typeof any extends fc.Arbitrary<infer T> ? T : never) => {
				const answer = await run<JourneysAnswer>('journeys', at, ask);
				const ways = waysByHand(stored.factsOf(at, ask), ask);
				expect(answer.visits).toBe(ways.length);
				const named = answer.steps.map((nodes) => new Set(nodes.flatMap(({ page }) => page ?? [])));
				const nameOf = (way: readonly string[], step: number): string | null | undefined => {
					const page = way[step];
					return page === undefined ? undefined : named[step]?.has(page) ? page : null;
				};
				for (const [step, nodes] of answer.steps.entries()) {
					const all = new Map<string, number>();
					for (const way of ways) if (way[step] !== undefined) all.set(way[step], (all.get(way[step]) ?? 0) + 1);
					expect(named[step]?.size).toBe(Math.min(ask.nodes, all.size));
					const least = Math.min(...[...(named[step] ?? [])].map((page) => all.get(page) ?? 0));
					for (const [page, visits] of all) if (!named[step]?.has(page)) expect(visits).toBeLessThanOrEqual(least);
					for (const { page, visits, ended } of nodes) {
						const here = ways.filter((way) => nameOf(way, step) === page);
						expect(visits).toBe(here.length);
						expect(ended).toBe(step === ask.steps - 1 ? null : here.filter((way) => way.length === step + 1).length);
					}
				}
				for (const { step, page, next, visits } of answer.links) {
					linked++;
					expect(visits).toBe(
						ways.filter((way) => nameOf(way, step) === page && way[step + 1] !== undefined && nameOf(way, step + 1) === next).length,
					);
				}
				const all = answer.links.reduce((sum, { visits }) => sum + visits, 0);
				expect(all).toBe(ways.reduce((sum, way) => sum + way.length - 1, 0));
			},
			5,
		);
		expect(linked).toBeGreaterThan(CASES);
	});

	const expectVitals = (row: Omit<PerformanceRow, 'value'>, facts: readonly Fact[]): void => {
		expect(row.pageviews).toBe(facts.filter(({ event }) => event.name === 'pageview').length);
		for (const vital of vitalNames) {
			const { samples, p75, p90, good, poor } = row.vitals[vital];
			const told = toldByHand(facts, vital);
			expect(samples).toBe(told.count);
			if (told.p75 === null || told.p90 === null) {
				expect([p75, p90, good, poor]).toEqual([null, null, null, null]);
				continue;
			}
			const within = vital === 'cls' ? 0.0006 : 0.5001;
			expect(Math.abs(Number(p75) - told.p75)).toBeLessThanOrEqual(within);
			expect(Math.abs(Number(p90) - told.p90)).toBeLessThanOrEqual(within);
			const share = (values: readonly number[]): number => (100 * values.length) / told.count;
			expect(good).toBeCloseTo(share(told.values.filter((value) => Math.round(value * 10_000) / 10_000 <= vitals[vital].good)), 1.99);
			expect(poor).toBeCloseTo(share(told.values.filter((value) => Math.round(value * 10_000) / 10_000 > vitals[vital].poor)), 1.99);
		}
	};
	it('performance', async () => {
		const any = asking(
			fc.record({
				by: fc.constantFrom<DimensionName>('event:page', 'visit:device', 'visit:country_name', 'visit:entry_page'),
				order: fc.record({ vital: fc.constantFrom<Vital>(...vitalNames), first: fc.constantFrom('slow' as const, 'fast' as const) }),
				least: fc.constantFrom(1, 4),
			}),
		);
		await check(
			any,
			async ({
				at,
				ask,
			}: {
				at: TestSite;
				ask: ReportAsk & { by: DimensionName; order: { vital: Vital; first: string }; least: number };
			}) => {
				const { whole, rows } = await run<PerformanceAnswer>('performance', at, ask);
				const facts = stored.factsOf(at, ask);
				expectVitals(whole, facts);
				const valued = (value: string): Fact[] => facts.filter((fact) => shownOf(ask.by, fact, handSettings) === value);
				for (const row of rows) expectVitals(row, valued(row.value));
				const values = [...new Set(facts.map((fact) => shownOf(ask.by, fact, handSettings)))];
				expect(rows.length).toBe(values.filter((value) => toldByHand(valued(value), ask.order.vital).count >= ask.least).length);
				const sorted = rows.map((row) => row.vitals[ask.order.vital].p75 ?? Number.NaN);
				expect(sorted).toEqual([...sorted].sort((a, b) => (ask.order.first === 'slow' ? b - a : a - b)));
			},
			6,
		);
	});

	it('experiments', async () => {
		let converted = 0;
		const any = asking(
			fc.record({
				property: fc.constantFrom('plan', 'a/b~c', 'nothing'),
				exposure: fc.constantFrom(undefined, undefined, 'click', 'Signup'),
				goal: action,
			}),
		).map(({ at, ask: { exposure, ...ask } }) => ({ at, ask: { ...ask, ...(exposure === undefined ? {} : { exposure }) } }));
		await check(
			any,
			async ({
				at,
				ask,
			}: {
				at: TestSite;
				ask: ReportAsk & { property: string; exposure?: string; goal: Parameters<typeof experimentByHand>[3] };
			}) => {
				const { variants, mixed, ratio } = await run<ExperimentAnswer>('experiment', at, ask);
				const exact = experimentByHand(stored.factsOf(at, ask), ask.property, ask.exposure, ask.goal);
				expect(mixed).toBe(exact.mixed);
				expect(new Map(variants.map((one) => [one.value, [one.visitors, one.converted]]))).toEqual(exact.counts);
				expect(ratio === null).toBe(variants.length < 2);
				for (const [place, { low, rate, high, better }] of variants.entries()) {
					expect(low).toBeLessThanOrEqual(rate);
					expect(high).toBeGreaterThanOrEqual(rate);
					expect(better === null).toBe(place === 0);
				}
				converted += variants.filter((one) => one.converted > 0).length;
			},
			8,
		);
		expect(converted).toBeGreaterThan(CASES / 4);
	});

	it('hours of the week, where clocks are changed too', async () => {
		await check(
			anyAsk,
			async ({ at, ask }: { at: TestSite; ask: ReportAsk }) => {
				const { cells } = await run<HoursAnswer>('hours', at, ask);
				const [from, to] = stored.range(at, ask.date_range);
				const exact = hoursByHand(stored.factsOf(at, ask), at.zone, from, Math.min(to, Date.parse(at.now) + 1));
				expect(cells).toHaveLength(168);
				for (const { weekday, hour, ...counts } of cells) expect(counts).toEqual(exact(weekday, hour));
			},
			9,
		);
	});

	it('pages not found, script errors and searches', async () => {
		const listed: Record<OccurrenceKind, number> = { not_found: 0, errors: 0, searches: 0 };
		const readers: Record<OccurrenceKind, (event: EventRecord) => string> = {
			not_found: ({ props, dims }) => String(props?.path ?? dims.pathname ?? ''),
			errors: ({ props }) => String(props?.message ?? ''),
			searches: ({ props }) =>
				String(props?.query ?? props?.search_term ?? '')
					.trim()
					.toLowerCase(),
		};
		await check(
			asking(fc.record({ kind: fc.constantFrom<OccurrenceKind>('not_found', 'errors', 'searches') })),
			async ({ at, ask }: { at: TestSite; ask: ReportAsk & { kind: OccurrenceKind } }) => {
				const { rows, events } = await run<OccurrencesAnswer>('occurrences', at, ask);
				const facts = stored.factsOf(at, ask);
				const [from, to] = stored.range(at, ask.date_range);
				// An error belongs to the visit of its page view.
				const visitorOf = new Map(
					stored
						.factsOf(at, { ...ask, date_range: 'all' })
						.filter(({ event }) => event.name === 'pageview')
						.map(({ event, visit }) => [pageOf(event.id), visit] as const),
				);
				const chosen = new Set(facts.map(({ visit }) => visit));
				const of: readonly { event: EventRecord; visitor: string }[] =
					ask.kind === 'errors'
						? stored.recordsOf(at).flatMap((event) => {
								const visit = visitorOf.get(pageOf(event.id));
								const inRange = event.time >= from && event.time < to;
								return event.name === 'error' && inRange && visit !== undefined && isChosen(ask, visit, chosen)
									? [{ event, visitor: visit.visitor }]
									: [];
							})
						: facts
								.filter(({ event }) =>
									ask.kind === 'not_found' ? event.name === '404' : event.name === 'Search' || event.name === 'view_search_results',
								)
								.map(({ event, visit }) => ({ event, visitor: visit.visitor }));
				const exact = countedByHand(of, readers[ask.kind]);
				expect(new Map(rows.map((row) => [row.value, [row.events, row.visitors, Math.floor(Date.parse(row.last) / 1000)]]))).toEqual(
					new Map([...exact].map(([value, counts]) => [value, [counts.events, counts.visitors.size, Math.floor(counts.last / 1000)]])),
				);
				expect(events).toBe([...exact.values()].reduce((sum, counts) => sum + counts.events, 0));
				listed[ask.kind] += rows.length;
			},
			10,
		);
		for (const count of Object.values(listed)) expect(count).toBeGreaterThan(5);
	});
});

/** Without filters an error is listed also where its visit has no counting event in the range. */
function isChosen({ filters }: ReportAsk, visit: Fact['visit'], chosen: ReadonlySet<Fact['visit']>): boolean {
	return filters === undefined || chosen.has(visit);
}
