import type { MetricName } from '@footfall/protocol';
import type { Dialect, Statement } from '../store/store.ts';
import { startOfDay } from './calendar.ts';
import { type AggregateName, aggregateOf, metricSql, roundedSql } from './metrics.ts';
import { orderOf, orderSql } from './order.ts';
import { createParams } from './params.ts';
import type { Question } from './question.ts';
import { createScans, type Scans } from './scans.ts';
import type { Side } from './sides.ts';
import type { Instant } from './zone.ts';

/** A part of the answer: aggregates by the keys. */
interface Part {
	readonly name: string;
	readonly sql: string;
	readonly holds: readonly AggregateName[];
}

/**
 * Compiles a question into one statement. Its rows hold the dimensions as stored (time as the number of the bucket), then the metrics, then
 * the cells that the question adds.
 */
export function compile(question: Question, dialect: Dialect): Statement {
	const { metrics } = question;
	const { bind, values } = createParams();
	const scans = createScans(question, dialect, bind);
	const parts = partsOf(needed(metrics), scans, dialect);
	const [base, ...others] = parts;
	if (base === undefined) throw new TypeError('a question without an answer');

	const key = (index: number): string => `${base.name}.k${index}`;
	const joins = others.map(
		({ name }) => ` LEFT JOIN ${name} ON ${scans.keys.map((k) => `${name}.${k} = ${base.name}.${k}`).join(' AND ') || 'TRUE'}`,
	);
	const value = (name: AggregateName): string => `${parts.find(({ holds }) => holds.includes(name))?.name}.${name}`;
	const metric = (name: MetricName): string => roundedSql(name, metricSql[name].sql(value));
	const shown = (name: MetricName): string => {
		const { show } = metricSql[name];
		return show === undefined ? metric(name) : value(show);
	};
	const selected = [
		...scans.keys.map((_, index) => key(index)),
		...metrics.map((name, index) => `${shown(name)} AS m${index}`),
		...(question.totalRows ? ['count(*) OVER () AS total_rows'] : []),
		...(question.asksDaily ? [`${scans.dailyVisitors()} AS daily`] : []),
	];

	const isRow = (row: readonly string[]): string => `(${row.map((stored, index) => `${key(index)} = ${bind(stored)}`).join(' AND ')})`;
	const where = question.only === undefined ? '' : ` WHERE ${question.only.map(isRow).join(' OR ') || 'FALSE'}`;

	const sql = [
		`WITH ${parts.map((part) => `${part.name} AS (${part.sql})`).join(',\n')}`,
		`SELECT ${selected.join(', ')}`,
		`FROM ${base.name}${joins.join('')}${where}`,
		orderSql(orderOf(question), key, metric),
		`LIMIT ${question.limit} OFFSET ${question.offset}`,
	].join('\n');
	return { sql, params: values };
}

const needed = (metrics: readonly MetricName[]): AggregateName[] => [...new Set(metrics.flatMap((name) => metricSql[name].of))];

/** What a tally asks of some visits. */
export interface TallyOf {
	readonly question: Question;
	readonly aggregates: readonly AggregateName[];
	/** Groups at most. */
	readonly limit: number;
	readonly side: Side;
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
	const parts = partsOf(aggregates, scans, dialect);
	const [base, ...others] = parts;
	if (base === undefined) throw new TypeError('a question without an answer');
	const addsVisitors = side.side === 'open' && aggregates.includes('visitors');
	if (addsVisitors)
		others.push(
			newVisitors(scans, { since: question.range.from, ...side }, looksFar, (seen) => createScans(question, dialect, bind, seen)),
		);

	const joined = others.map(({ name }) => (keys.length === 0 ? ` CROSS JOIN ${name}` : ` FULL JOIN ${name} USING (${keys.join(', ')})`));
	const value = (name: AggregateName): string => `${[...others, base].find(({ holds }) => holds.includes(name))?.name}.${name}`;
	const selected = [...keys, ...aggregates.map((name) => `${value(name)} AS ${name}`), `${base.name}.rows_found AS rows_found`];
	const facts = [
		`${question.asksDaily ? scans.dailyVisitors() : '0'} AS daily`,
		`${side.side === 'over' ? scans.crossingSince() : 'NULL'} AS since`,
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
): Part {
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

/** The parts that the aggregates need; the first has a row for each key that has a matching event. */
function partsOf(aggregates: readonly AggregateName[], scans: Scans, dialect: Dialect): Part[] {
	const { keys, byEvents, matching, matchingKeys } = scans;
	const over = (...kinds: string[]): AggregateName[] => aggregates.filter((name) => kinds.includes(aggregateOf(name).over));
	const groupBy = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`;
	const grouped = (name: string, holds: readonly AggregateName[], rows: () => string): Part[] => {
		if (holds.length === 0) return [];
		const sql = holds.map((aggregate) => `${aggregateOf(aggregate).sql(dialect)} AS ${aggregate}`);
		return [{ name, sql: `SELECT ${[...keys, ...sql, 'count(*) AS rows_found'].join(', ')} FROM (${rows()}) r${groupBy}`, holds }];
	};
	const ofMatching = (holds: readonly AggregateName[]): Part => {
		const sql = holds.map((name) => {
			const { onEvents, sql: plain } = aggregateOf(name);
			return `${onEvents ?? plain(dialect)} AS ${name}`;
		});
		return {
			name: 'of_events',
			sql: `SELECT ${[...matchingKeys(), ...sql, 'count(*) AS rows_found'].join(', ')} ${matching()}${groupBy}`,
			holds,
		};
	};

	const revenue = grouped('of_revenue', over('revenue'), scans.revenueRows);
	if (byEvents) return [ofMatching(over('events', 'visits')), ...grouped('of_begun', over('began'), scans.begunRows), ...revenue];
	const visits = grouped('of_visits', over('visits', 'began'), scans.visitRows);
	const events = over('events');
	return [...visits, ...(events.length > 0 || visits.length === 0 ? [ofMatching(events)] : []), ...revenue];
}
