import {
	BOT_SCORE,
	type Filter,
	type MetricName,
	type OrderBy,
	type QueryDimension,
	type TimeDimension,
	timeDimensions,
	VISIT_GAP_MS,
} from '@footfall/protocol';
import type { Dialect, Statement } from '../store/store.ts';
import { type Buckets, bucketSql, shortestBucket } from './buckets.ts';
import { columnOf, type DimensionColumn } from './columns.ts';
import { dimensionsIn, filterSql } from './filters.ts';
import { type AggregateName, aggregateOf, metricSql, roundedSql } from './metrics.ts';
import { createParams } from './params.ts';
import type { Range } from './ranges.ts';

/** A query as the compiler takes it: instants, buckets, nothing left to default. */
export interface Question {
	/** Site id. */
	readonly site: string;
	readonly range: Range;
	/** With a time dimension. */
	readonly buckets: Buckets | undefined;
	readonly metrics: readonly MetricName[];
	readonly dimensions: readonly QueryDimension[];
	readonly filters: readonly Filter[];
	readonly orderBy: readonly OrderBy[];
	readonly bots: boolean;
	readonly limit: number;
	readonly offset: number;
	/** Adds a last cell: rows before pagination. */
	readonly totalRows: boolean;
	/** Only these rows, by their stored dimension values. */
	readonly only?: readonly (readonly string[])[];
}

export function isTime(dimension: QueryDimension): dimension is TimeDimension {
	return (timeDimensions as readonly string[]).includes(dimension);
}

/**
 * Compiles a question into one statement. Its rows hold the dimensions as stored (time as the number of the bucket), then the metrics.
 *
 * A visit counts where it has a counting event that matches. The table `visits` answers that alone, at a third of the cost, unless a filter or
 * dimension tells events of a visit apart, or a bucket is so short that a visit may span it without an event in it (its gaps are 30 minutes at
 * most); then distinct visits are counted among the events.
 */
