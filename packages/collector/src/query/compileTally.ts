import type { Dialect, Statement } from '../store/store.ts';
import { type Aggregation, aggregationsOf } from './aggregation.ts';
import { startOfDay } from './calendar.ts';
import type { AggregateName } from './metrics.ts';
import { createParams } from './params.ts';
import type { Question } from './question.ts';
import { createScans, type Scans } from './scans.ts';
import type { Side } from './sides.ts';
import type { Instant } from './zone.ts';

/** What a tally asks of some visits. */
export interface TallyOf {
	readonly question: Question;
	readonly aggregates: readonly AggregateName[];
	/** Groups at most. */
	readonly limit: number;
	/** Undefined: all visits of the range. */
	readonly side?: Side;
	/**
	 * On the open side: whether visitors whose ids outlive the day are looked for in all of the range. It costs a look at all of it, so it is
	 * for sites that have such visitors; whether there are any, the rows tell.
	 */
	readonly looksFar?: boolean;
}

/**
 * Compiles the aggregates of a question, neither ordered nor made into metrics, so that they can be added up. Its rows hold the dimensions as
 * stored, the aggregates, whether anything matching was found under these dimensions (a visit that began there may have matched elsewhere),
 * whether some visitor was known for a day only, when the first crossing visit began, and whether it should have looked far. There is one row
 * at least.
 *
 * On the open side, visitors are those whom the other side does not have under the same dimensions.
 */
export function compileTally({ question, aggregates, limit, side, looksFar = false }: TallyOf, dialect: Dialect): Statement {
	const { bind, values } = createParams();
	const scans = createScans(question, dialect, bind, side);
	const { keys } = scans;
	const parts = aggregationsOf(aggregates, scans, dialect);
	const [base, ...others] = parts;
	if (base === undefined) throw new TypeError('a question without an answer');
	const addsVisitors = side?.side === 'open' && aggregates.includes('visitors');
	if (addsVisitors)
		others.push(
			newVisitors(scans, { since: question.range.from, ...side }, looksFar, (seen) => createScans(question, dialect, bind, seen)),
		);

	const joined = others.map(({ name }) => (keys.length === 0 ? ` CROSS JOIN ${name}` : ` FULL JOIN ${name} USING (${keys.join(', ')})`));
	const value = (name: AggregateName): string => `${[...others, base].find(({ holds }) => holds.includes(name))?.name}.${name}`;
	const selected = [...keys, ...aggregates.map((name) => `${value(name)} AS ${name}`), `${base.name}.rows_found AS rows_found`];
	const facts = [
		`${question.asksDaily ? scans.dailyVisitors() : '0'} AS daily`,
		`${side?.side === 'over' ? scans.crossingSince() : 'NULL'} AS since`,
		`${addsVisitors && !looksFar ? scans.persistentVisitors() : '0'} AS persistent`,
	];
	const sql = [
		`WITH ${[base, ...others].map((part) => `${part.name} AS (${part.sql})`).join(',\n')}`,
		`SELECT ${[...keys, ...aggregates, 'rows_found', 'daily', 'since', 'persistent'].join(', ')}`,
		`FROM (SELECT ${facts.join(', ')}) facts`,
		`LEFT JOIN (SELECT ${selected.join(', ')} FROM ${base.name}${joined.join('')}) found ON TRUE`,
		`LIMIT ${limit}`,
	].join('\n');
	return { sql, params: values };
}

/**
 * The visitors of the open side without those of the other. Who is known for a day only can have been there earlier on the same day; others
 * are looked for in all of the range.
 */
function newVisitors(
	{ keys, visitorRows }: Scans,
	{ at, since }: { readonly at: Instant; readonly since: Instant },
	looksFar: boolean,
	scansOf: (side: Side) => Scans,
): Aggregation {
	const columns = [...keys, 'visitor'].join(', ');
	const seen = (more: Pick<Side, 'since' | 'of'>): string =>
		`SELECT ${columns} FROM (${scansOf({ side: 'over', at, ...more }).visitorRows()}) r`;
	const before = [seen({ since: startOfDay(since), of: 'open' }), ...(looksFar ? [seen({ of: 'persistent' })] : [])].join(' UNION ALL ');
	return {
		name: 'of_visitors',
		sql: `SELECT ${[...keys, 'count(*) AS visitors'].join(', ')}
			FROM (SELECT DISTINCT ${columns} FROM (${visitorRows()}) r EXCEPT (${before})) added${keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`}`,
		holds: ['visitors'],
	};
}
