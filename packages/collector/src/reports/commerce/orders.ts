import type { CommerceAsk, CommerceOrders, ShopOrder } from '@footfall/protocol';
import { exponentOf } from '../../query/money.ts';
import type { Dialect, Statement } from '../../store/store.ts';
import type { ReportContext } from '../report.ts';
import { createReportSql, type Scope } from '../scope.ts';
import { withOrders } from './lines.ts';
import { pageSql, readBuyer, searchSql } from './list.ts';

/** Compiles a page of the orders into one statement; its last cell is how many there are on all pages. */
export function compileOrders(ask: CommerceAsk, scope: Scope, dialect: Dialect): Statement {
	const sql = createReportSql(scope, dialect);
	const [byId, byProduct] = [searchSql(['order_id'], ask, sql), searchSql(['product'], ask, sql)];
	const found = byId === undefined ? '' : ` WHERE ${byId} OR ref IN (SELECT ref FROM lines WHERE ${byProduct})`;
	return sql.statement(`${withOrders(sql, scope, ask.currency)}
		SELECT time, order_id, currency, amount, items, product, products, source, country, person, kind, again, count(*) OVER ()
		FROM orders${found} ${pageSql('orders', ask, { time: 'time', amount: 'amount', items: 'items' }, 'time DESC, ref')}`);
}

/** Answers a page of the orders. */
export async function answerOrders(ask: CommerceAsk, { scope, dialect, rows }: ReportContext): Promise<CommerceOrders> {
	const found = await rows(compileOrders(ask, scope, dialect));
	return {
		part: 'orders',
		rows: found.map(([time, order, currency, amount, items, product, products, source, country, ...buyer]): ShopOrder => {
			const code = String(currency);
			return {
				time: scope.zone.iso(Number(time)),
				order_id: String(order),
				amount: { currency: code, value: Number(amount) / 10 ** exponentOf(code) },
				items: Number(items),
				product: String(product),
				products: Number(products),
				source: String(source),
				country: String(country),
				buyer: readBuyer(buyer[0], buyer[1], buyer[2]),
			};
		}),
		total: Number(found[0]?.[12] ?? 0),
	};
}
