import {
	type CommerceAsk,
	type CommerceNumbers,
	type CommerceOverview,
	type CommerceSeries,
	type CommerceTotals,
	FootfallError,
	type Interval,
} from '@footfall/protocol';
import { type Buckets, bucketAt, bucketSql, bucketsOf, intervalOf } from '../../query/buckets.ts';
import { exponentOf } from '../../query/money.ts';
import type { Cell, Dialect, Statement } from '../../store/store.ts';
import type { ReportContext } from '../report.ts';
import { percent } from '../rounded.ts';
import { createReportSql, type Scope } from '../scope.ts';
import { isRefund, isStep, withOrders } from './lines.ts';

/** What a row of the statement tells of. */
const kinds = { currency: 0, bucket: 1, visits: 2, steps: 3, refunds: 4 } as const;
type Kind = keyof typeof kinds;

/** Compiles the overview into one statement; its rows: kind, currency, bucket, and seven numbers whose meaning depends on the kind. */
export function compileOverview(scope: Scope, buckets: Buckets, dialect: Dialect): Statement {
	const sql = createReportSql(scope, dialect);
	const bucket = (time: string): string => bucketSql(buckets, time, dialect.divide);
	const people = (which: string): string => `count(DISTINCT CASE WHEN ${which} THEN person END)`;
	const sums = `count(*), sum(amount), sum(items), count(DISTINCT person),
		${people("kind <> 'day' AND NOT again")}, ${people("kind <> 'day' AND again")}, ${people("kind = 'day'")}`;
	const step = (name: 'viewed' | 'carted' | 'checkout'): string => `max(CASE WHEN ${isStep(name, sql)} THEN 1 ELSE 0 END) AS ${name}`;
	return sql.statement(`${withOrders(sql, scope)},
		placed AS (SELECT *, ${bucket('time')} AS bucket FROM orders),
		ordering AS (SELECT DISTINCT visit FROM orders),
		stepped AS (SELECT e.visit, ${step('viewed')}, ${step('carted')}, ${step('checkout')}, 0 AS ordered
				FROM ${sql.rows('events')} e WHERE ${sql.events()} AND (${isStep('viewed', sql)} OR ${isStep('carted', sql)} OR ${isStep('checkout', sql)}) GROUP BY e.visit
			UNION ALL SELECT visit, 0, 0, 0, 1 FROM ordering),
		ways AS (SELECT visit, max(viewed) AS viewed, max(carted) AS carted, max(checkout) AS checkout, max(ordered) AS ordered FROM stepped GROUP BY visit)
		SELECT ${kinds.currency}, currency, 0, ${sums} FROM placed GROUP BY currency
		UNION ALL SELECT ${kinds.bucket}, currency, bucket, ${sums} FROM placed GROUP BY currency, bucket
		UNION ALL SELECT ${kinds.visits}, '', ${bucket('v.start')}, count(*), count(o.visit), 0, 0, 0, 0, 0
			FROM ${sql.rows('visits')} v LEFT JOIN ordering o ON o.visit = v.visit WHERE ${sql.visits()} GROUP BY 3
		UNION ALL SELECT ${kinds.steps}, '', 0, sum(viewed), sum(carted), sum(checkout), sum(ordered), sum(carted * ordered), 0, 0 FROM ways
		UNION ALL SELECT ${kinds.refunds}, e.revenue_currency, 0, count(*), sum(abs(e.revenue_amount)), 0, 0, 0, 0, 0
			FROM ${sql.rows('events')} e WHERE ${sql.events()} AND ${isRefund(sql)} GROUP BY e.revenue_currency`);
}

/** The rows of one statement. */
interface Told {
	readonly buckets: Buckets;
	readonly currencies: readonly string[];
	/** The seven numbers of a row; none where there is no such row. */
	cells(kind: Kind, currency?: string, bucket?: number): readonly number[];
}

