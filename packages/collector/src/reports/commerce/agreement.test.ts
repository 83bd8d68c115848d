import type {
	CommerceNumbers,
	CommerceOrders,
	CommerceOverview,
	CommerceProducts,
	CommerceUsers,
	Interval,
	ReportAsk,
} from '@footfall/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HandOrder, ordersByHand, productsByHand, stepOf } from '../../query/testing/byHand/commerceByHand.ts';
import { calendarOf } from '../../query/testing/byHand/localTime.ts';
import { type TestSite, testSites } from '../../query/testing/byHand/traffic.ts';
import type { HandVisit } from '../../query/testing/byHand/visitsByHand.ts';
import { anyAsk, type Stored, storeTraffic } from '../testing/stored.ts';

const CASES = 60;

let stored: Stored;
beforeAll(async () => {
	stored = await storeTraffic(120);
}, 60_000);
afterAll(() => stored.close());

const run = async <Answer>(at: TestSite, ask: object): Promise<Answer> =>
	(await stored.reportsOf(at).run('commerce', ask)) as unknown as Answer;

const decimals: Record<string, number> = { JPY: 0, KWD: 3 };
const unit = (currency: string): number => 10 ** (decimals[currency] ?? 2);
const major = (minor: number, currency: string): number => Math.round(minor) / unit(currency);
const percent = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 100);
const second = (time: number | string): number => Math.floor((typeof time === 'string' ? Date.parse(time) : time) / 1000);

interface Exact {
	readonly range: readonly [from: number, to: number];
	/** Of the range and the chosen visits. */
	readonly orders: readonly HandOrder[];
	readonly ever: readonly HandOrder[];
	returning(order: HandOrder): boolean;
}

function exactly(at: TestSite, ask: ReportAsk): Exact {
	const range = stored.range(at, ask.date_range);
	const [from, to] = range;
	const { filters: _, ...unfiltered } = ask;
	const ever = ordersByHand(stored.factsOf(at, { ...unfiltered, date_range: 'all' }).filter(({ event }) => event.time < to));
	const chosen = new Set(stored.factsOf(at, ask).map(({ visit }) => keyOf(visit)));
	return {
		range,
		ever,
		orders: ever.filter(({ time, visit }) => time >= from && chosen.has(keyOf(visit))),
		returning: ({ person }) => ever.some((other) => other.person === person && other.time < from),
	};
}
const keyOf = ({ visitor, start }: HandVisit): string => `${visitor} ${start}`;

const currency = fc.constantFrom(undefined, undefined, 'EUR', 'JPY', 'KWD', 'CHF');
const asking = <Own extends object>(own: fc.Arbitrary<Own>) =>
	fc.tuple(anyAsk, currency, own).map(([{ at, ask }, code, more]) => ({
		at,
		ask: { ...ask, ...(code === undefined ? {} : { currency: code }), ...more } as ReportAsk & { currency?: string } & Own,
	}));
const check = <Asked>(arbitrary: fc.Arbitrary<Asked>, test: (asked: Asked) => Promise<void>, seed: number, numRuns = CASES) =>
	fc.assert(fc.asyncProperty(arbitrary, test), { numRuns, seed, endOnFailure: true });
const people = (orders: readonly HandOrder[]): number => new Set(orders.map(({ person }) => person)).size;

