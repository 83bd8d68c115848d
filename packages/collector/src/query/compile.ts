import type { MetricName } from '@footfall/protocol';
import type { Dialect, Statement } from '../store/store.ts';
import { aggregationsOf } from './aggregation.ts';
import { type AggregateName, metricSql, roundedSql } from './metrics.ts';
import { orderOf, orderSql } from './order.ts';
import { createParams } from './params.ts';
import type { Question } from './question.ts';
import { createScans } from './scans.ts';

/**
 * Compiles a question into one statement. Its rows hold the dimensions as stored (time as the number of the bucket), then the metrics, then
 * the cells that the question adds.
 */
export function compile(question: Question, dialect: Dialect): Statement {
	const { metrics } = question;
	const { bind, values } = createParams();
	const scans = createScans(question, dialect, bind);
	const parts = aggregationsOf(needed(metrics), scans, dialect);
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