function readTold(rows: readonly Cell[][], buckets: Buckets): Told {
	const keyOf = (...parts: readonly unknown[]): string => parts.map(String).join(' ');
	const byKey = new Map(rows.map(([kind, currency, bucket, ...cells]) => [keyOf(kind, currency, bucket), cells.map(Number)]));
	return {
		buckets,
		currencies: rows.flatMap(([kind, currency]) => (Number(kind) === kinds.currency ? [String(currency)] : [])),
		cells: (kind, currency = '', bucket = 0) => byKey.get(keyOf(kinds[kind], currency, bucket)) ?? [],
	};
}

function currenciesOf({ currencies, cells }: Told): CommerceOverview['currencies'] {
	return currencies
		.map((currency) => {
			const [orders = 0, amount = 0] = cells('currency', currency);
			return { currency, orders, revenue: major(amount, currency) };
		})
		.sort((a, b) => b.orders - a.orders || (a.currency < b.currency ? -1 : 1));
}

/** Minor units as major ones. */
const major = (minor: number, currency: string): number => Math.round(minor) / 10 ** exponentOf(currency);

function numbersOf(cells: readonly number[], currency: string, began: number, ordering: number): CommerceNumbers {
	const [orders = 0, amount = 0, items = 0, buyers = 0] = cells;
	return {
		orders,
		revenue: major(amount, currency),
		average_order_value: orders === 0 ? null : major(amount / orders, currency),
		items,
		buyers,
		conversion_rate: percent(ordering, began),
	};
}

function totalsOf({ cells, buckets }: Told, currency: string): CommerceTotals {
	const visits = buckets.labels.map((_, index) => cells('visits', '', index));
	const sum = (place: number): number => visits.reduce((all, numbers) => all + (numbers[place] ?? 0), 0);
	const numbers = cells('currency', currency);
	const [, , , , fresh = 0, returning = 0, unknown = 0] = numbers;
	const [viewed = 0, carted = 0, checkout = 0, ordered = 0, both = 0] = cells('steps');
	const [refunds = 0, refunded = 0] = cells('refunds', currency);
	return {
		...numbersOf(numbers, currency, sum(0), sum(1)),
		refunds,
		refunded: major(refunded, currency),
		new_buyers: fresh,
		returning_buyers: returning,
		unknown_buyers: unknown,
		steps: { viewed, carted, checkout, ordered },
		cart_to_order: percent(both, carted),
	};
}

function seriesOf({ cells, buckets }: Told, currency: string, running: number): CommerceSeries {
	return {
		interval: buckets.interval,
		labels: [...buckets.labels],
		running: running < 0 ? null : running,
		buckets: buckets.labels.map((_, index) => {
			const [began = 0, ordering = 0] = cells('visits', '', index);
			return numbersOf(cells('bucket', currency, index), currency, began, ordering);
		}),
	};
}

async function tell(scope: Scope, interval: Interval, { dialect, rows }: ReportContext): Promise<Told> {
	const buckets = bucketsOf(scope.range, interval, scope.zone);
	if (buckets === undefined) throw new FootfallError('too_many_buckets', { at: 'interval' });
	return readTold(await rows(compileOverview(scope, buckets, dialect)), buckets);
}

/** Answers the overview. @throws {FootfallError} `too_many_buckets`. */
export async function answerOverview(ask: CommerceAsk, context: ReportContext): Promise<CommerceOverview> {
	const { scope, before, now } = context;
	const interval = ask.interval ?? intervalOf('time', scope.range);
	const told = await tell(scope, interval, context);
	const compared = before === undefined ? undefined : await tell(before, interval, context);
	const currencies = currenciesOf(told);
	const currency = ask.currency ?? currencies[0]?.currency ?? (compared && currenciesOf(compared)[0]?.currency) ?? null;
	const running = now < scope.range.to && now >= scope.range.from ? bucketAt(told.buckets, now) : -1;
	const shown = currency ?? '';
	return {
		part: 'overview',
		currency,
		currencies,
		totals: totalsOf(told, shown),
		series: seriesOf(told, shown, running),
		...(compared === undefined || before === undefined
			? {}
			: {
					comparison: {
						date_range: [before.zone.iso(before.range.from), before.zone.iso(before.range.to)],
						totals: totalsOf(compared, shown),
						series: seriesOf(compared, shown, -1),
					},
				}),
	};
}
