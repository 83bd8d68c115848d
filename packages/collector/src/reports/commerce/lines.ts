import { shopNames, shopProps } from '@footfall/protocol';
import { exponentOf } from '../../query/money.ts';
import type { ReportSql, Scope } from '../scope.ts';

type ShopProp = keyof typeof shopProps;

const propNames = Object.keys(shopProps) as ShopProp[];
const keys = propNames.flatMap((name) => shopProps[name]);
const QUANTITY = 1_000_000;
const PRICE = 1e9;

const namedBy = (names: readonly string[], { bind }: ReportSql): string => `e.name IN (${names.map(bind).join(', ')})`;

/** In the list that `Dialect.props` makes of all keys as `p`: the first of a kind that says something; '' where none does. */
function told(name: ShopProp): string {
	const first = keys.indexOf(shopProps[name][0]) + 1;
	return `coalesce(${shopProps[name].map((_, index) => `nullif(p[${first + index}], '')`).join(', ')}, '')`;
}

/** The key that says it, written out; NULL where none does. */
function keyOf(...names: readonly ShopProp[]): string {
	const whens = names.flatMap((name) => shopProps[name].map((key) => `WHEN p[${keys.indexOf(key) + 1}] <> '' THEN '${key}'`));
	return `CASE ${whens.join(' ')} END`;
}

/** What an event says of a product, over rows with the list `p`: property and item (what tells it from others), product, category. */
const productCells = `${keyOf('product_id', 'product')} AS property,
	coalesce(nullif(${told('product_id')}, ''), ${told('product')}) AS item,
	coalesce(nullif(${told('product')}, ''), ${told('product_id')}) AS product, ${told('category')} AS category`;

/** A number within bounds, or NULL: also of what is endless or no number. */
const bounded = (value: string, least: number, most: number): string => `CASE WHEN ${value} BETWEEN ${least} AND ${most} THEN ${value} END`;

/** Currencies that have not two decimals, by how many they have. */
const exponents = [0, 1, 3, 4].map((exponent) => ({
	exponent,
	currencies: Intl.supportedValuesOf('currency').filter((currency) => exponentOf(currency) === exponent),
}));

/** Major units as minor ones, of a currency that is known by the row only. */
export function minorSql(major: string, currency: string): string {
	const whens = exponents.flatMap(({ exponent, currencies }) =>
		currencies.length === 0 ? [] : [`WHEN ${currency} IN (${currencies.map((code) => `'${code}'`).join(', ')}) THEN ${10 ** exponent}`],
	);
	return `CAST(round(${major} * CASE ${whens.join(' ')} ELSE 100 END) AS BIGINT)`;
}

/** Condition on an event, as `e`: it tells of an order, or of one of its lines. */
export function isLine(sql: ReportSql): string {
	const others = [...shopNames.viewed, ...shopNames.carted, ...shopNames.checkout, ...shopNames.refunded];
	return `(e.revenue_amount >= 0 AND NOT ${namedBy(others, sql)} OR e.revenue_amount IS NULL AND ${namedBy(shopNames.ordered, sql)})`;
}

/** Condition on an event, as `e`: money goes back. */
export function isRefund(sql: ReportSql): string {
	return `e.revenue_amount IS NOT NULL AND (e.revenue_amount < 0 OR ${namedBy(shopNames.refunded, sql)})`;
}

/** Condition on an event, as `e`: it is an earlier step. */
export function isStep(step: 'viewed' | 'carted' | 'checkout', sql: ReportSql): string {
	return namedBy(shopNames[step], sql);
}

/** `visit, time, property, item, product, category, viewed`: what was viewed or put into the cart, of the range and the chosen visits. */
export function seenSql(sql: ReportSql): string {
	const [viewed, carted] = [isStep('viewed', sql), isStep('carted', sql)];
	return `SELECT visit, time, viewed, ${productCells} FROM (
		SELECT e.visit, e.time, ${viewed} AS viewed, ${sql.dialect.props('e.props', keys)} AS p
		FROM ${sql.rows('events')} e WHERE ${sql.events()} AND (${viewed} OR ${carted}) AND e.props IS NOT NULL) s`;
}

