import { BOT_SCORE, type Filter } from '@footfall/protocol';
import { columnOf, type DimensionColumn } from '../query/columns.ts';
import { dimensionsIn, filterSql } from '../query/filters.ts';
import { type Bind, createParams } from '../query/params.ts';
import type { Range } from '../query/ranges.ts';
import { createScans } from '../query/scans.ts';
import type { Zone } from '../query/zone.ts';
import type { Dialect, Statement } from '../store/store.ts';

/** Which visits a report is of. */
export interface Scope {
	/** Site id. */
	readonly site: string;
	readonly range: Range;
	readonly zone: Zone;
	readonly filters: readonly Filter[];
	readonly bots: boolean;
}

/** A statement of a report in the making: what is bound, and the rows that it may look at. */
export interface ReportSql {
	readonly bind: Bind;
	readonly dialect: Dialect;
	/** Condition: the counting events of the range, as `e`, that lie in the visits that the filters choose. */
	events(): string;
	/** Condition: the same of all events that have a visit, whether they count or not. */
	allEvents(): string;
	/** Condition: the visits, as `v`, that began in the range and are chosen. */
	visits(): string;
	/** Condition on an event, as `e`. */
	holds(filters: readonly Filter[]): string;
	/** A dimension of an event, as `e`; joined to its visit `v` where `needsVisit`. */
	valueOf(column: DimensionColumn): string;
	statement(sql: string): Statement;
}

export function createReportSql({ site, range, filters, bots }: Scope, dialect: Dialect): ReportSql {
	const { bind, values } = createParams();
	const columns = dimensionsIn(filters).map(columnOf);
	const onEvents = (column: DimensionColumn): string => column.onEvents(bind, dialect);
	const human = (alias: string): string => (bots ? '' : ` AND ${alias}.bot < ${BOT_SCORE}`);
	const within = (time: string): string => `${time} >= ${bind(range.from)} AND ${time} < ${bind(range.to)}`;
	/** Visits with an event that meets the filters. */
	const chosen = (): string => {
		const question = {
			...{ site, range, filters, bots, buckets: undefined, metrics: [], dimensions: [], orderBy: [] },
			...{ limit: 1, offset: 0, totalRows: false, asksDaily: false, oneDay: false },
		};
		return `SELECT e.visit ${createScans(question, dialect, bind).matching()}`;
	};
	const ofEvents = columns.some(({ ofEvent }) => ofEvent);
	const direct = (alias: string, sqlOf: (column: DimensionColumn) => string): string =>
		filters.length === 0
			? ''
			: ofEvents || (alias === 'e' && columns.some(({ onlyInVisits }) => onlyInVisits))
				? ` AND ${alias}.visit IN (${chosen()})`
				: ` AND (${filterSql(filters, { sqlOf, bind, dialect })})`;
	const allEvents = (): string =>
		`e.site = ${bind(site)} AND ${within('e.time')} AND e.visit IS NOT NULL${human('e')}${direct('e', onEvents)}`;
	return {
		bind,
		dialect,
		events: () => `e.counts AND ${allEvents()}`,
		allEvents,
		visits: () => `v.site = ${bind(site)} AND ${within('v.start')}${human('v')}${direct('v', (column) => column.onVisits())}`,
		holds: (more) => filterSql(more, { sqlOf: onEvents, bind, dialect }),
		valueOf: onEvents,
		statement: (sql) => ({ sql, params: values }),
	};
}
