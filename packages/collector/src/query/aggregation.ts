import type { Dialect } from '../store/store.ts';
import { type AggregateName, aggregateOf } from './metrics.ts';
import type { Scans } from './scans.ts';

/** A subquery: some of the aggregates by the keys k0, k1, …, and `rows_found`, how many rows they were taken over. */
export interface Aggregation {
	readonly name: string;
	readonly sql: string;
	readonly holds: readonly AggregateName[];
}

/** The subqueries that aggregates need; the first has a row for each key that has a matching event. */
export function aggregationsOf(aggregates: readonly AggregateName[], scans: Scans, dialect: Dialect): Aggregation[] {
	const { keys, byEvents, matching, matchingKeys } = scans;
	const over = (...kinds: string[]): AggregateName[] => aggregates.filter((name) => kinds.includes(aggregateOf(name).over));
	const groupBy = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`;
	const grouped = (name: string, holds: readonly AggregateName[], rows: () => string): Aggregation[] => {
		if (holds.length === 0) return [];
		const sql = holds.map((aggregate) => `${aggregateOf(aggregate).sql(dialect)} AS ${aggregate}`);
		return [{ name, sql: `SELECT ${[...keys, ...sql, 'count(*) AS rows_found'].join(', ')} FROM (${rows()}) r${groupBy}`, holds }];
	};
	const ofMatching = (holds: readonly AggregateName[]): Aggregation => {
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
