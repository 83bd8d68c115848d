import type { MetricName, QueryDimension } from '@footfall/protocol';
import type { Dialect, Statement } from '../store/store.ts';
import { type Aggregation, aggregationsOf } from './aggregation.ts';
import { withoutGoals } from './conversion.ts';
import { type AggregateName, metricSql, roundedSql } from './metrics.ts';
import { orderOf, orderSql } from './order.ts';
import { type Bind, createParams } from './params.ts';
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
	const asked = needed(metrics);
	const parts = aggregationsOf(asked, scans, dialect);
	const [base, ...others] = parts;
	if (base === undefined) throw new TypeError('a question without an answer');
	const group = asked.includes('group_visitors') ? ofGroup(question, dialect, bind) : undefined;

	const key = (index: number): string => `${base.name}.k${index}`;
	const joins = others.map(
		({ name }) => ` LEFT JOIN ${name} ON ${scans.keys.map((k) => `${name}.${k} = ${base.name}.${k}`).join(' AND ') || 'TRUE'}`,
	);
	if (group !== undefined) {
		const same = group.keys.map(([own, key]) => `of_group.${own} = ${base.name}.${key}`);
		joins.push(` LEFT JOIN of_group ON ${same.join(' AND ') || 'TRUE'}`);
		parts.push(group);
	}
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

/** Compiles whether some visitor of a question's range was known for a day only; its one cell is 1 then. */
export function compileDaily(question: Question, dialect: Dialect): Statement {
	const { bind, values } = createParams();
	return { sql: `SELECT ${createScans(question, dialect, bind).dailyVisitors()}`, params: values };
}

const needed = (metrics: readonly MetricName[]): AggregateName[] => [...new Set(metrics.flatMap((name) => metricSql[name].of))];

/** The visitors of each row whatever their goals, and which of its keys stands for which of the question's. */
function ofGroup(
	question: Question,
	dialect: Dialect,
	bind: Bind,
): Aggregation & { readonly keys: readonly (readonly [string, string])[] } {
	const dimensions = question.dimensions.filter((name) => name !== 'event:goal');
	const { keys, visitorRows } = createScans({ ...question, dimensions, filters: withoutGoals(question.filters) }, dialect, bind);
	const sql = `SELECT ${[...keys, 'count(DISTINCT visitor) AS group_visitors'].join(', ')} FROM (${visitorRows()}) r${keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`}`;
	return {
		name: 'of_group',
		sql,
		holds: ['group_visitors'],
		keys: keys.map((key, index) => [key, `k${question.dimensions.indexOf(dimensions[index] as QueryDimension)}`]),
	};
}
