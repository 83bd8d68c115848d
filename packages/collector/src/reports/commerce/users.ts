import type { CommerceAsk, CommerceUsers, ShopBuyer } from '@footfall/protocol';
import { readMoney } from '../../query/money.ts';
import type { Dialect, Statement } from '../../store/store.ts';
import type { ReportContext } from '../report.ts';
import { createReportSql, type ReportSql, type Scope } from '../scope.ts';
import { withOrders } from './lines.ts';
import { pageSql, readBuyer, searchSql } from './list.ts';

/** Condition on orders: their buyer's id holds what is looked for; a visitor's hash begins with it. Undefined: nothing is looked for. */
function foundSql(ask: CommerceAsk, sql: ReportSql): string | undefined {
	const ofUser = searchSql(['substr(person, 2)'], ask, sql);
	if (ofUser === undefined) return undefined;
	const digits = /^[0-9a-f]{1,16}$/i.exec(ask.search?.trim() ?? '')?.[0];
	// Hashes are kept as numbers: those that begin alike lie between two.
	const hashes =
		digits === undefined
			? ''
			: ` OR kind <> 'user' AND visitor BETWEEN ${BigInt(`0x${digits.padEnd(16, '0')}`)} AND ${BigInt(`0x${digits.padEnd(16, 'f')}`)}`;
	return `(kind = 'user' AND ${ofUser}${hashes})`;
}

/** Compiles a page of the buyers into one statement; its last cell is how many there are on all pages. */
export function compileUsers(ask: CommerceAsk, scope: Scope, dialect: Dialect): Statement {
	const sql = createReportSql(scope, dialect);
	const found = foundSql(ask, sql);
	const columns = { spent: 'greatest', orders: 'orders', first: 'first', last: 'last' };
	return sql.statement(`${withOrders(sql, scope, ask.currency)},
		found AS (SELECT * FROM orders${found === undefined ? '' : ` WHERE ${found}`}),
		spent AS (SELECT person, currency, sum(amount) AS amount, count(*) AS n FROM found GROUP BY person, currency),
		totals AS (SELECT person, ${dialect.join("concat(currency, ' ', amount, ' ', n)")} AS spent, max(amount) AS greatest FROM spent GROUP BY person),
		people AS (SELECT person, min(kind) AS kind, max(CASE WHEN again THEN 1 ELSE 0 END) = 1 AS again, count(*) AS orders,
			min(time) AS first, max(time) AS last, ${dialect.firstBy('country', '-time')} AS country FROM found GROUP BY person)
		SELECT p.person, p.kind, p.again, p.orders, s.spent, p.first, p.last, p.country, count(*) OVER ()
		FROM people p JOIN totals s ON s.person = p.person ${pageSql('users', ask, columns, 'p.person')}`);
}

/** Answers a page of the buyers. */
export async function answerUsers(ask: CommerceAsk, { scope, dialect, rows }: ReportContext): Promise<CommerceUsers> {
	const found = await rows(compileUsers(ask, scope, dialect));
	return {
		part: 'users',
		rows: found.map(
			([person, kind, returning, orders, spent, first, last, country]): ShopBuyer => ({
				...readBuyer(person, kind, returning),
				orders: Number(orders),
				spent: readMoney(String(spent), false),
				first: scope.zone.iso(Number(first)),
				last: scope.zone.iso(Number(last)),
				country: String(country),
			}),
		),
		total: Number(found[0]?.[8] ?? 0),
	};
}