/**
 * The lines of all orders that a site ever had until the end of the range, each once: what repeats the same product of the same order, or
 * none of it, is left out. Orders without an id have one line each.
 *
 * Columns: `ref` (what orders are told apart by), order_id, visit, time, amount and currency (NULL where the event has none), property,
 * item, product, category, quantity, price.
 */
function linesSql(sql: ReportSql): string {
	const { dialect } = sql;
	const quantity = `floor(${dialect.number(told('quantity'))})`;
	return `SELECT * FROM (
		SELECT *, row_number() OVER (PARTITION BY ref, item ORDER BY time, page_time, page_random, n) AS turn FROM (
			SELECT *, CASE WHEN order_id <> '' THEN concat('=', order_id) ELSE concat(page_time, '.', page_random, '.', n) END AS ref FROM (
				SELECT visit, time, page_time, page_random, n, amount, currency, ${told('order')} AS order_id, ${productCells},
					coalesce(${bounded(quantity, 1, QUANTITY)}, 1) AS quantity, ${bounded(dialect.number(told('price')), 0, PRICE)} AS price
				FROM (SELECT e.visit, e.time, e.page_time, e.page_random, e.n, e.revenue_amount AS amount, e.revenue_currency AS currency,
						${dialect.props('e.props', keys)} AS p
					FROM ${dialect.rows('events', [])} e WHERE ${sql.everUntil()} AND ${isLine(sql)}) t) k) r) l WHERE turn = 1`;
}

/** Who a visit's visitor is, and whether that can be known on another day. */
const PERSON = "CASE WHEN v.user_id <> '' THEN concat('u', v.user_id) ELSE concat('v', v.visitor) END";
const KIND = "CASE WHEN v.user_id <> '' THEN 'user' WHEN v.persistent THEN 'browser' ELSE 'day' END";

/**
 * The beginning of a statement: `WITH lines AS …, orders AS …`. `orders` has those of the range in the chosen visits, in one currency if one
 * is given. Columns: ref, order_id, visit, time, currency, amount, items, product, products, person, kind, visitor, again (its buyer had ordered
 * before the range), source, country.
 */
export function withOrders(sql: ReportSql, { site, range, question }: Scope, currency?: string): string {
	const { dialect, bind } = sql;
	const from = bind(range.from);
	const chosen =
		question.filters.length > 0
			? ` AND visit IN (SELECT e.visit FROM ${sql.rows('events')} e WHERE ${sql.events()} AND ${isLine(sql)})`
			: '';
	return `WITH ${dialect.once('lines', linesSql(sql))},
		sums AS (SELECT ref, currency, coalesce(max(CASE WHEN item = '' THEN amount END), sum(amount)) AS amount,
			row_number() OVER (PARTITION BY ref ORDER BY max(CASE WHEN item = '' THEN 1 ELSE 0 END) DESC, min(time), currency) AS place
			FROM lines WHERE amount IS NOT NULL GROUP BY ref, currency),
		told AS (SELECT ref, min(order_id) AS order_id, min(time) AS time, ${dialect.firstBy('visit', 'time')} AS visit,
			coalesce(sum(CASE WHEN item <> '' THEN quantity END), sum(quantity)) AS items,
			coalesce(${dialect.firstBy("CASE WHEN item <> '' THEN product END", "CASE WHEN item <> '' THEN time END")}, '') AS product,
			count(*) FILTER (WHERE item <> '') AS products
			FROM lines GROUP BY ref),
		ever AS (SELECT t.*, s.currency, s.amount, ${PERSON} AS person, ${KIND} AS kind, v.visitor, v.source, v.country
			FROM told t JOIN sums s ON s.ref = t.ref AND s.place = 1
			JOIN ${dialect.rows('visits', ['source', 'country'])} v ON v.visit = t.visit AND v.site = ${bind(site)}),
		${dialect.once(
			'orders',
			`SELECT * FROM (SELECT *, min(time) OVER (PARTITION BY person) < ${from} AS again FROM ever) o
			WHERE time >= ${from}${chosen}${currency === undefined ? '' : ` AND currency = ${bind(currency)}`}`,
		)}`;
}
