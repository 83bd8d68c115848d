import { BOT_SCORE, type Filter, type FilterDimension } from '@footfall/protocol';
import { columnOf, type DimensionColumn } from '../query/columns.ts';
import { dimensionsIn, filterSql } from '../query/filters.ts';
import { type Bind, createParams } from '../query/params.ts';
import type { Question } from '../query/question.ts';
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
	/** Site, range and filters as a question; its filters choose the visits. */
	readonly question: Question;
}

/** A statement of a report in the making: what is bound, and the rows that it may look at. */
export interface ReportSql {
	readonly bind: Bind;
	readonly dialect: Dialect;
	/** The rows of a table, with the visit dimensions that the filters name, and these. */
	rows(table: 'events' | 'visits', dimensions?: readonly DimensionColumn[]): string;
	/** Condition: the counting events of the range, as `e`, that lie in the visits that the filters choose. */
	events(): string;
	/** Condition: the same of all events that have a visit, whether they count or not. */
	allEvents(): string;
	/** Condition: the visits, as `v`, that began in the range and are chosen. */
	visits(): string;
	/** Condition: the site's counting events from its first one to the end of the range, as `e`; no filter chooses among them. */
	everUntil(): string;
	/** Condition on an event, as `e`. */
	holds(filters: readonly Filter[]): string;
	column(name: FilterDimension): DimensionColumn;
	/** A dimension of an event, as `e`; joined to its visit `v` where only visits hold it. */
	valueOf(column: DimensionColumn): string;
	statement(sql: string): Statement;
}

export function createReportSql({ site, range, question }: Scope, dialect: Dialect): ReportSql {
	const { bind, values } = createParams();
	const { filters, bots, behaviour } = question;
	const column = (name: FilterDimension): DimensionColumn => columnOf(name, question);
	const columns = dimensionsIn(filters).map(column);
	const onEvents = (one: DimensionColumn): string => one.onEvents(bind, dialect);
	const human = (alias: string): string => (bots ? '' : ` AND ${alias}.bot < ${BOT_SCORE}`);
	const within = (time: string): string => `${time} >= ${bind(range.from)} AND ${time} < ${bind(range.to)}`;
	const holds = (sqlOf: (one: DimensionColumn) => string, wanted: readonly Filter[]): string =>
		filterSql(wanted, {
			sqlOf,
			bind,
			dialect,
			terms: question,
			done() {
				throw new TypeError('what visitors did otherwise is asked of the whole range');
			},
		});
	/** A look at other rows is needed: an event that meets the filters chooses all of its visit. */
	const looksElsewhere = (table: 'events' | 'visits'): boolean =>
		behaviour || columns.some(({ ofEvent, onlyInVisits }) => ofEvent || (table === 'events' && onlyInVisits));
	const chosen = (table: 'events' | 'visits', alias: string, sqlOf: (one: DimensionColumn) => string): string => {
		if (filters.length === 0) return '';
		return looksElsewhere(table)
			? ` AND ${alias}.visit IN (SELECT e.visit ${createScans(question, dialect, bind).matching()})`
			: ` AND (${holds(sqlOf, filters)})`;
	};
	const allEvents = (): string =>
		`e.site = ${bind(site)} AND ${within('e.time')} AND e.visit IS NOT NULL${human('e')}${chosen('events', 'e', onEvents)}`;
	return {
		bind,
		dialect,
		rows: (table, dimensions = []) =>
			dialect.rows(
				table,
				[...(looksElsewhere(table) ? [] : columns), ...dimensions].flatMap(({ stored }) => stored ?? []),
			),
		events: () => `e.counts AND ${allEvents()}`,
		allEvents,
		everUntil: () => `e.counts AND e.site = ${bind(site)} AND e.time < ${bind(range.to)} AND e.visit IS NOT NULL${human('e')}`,
		visits: () => `v.site = ${bind(site)} AND ${within('v.start')}${human('v')}${chosen('visits', 'v', (one) => one.onVisits())}`,
		holds: (wanted) => holds(onEvents, wanted),
		column,
		valueOf: onEvents,
		statement: (sql) => ({ sql, params: values }),
	};
}