describe('a shop is what the reference counts', { timeout: 120_000 }, () => {
	it('overview and its course', async () => {
		let sold = 0;
		await check(
			asking(fc.record({ part: fc.constant('overview' as const), interval: fc.constantFrom<Interval>('day', 'week') })),
			async ({ at, ask }) => {
				const { part: _, interval, currency: __, ...scope } = ask;
				const answer = await run<CommerceOverview>(at, ask);
				const { range, orders, returning } = exactly(at, scope);
				const facts = stored.factsOf(at, scope);
				const visits = [...new Set(facts.map(({ visit }) => visit))];
				const ordering = new Set(orders.map(({ visit }) => keyOf(visit)));
				const began = visits.filter(({ start }) => start >= range[0]);

				const codes = [...new Set(orders.map((order) => order.currency))];
				expect(answer.currencies).toEqual(
					codes
						.map((code) => {
							const own = orders.filter((order) => order.currency === code);
							return {
								currency: code,
								orders: own.length,
								revenue: major(
									own.reduce((sum, { amount }) => sum + amount, 0),
									code,
								),
							};
						})
						.sort((a, b) => b.orders - a.orders || (a.currency < b.currency ? -1 : 1)),
				);
				expect(answer.currency).toBe(ask.currency ?? answer.currencies[0]?.currency ?? null);
				const code = answer.currency ?? '';
				const own = orders.filter((order) => order.currency === code);
				const numbers = (of: readonly HandOrder[], visitsBegun: readonly HandVisit[]): CommerceNumbers => {
					const amount = of.reduce((sum, order) => sum + order.amount, 0);
					return {
						orders: of.length,
						revenue: major(amount, code),
						average_order_value: of.length === 0 ? null : major(amount / of.length, code),
						items: of.reduce((sum, { items }) => sum + items, 0),
						buyers: people(of),
						conversion_rate: percent(visitsBegun.filter((visit) => ordering.has(keyOf(visit))).length, visitsBegun.length),
					};
				};
				const with_ = (step: string): Set<string> =>
					new Set(facts.filter((fact) => stepOf(fact) === step).map(({ visit }) => keyOf(visit)));
				const carted = with_('carted');
				const refunds = facts.filter((fact) => stepOf(fact) === 'refunded' && fact.event.revenue?.currency === code);
				const followed = own.filter(({ kind }) => kind !== 'day');
				expect(answer.totals).toEqual({
					...numbers(own, began),
					refunds: refunds.length,
					refunded: major(
						refunds.reduce((sum, { event }) => sum + Math.abs(event.revenue?.amount ?? 0), 0),
						code,
					),
					new_buyers: people(followed.filter((order) => !returning(order))),
					returning_buyers: people(followed.filter(returning)),
					unknown_buyers: people(own.filter(({ kind }) => kind === 'day')),
					steps: { viewed: with_('viewed').size, carted: carted.size, checkout: with_('checkout').size, ordered: ordering.size },
					cart_to_order: percent([...carted].filter((visit) => ordering.has(visit)).length, carted.size),
				});
				const calendar = calendarOf(at.zone, interval, ...range);
				expect(answer.series.labels).toEqual(calendar.labels);
				for (const [index, bucket] of answer.series.buckets.entries()) {
					expect(bucket).toEqual(
						numbers(
							own.filter(({ time }) => calendar.bucketOf(time) === index),
							began.filter(({ start }) => calendar.bucketOf(start) === index),
						),
					);
				}
				sold += own.length;
			},
			21,
		);
		expect(sold).toBeGreaterThan(CASES);
	});

	it('orders, newest first', async () => {
		let listed = 0;
		let products = 0;
		await check(
			asking(fc.record({ part: fc.constant('orders' as const), search: fc.constantFrom('', '', 'a-1', 'BAG', "it's") })),
			async ({ at, ask }) => {
				const { part: _, search, currency: code, ...scope } = ask;
				const { rows, total } = await run<CommerceOrders>(at, { ...ask, limit: 1000 });
				const holds = (text: string): boolean => text.toLowerCase().includes(search.toLowerCase());
				const nameOf = (item: string): string => ['Boot', 'bag', "it's =1+1", 'Flask'][Number(/^p-(\d)$/.exec(item)?.[1] ?? -1)] ?? item;
				const exact = exactly(at, scope)
					.orders.filter((order) => code === undefined || order.currency === code)
					.filter(({ id, lines }) => holds(id) || lines.some(({ item }) => holds(nameOf(item))))
					.sort((a, b) => b.time - a.time);
				expect(rows.map(({ time, order_id, amount, items }) => [second(time), order_id, amount, items])).toEqual(
					exact.map((order) => [
						second(order.time),
						order.id,
						{ currency: order.currency, value: major(order.amount, order.currency) },
						order.items,
					]),
				);
				expect(rows.map((row) => [row.products, row.product, row.buyer.kind, row.source, row.country])).toEqual(
					exact.map(({ lines, kind, visit }) => {
						const named = lines.filter(({ item }) => item !== '');
						return [named.length, nameOf(named[0]?.item ?? ''), kind, visit.dims.source, visit.dims.country];
					}),
				);
				expect(total).toBe(exact.length);
				listed += rows.length;
				products += rows.filter((row) => row.products > 1).length;
			},
			22,
		);
		expect(listed).toBeGreaterThan(CASES);
		expect(products).toBeGreaterThan(0);
	});

	it('buyers', async () => {
		const kinds = new Set<string>();
		await check(
			asking(fc.record({ part: fc.constant('users' as const) })),
			async ({ at, ask }) => {
				const { part: _, currency: code, ...scope } = ask;
				const { rows, total } = await run<CommerceUsers>(at, { ...ask, limit: 1000 });
				const { orders, returning } = exactly(at, scope);
				const own = orders.filter((order) => code === undefined || order.currency === code);
				const exact = [...new Set(own.map(({ person }) => person))].map((person) => {
					const of = own.filter((order) => order.person === person).sort((a, b) => a.time - b.time);
					const codes = [...new Set(of.map((order) => order.currency))].sort();
					const [first] = of as [HandOrder];
					return {
						id: person.replace('user ', ''),
						kind: first.kind,
						returning: first.kind === 'day' ? null : returning(first),
						orders: of.length,
						spent: codes.map((one) => ({
							currency: one,
							value: major(
								of.filter((order) => order.currency === one).reduce((sum, { amount }) => sum + amount, 0),
								one,
							),
						})),
						first: second(first.time),
						last: second(of.at(-1)?.time ?? 0),
						country: of.at(-1)?.visit.dims.country ?? '',
					};
				});
				const inOrder = <Row extends { id: string }>(list: Row[]): Row[] => list.toSorted((a, b) => (a.id < b.id ? -1 : 1));
				expect(inOrder(rows.map((row) => ({ ...row, first: second(row.first), last: second(row.last) })))).toEqual(inOrder(exact));
				expect(total).toBe(exact.length);
				for (const { kind } of rows) kinds.add(kind);
			},
			23,
		);
		expect([...kinds].sort()).toEqual(['browser', 'day', 'user']);
	});

	it('products', async () => {
		let sold = 0;
		await check(
			asking(fc.record({ part: fc.constant('products' as const) })),
			async ({ at, ask }) => {
				const { part: _, currency: code, ...scope } = ask;
				const { rows, total } = await run<CommerceProducts>(at, { ...ask, limit: 1000 });
				const own = exactly(at, scope).orders.filter((order) => code === undefined || order.currency === code);
				const exact = productsByHand(stored.factsOf(at, scope), own, (price, one) => Math.round(price * unit(one)));
				expect(
					new Map(
						rows.map(({ product_id, views, carts, orders, quantity, revenue, conversion }) => [
							product_id,
							{ views, carts, orders, quantity, revenue, conversion },
						]),
					),
				).toEqual(
					new Map(
						[...exact].map(([item, { revenue, viewers, buyers, ...counts }]) => [
							item,
							{
								...counts,
								revenue: [...revenue]
									.sort(([a], [b]) => (a < b ? -1 : 1))
									.map(([one, amount]) => ({ currency: one, value: major(amount, one) })),
								conversion: percent([...viewers].filter((visit) => buyers.has(visit)).length, viewers.size),
							},
						]),
					),
				);
				for (const row of rows) expect(row.property).toBe(row.product_id.startsWith('p-') ? 'product_id' : 'product');
				expect(total).toBe(rows.length);
				sold += rows.filter(({ orders }) => orders > 0).length;
			},
			24,
		);
		expect(sold).toBeGreaterThan(CASES);
	});

	it('beside another range, which is answered as if it had been asked for', async () => {
		let moved = 0;
		await check(
			asking(fc.record({ mode: fc.constantFrom('previous_period' as const, 'year_over_year' as const) })),
			async ({ at, ask: { mode, ...ask } }) => {
				fc.pre(ask.date_range !== 'all');
				const comparison = { mode };
				const overview = await run<CommerceOverview>(at, { ...ask, part: 'overview', interval: 'day', comparison });
				const { date_range = ['', ''], totals, series } = overview.comparison ?? {};
				fc.pre(date_range[0] !== date_range[1]);
				const then = { ...ask, date_range, ...(overview.currency === null ? {} : { currency: overview.currency }) };
				const alone = await run<CommerceOverview>(at, { ...then, part: 'overview', interval: 'day' });
				expect([totals, series?.buckets]).toEqual([alone.totals, alone.series.buckets]);
				moved += alone.totals.orders;

				const { rows } = await run<CommerceProducts>(at, { ...ask, part: 'products', comparison, limit: 1000 });
				const before = await run<CommerceProducts>(at, { ...ask, date_range, part: 'products', limit: 1000 });
				for (const row of rows) {
					const own = before.rows.find(({ product_id }) => product_id === row.product_id);
					expect(row.before).toMatchObject(
						own === undefined
							? { views: 0, orders: 0, revenue: [], conversion: null }
							: { views: own.views, carts: own.carts, orders: own.orders, revenue: own.revenue, conversion: own.conversion },
					);
				}
			},
			25,
			CASES / 2,
		);
		expect(moved).toBeGreaterThan(CASES / 8);
	});

	it.each([
		['orders', 'amount', (row: CommerceOrders['rows'][number]) => Math.round(row.amount.value * unit(row.amount.currency))],
		['orders', 'items', (row: CommerceOrders['rows'][number]) => row.items],
		['users', 'orders', (row: CommerceUsers['rows'][number]) => row.orders],
		['users', 'last', (row: CommerceUsers['rows'][number]) => second(row.last)],
		['products', 'views', (row: CommerceProducts['rows'][number]) => row.views],
		['products', 'quantity', (row: CommerceProducts['rows'][number]) => row.quantity],
	] as const)('%s by %s, page by page', async (part, column, read) => {
		const at = testSites.at(-1) as TestSite;
		for (const direction of ['asc', 'desc'] as const) {
			const ask = { site_id: at.site, date_range: 'all', part, order_by: [column, direction] };
			type List = { rows: unknown[]; total: number };
			const whole = await run<List>(at, { ...ask, limit: 1000 });
			const pages: unknown[] = [];
			while (pages.length < whole.total) {
				const { rows, total } = await run<List>(at, { ...ask, limit: 3, offset: pages.length });
				expect(total).toBe(whole.total);
				pages.push(...rows);
			}
			expect(pages).toEqual(whole.rows);
			expect(whole.total).toBeGreaterThan(4);
			const values = whole.rows.map((row) => (read as (row: unknown) => number)(row));
			expect(values).toEqual(values.toSorted((a, b) => (direction === 'asc' ? a - b : b - a)));
		}
	});

	it('finds a product by a part of its name or id, whatever the case', async () => {
		const at = testSites.at(-1) as TestSite;
		const named = async (search: string): Promise<string[]> => {
			const ask = { site_id: at.site, date_range: 'all', part: 'products', search };
			return [...new Set((await run<CommerceProducts>(at, ask)).rows.map(({ product }) => product))];
		};
		expect(await named('BOOT')).toEqual(['Boot']);
		expect(await named("IT'S =")).toEqual(["it's =1+1"]);
		expect(await named('P-1')).toEqual(['bag']);
		expect(await named('100%')).toEqual([]);
	});

	it('finds a buyer by the beginning of the hash, and a user by a part of the id', async () => {
		const at = testSites.at(-1) as TestSite;
		const ask = { site_id: at.site, date_range: 'all', part: 'users' };
		const { rows } = await run<CommerceUsers>(at, { ...ask, limit: 1000 });
		for (const { id, kind } of rows.slice(0, 12)) {
			const search = kind === 'user' ? id.slice(1).toUpperCase() : id.slice(0, 8);
			const found = await run<CommerceUsers>(at, { ...ask, search });
			expect(found.rows.map((row) => row.id)).toContain(id);
			expect(found.total).toBeLessThan(rows.length);
		}
	});
});
