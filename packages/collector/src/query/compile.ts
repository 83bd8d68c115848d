import type { MetricName, QueryDimension } from '@footfall/protocol';
import type { Dialect, Statement } from '../store/store.ts';
import { columnOf } from './columns.ts';
import { type AggregateName, aggregateOf, metricSql, roundedSql } from './metrics.ts';
import { createParams } from './params.ts';
import { isTime, type Question } from './question.ts';
import { createScans, type Scans } from './scans.ts';

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
	const { metrics, dimensions } = question;
	const { bind, values } = createParams();
	const scans = createScans(question, dialect, bind);
	const parts = partsOf(question, scans, dialect);
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

	const ranked = (index: number): string => rankSql(key(index), dimensions[index]);
	const order = [
		...question.orderBy.map(([name, direction]) => {
			const index = dimensions.indexOf(name as QueryDimension);
			return `${index < 0 ? metric(name as MetricName) : ranked(index)} ${direction.toUpperCase()} NULLS LAST`;
		}),
		// What is equal in all that was asked for is in the order of its dimensions, so that pages neither overlap nor leave out.
		...dimensions.flatMap((name, index) => (question.orderBy.some(([other]) => other === name) ? [] : [ranked(index)])),
	];
	const isRow = (row: readonly string[]): string => `(${row.map((stored, index) => `${key(index)} = ${bind(stored)}`).join(' AND ')})`;
	const where = question.only === undefined ? '' : ` WHERE ${question.only.map(isRow).join(' OR ') || 'FALSE'}`;

	const sql = [
		`WITH ${parts.map((part) => `${part.name} AS (${part.sql})`).join(',\n')}`,
		`SELECT ${selected.join(', ')}`,
		`FROM ${base.name}${joins.join('')}${where}`,
		...(order.length === 0 ? [] : [`ORDER BY ${order.join(', ')}`]),
		`LIMIT ${question.limit} OFFSET ${question.offset}`,
	].join('\n');
	return { sql, params: values };
}

/** The parts that the metrics need; the first has a row for each key that has a matching event. */
function partsOf({ metrics }: Question, scans: Scans, dialect: Dialect): Part[] {
	const { keys, byEvents, matching, matchingKeys } = scans;
	const needed = [...new Set(metrics.flatMap((name) => metricSql[name].of))];
	const over = (...kinds: string[]): AggregateName[] => needed.filter((name) => kinds.includes(aggregateOf(name).over));
	const groupBy = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`;
	const grouped = (name: string, holds: readonly AggregateName[], rows: () => string): Part[] => {
		if (holds.length === 0) return [];
		const sql = holds.map((aggregate) => `${aggregateOf(aggregate).sql(dialect)} AS ${aggregate}`);
		return [{ name, sql: `SELECT ${[...keys, ...sql].join(', ')} FROM (${rows()}) r${groupBy}`, holds }];
	};
	const ofMatching = (holds: readonly AggregateName[]): Part => {
		const sql = holds.map((name) => {
			const { onEvents, sql: plain } = aggregateOf(name);
			return `${onEvents ?? plain(dialect)} AS ${name}`;
		});
		return {
			name: 'of_events',
			sql: `SELECT ${[...matchingKeys, ...sql, 'count(*) AS rows_found'].join(', ')} ${matching}${groupBy}`,
			holds,
		};
	};

	const revenue = grouped('of_revenue', over('revenue'), scans.revenueRows);
	if (byEvents) return [ofMatching(over('events', 'visits')), ...grouped('of_begun', over('began'), scans.begunRows), ...revenue];
	const visits = grouped('of_visits', over('visits', 'began'), scans.visitRows);
	const events = over('events');
	return [...visits, ...(events.length > 0 || visits.length === 0 ? [ofMatching(events)] : []), ...revenue];
}

/** What a dimension is ordered by: the place of its name, where it is shown by a name. */
function rankSql(key: string, dimension: QueryDimension | undefined): string {
	const names = dimension === undefined || isTime(dimension) ? undefined : columnOf(dimension).names;
	if (names === undefined) return key;
	const sorted = [...names].sort(([, a], [, b]) => (a < b ? -1 : 1));
	return `CASE ${key} ${sorted.map(([code], index) => `WHEN '${code}' THEN ${index + 1}`).join(' ')} ELSE 0 END`;
}
