import type { CommerceAsk, CommerceProducts, ProductNumbers, ShopProduct } from '@footfall/protocol';
import { readMoney } from '../../query/money.ts';
import type { Cell, Dialect, Statement } from '../../store/store.ts';
import type { ReportContext } from '../report.ts';
import { percent } from '../rounded.ts';
import { createReportSql, type Scope } from '../scope.ts';
import { minorSql, seenSql, withOrders } from './lines.ts';
import { pageSql, searchSql } from './list.ts';

/**
 * Compiles a page of the products into one statement; its last cell is how many there are on all pages.
 *
 * @param items only these, and all of them
 */
export function compileProducts(ask: CommerceAsk, scope: Scope, dialect: Dialect, items?: readonly string[]): Statement {
	const sql = createReportSql(scope, dialect);
	const named = (name: string): string => `CASE WHEN ${name} <> '' THEN time END`;
	const latest = (name: string): string =>
		`coalesce(${dialect.firstBy(`CASE WHEN ${name} <> '' THEN ${name} END`, `-${named(name)}`)}, '') AS ${name}`;
	const only = items === undefined ? '' : ` WHERE ${items.length === 0 ? 'FALSE' : `item IN (${items.map(sql.bind).join(', ')})`}`;
	const found = items === undefined ? searchSql(['c.product', 'c.item'], ask, sql) : undefined;
	const columns = { revenue: 'greatest', orders: 'orders', quantity: 'quantity', views: 'views', carts: 'carts', conversion: 'conversion' };
	// By visit first: what was seen is much, and is read once.
	return sql.statement(`${withOrders(sql, scope, ask.currency)},
		${dialect.once(
			'sold',
			`SELECT l.property, l.item, l.product, l.category, l.time, l.ref, o.visit, l.quantity, coalesce(l.currency, o.currency) AS currency,
				coalesce(l.amount, ${minorSql('l.price * l.quantity', 'o.currency')}) AS amount
			FROM lines l JOIN orders o ON o.ref = l.ref WHERE l.item <> ''`,
		)},
		doings AS (SELECT property, item, product, category, time, visit, viewed, NOT viewed AS carted, 0 AS ordered, 0 AS quantity
				FROM (${seenSql(sql)}) seen WHERE item <> ''
			UNION ALL SELECT property, item, product, category, time, visit, FALSE, FALSE, 1, quantity FROM sold),
		visits AS (SELECT item, min(property) AS property, ${latest('product')}, ${latest('category')}, max(time) AS time,
			count(*) FILTER (WHERE viewed) AS views, count(*) FILTER (WHERE carted) AS carts, sum(ordered) AS orders, sum(quantity) AS quantity
			FROM doings${only} GROUP BY item, visit),
		counted AS (SELECT item, min(property) AS property, ${latest('product')}, ${latest('category')},
			sum(views) AS views, sum(carts) AS carts, sum(orders) AS orders, sum(quantity) AS quantity,
			count(*) FILTER (WHERE views > 0) AS viewers, count(*) FILTER (WHERE views > 0 AND orders > 0) AS buyers FROM visits GROUP BY item),
		taken AS (SELECT item, currency, sum(amount) AS amount, count(*) AS n FROM sold WHERE amount IS NOT NULL GROUP BY item, currency),
		money AS (SELECT item, ${dialect.join("concat(currency, ' ', amount, ' ', n)")} AS revenue, max(amount) AS greatest FROM taken GROUP BY item)
		SELECT item, product, category, property, views, carts, orders, quantity, revenue, viewers, buyers, total FROM (
			SELECT c.*, m.revenue, coalesce(m.greatest, -1) AS greatest, CAST(c.buyers AS DOUBLE) / nullif(c.viewers, 0) AS conversion, count(*) OVER () AS total
			FROM counted c LEFT JOIN money m ON m.item = c.item${found === undefined ? '' : ` WHERE ${found}`}) p
		${items === undefined ? pageSql('products', ask, columns, 'views DESC, item') : ''}`);
}

function readNumbers(cells: readonly Cell[]): ProductNumbers {
	const [views, carts, orders, quantity, revenue, viewers, buyers] = cells;
	return {
		views: Number(views),
		carts: Number(carts),
		orders: Number(orders),
		quantity: Number(quantity),
		revenue: typeof revenue === 'string' ? readMoney(revenue, false) : [],
		conversion: percent(Number(buyers), Number(viewers)),
	};
}

const nothing: ProductNumbers = { views: 0, carts: 0, orders: 0, quantity: 0, revenue: [], conversion: null };

/** Answers a page of the products, each beside the same of the range compared with. */
export async function answerProducts(ask: CommerceAsk, { scope, before, dialect, rows }: ReportContext): Promise<CommerceProducts> {
	const found = await rows(compileProducts(ask, scope, dialect));
	const items = found.map(([item]) => String(item));
	const compared = before === undefined ? undefined : await rows(compileProducts(ask, before, dialect, items));
	const then = new Map(compared?.map(([item, , , , ...cells]) => [String(item), readNumbers(cells)]));
	return {
		part: 'products',
		rows: found.map(
			([item, product, category, property, ...cells]): ShopProduct => ({
				product_id: String(item),
				product: String(product),
				category: String(category),
				property: String(property),
				...readNumbers(cells),
				...(compared === undefined ? {} : { before: then.get(String(item)) ?? nothing }),
			}),
		),
		total: Number(found[0]?.[11] ?? 0),
	};
}