export function compile(question: Question, dialect: Dialect): Statement {
	const { site, range, buckets, metrics, dimensions, filters, bots } = question;
	const { bind, values } = createParams();
	const [siteSql, from, to] = [bind(site), bind(range.from), bind(range.to)];
	const columns = [...dimensions.filter((name) => !isTime(name)), ...dimensionsIn(filters)].map((name) =>
		columnOf(name as DimensionColumn['name']),
	);
	const shortest = buckets === undefined ? range.to - range.from : shortestBucket(buckets, range);
	const byEvents = shortest < VISIT_GAP_MS || columns.some(({ ofEvent }) => ofEvent);
	const keys = dimensions.map((_, index) => `k${index}`);

	const bucket = (time: string): string => (buckets === undefined ? '0' : bucketSql(buckets, time, dialect.divide));
	const human = (alias: string): string => (bots ? '' : ` AND ${alias}.bot < ${BOT_SCORE}`);
	const onEvents = (column: DimensionColumn): string => column.onEvents(bind, dialect);
	const dimensionsSql = (time: string | undefined, sqlOf: (column: DimensionColumn) => string): string[] =>
		dimensions.flatMap((name, index) => {
			if (!isTime(name)) return [`${sqlOf(columnOf(name))} AS k${index}`];
			return time === undefined ? [] : [`${time} AS k${index}`];
		});

	const overlap = `v.site = ${siteSql} AND v.start < ${to} AND v.last >= ${from}`;
	const joined = columns.some(({ onlyInVisits }) => onlyInVisits) ? ` JOIN visits v ON v.visit = e.visit AND ${overlap}` : '';
	const eventsWhere = filterSql(filters, { sqlOf: onEvents, bind, dialect });
	const events = `FROM events e${joined} WHERE e.site = ${siteSql} AND e.time >= ${from} AND e.time < ${to} AND e.counts${human('e')} AND (${eventsWhere})`;
	const visits = (): string =>
		`FROM visits v WHERE ${overlap}${human('v')} AND (${filterSql(filters, { sqlOf: (column) => column.onVisits(), bind, dialect })})`;

	/** Visits that have a matching event in the range, once for each bucket: keys, visitor, bounce, duration, began. */
	const visitRows = (): string => {
		const rest = `v.visitor, v.bounce, v.finish - v.start AS duration, v.start >= ${from} AS began`;
		if (buckets === undefined) return `SELECT ${[...dimensionsSql(undefined, (column) => column.onVisits()), rest].join(', ')} ${visits()}`;
		const [first, last] = [bucket(`greatest(v.start, ${range.from})`), bucket(`least(v.last, ${range.to - 1})`)];
		const time = keys[dimensions.findIndex(isTime)] ?? 'k0';
		const inner = [...dimensionsSql(undefined, (column) => column.onVisits()), `${first} AS first`, `${last} AS last`, rest].join(', ');
		const others = keys.filter((key) => key !== time).map((key) => `${key}, `);
		const head = `SELECT ${others.join('')}visitor, bounce, duration`;
		// Nearly all visits lie in one bucket; only the others are multiplied.
		return `SELECT * FROM (WITH placed AS (SELECT ${inner} ${visits()})
			${head}, began, first AS ${time} FROM placed UNION ALL
			${head}, FALSE AS began, ${dialect.eachFrom('first + 1', 'last')} AS ${time} FROM placed WHERE last > first)`;
	};
	/** Visits that began in the range and have a matching event in it, where visits are told from their events. */
	const begunRows = (): string => {
		const found = [...dimensionsSql(undefined, onEvents), 'e.visit AS visit'].join(', ');
		const others = keys.filter((_, index) => !isTime(dimensions[index] as QueryDimension)).map((key) => `found.${key}`);
		const time = buckets === undefined ? [] : [`${bucket('v.start')} AS ${keys[dimensions.findIndex(isTime)]}`];
		return `SELECT ${[...others, ...time, 'v.bounce', 'v.finish - v.start AS duration', 'TRUE AS began'].join(', ')}
			FROM (SELECT DISTINCT ${found} ${events}) found JOIN visits v ON v.visit = found.visit
			WHERE v.site = ${siteSql} AND v.start >= ${from} AND v.start < ${to}`;
	};
	const revenueRows = (): string => {
		const sums = [
			...dimensionsSql(bucket('e.time'), onEvents),
			'e.revenue_currency AS currency',
			'sum(e.revenue_amount) AS amount',
			'count(*) AS n',
		];
		return `SELECT ${sums.join(', ')} ${events} AND e.revenue_amount IS NOT NULL GROUP BY ${[...keys, 'currency'].join(', ')}`;
	};

	const needed = [...new Set(metrics.flatMap((metric) => metricSql[metric].of))];
	const over = (...kinds: string[]): AggregateName[] => needed.filter((name) => kinds.includes(aggregateOf(name).over));
	const groupBy = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`;
	const grouped = (names: readonly AggregateName[], rows: string): string =>
		`SELECT ${[...keys, ...names.map((name) => `${aggregateOf(name).sql(dialect)} AS ${name}`)].join(', ')} FROM (${rows}) r${groupBy}`;

	/** The parts of the answer, the one that has all its rows first. */
	const parts: { readonly name: string; readonly sql: string; readonly holds: readonly AggregateName[] }[] = [];
	const ofVisits = byEvents ? [] : over('visits', 'began');
	if (ofVisits.length > 0) parts.push({ name: 'of_visits', sql: grouped(ofVisits, visitRows()), holds: ofVisits });
	const ofEvents = byEvents ? over('events', 'visits') : over('events');
	if (byEvents || ofEvents.length > 0 || ofVisits.length === 0) {
		const sql = ofEvents.map((name) => `${aggregateOf(name).onEvents ?? aggregateOf(name).sql(dialect)} AS ${name}`);
		const selected = [...dimensionsSql(bucket('e.time'), onEvents), ...sql];
		parts.push({
			name: 'of_events',
			sql: `SELECT ${selected.length === 0 ? 'count(*) AS any_events' : selected.join(', ')} ${events}${groupBy}`,
			holds: ofEvents,
		});
	}
	const ofBegun = byEvents ? over('began') : [];
	if (ofBegun.length > 0) parts.push({ name: 'of_begun', sql: grouped(ofBegun, begunRows()), holds: ofBegun });
	const ofRevenue = over('revenue');
	if (ofRevenue.length > 0) parts.push({ name: 'of_revenue', sql: grouped(ofRevenue, revenueRows()), holds: ofRevenue });

	const [base, ...others] = parts;
	if (base === undefined) throw new TypeError('a question without an answer');
	const joins = others.map(
		({ name }) => ` LEFT JOIN ${name} ON ${keys.map((key) => `${name}.${key} = ${base.name}.${key}`).join(' AND ') || 'TRUE'}`,
	);
	const value = (name: AggregateName): string => `${parts.find(({ holds }) => holds.includes(name))?.name}.${name}`;
	const total = (): string =>
		byEvents ? `(SELECT count(DISTINCT e.visitor) ${events})` : `(SELECT count(DISTINCT v.visitor) ${visits()})`;
	const rounded = (metric: MetricName): string => roundedSql(metric, metricSql[metric].sql(value, total));

	const selected = [
		...keys.map((key) => `${base.name}.${key}`),
		...metrics.map((metric, index) => {
			const { show } = metricSql[metric];
			return `${show === undefined ? rounded(metric) : value(show)} AS m${index}`;
		}),
		...(question.totalRows ? ['count(*) OVER () AS total_rows'] : []),
	];
	const keySql = (index: number): string => {
		const name = dimensions[index];
		const key = `${base.name}.k${index}`;
		return name === undefined || isTime(name) ? key : rankSql(key, columnOf(name));
	};
	const order = [
		...question.orderBy.map(([key, direction]) => {
			const index = dimensions.indexOf(key as QueryDimension);
			return `${index >= 0 ? keySql(index) : rounded(key as MetricName)} ${direction.toUpperCase()} NULLS LAST`;
		}),
		...dimensions.flatMap((name, index) => (question.orderBy.some(([key]) => key === name) ? [] : [keySql(index)])),
	];
	const { only } = question;
	const where =
		only === undefined
			? ''
			: ` WHERE ${only.map((row) => `(${row.map((stored, index) => `${base.name}.k${index} = ${bind(stored)}`).join(' AND ')})`).join(' OR ') || 'FALSE'}`;
	const sql = `WITH ${parts.map(({ name, sql }) => `${name} AS (${sql})`).join(',\n')}
SELECT ${selected.join(', ')} FROM ${base.name}${joins.join('')}${where}${order.length === 0 ? '' : `\nORDER BY ${order.join(', ')}`}
LIMIT ${question.limit} OFFSET ${question.offset}`;
	return { sql, params: values };
}

/** What a dimension is ordered by: the place of its name, where it is shown by a name. */
function rankSql(key: string, { names }: DimensionColumn): string {
	if (names === undefined) return key;
	const sorted = [...names].sort(([, a], [, b]) => (a < b ? -1 : 1));
	return `CASE ${key} ${sorted.map(([code], index) => `WHEN '${code}' THEN ${index + 1}`).join(' ')} ELSE 0 END`;
}
