import { type ExportFormat, eventColumns, pageTotals, visitColumns } from '@footfall/protocol';
import type { Dialect } from '../store/store.ts';

/** One column of an exported file: its name, and the SQL of its value from an event `e` and its visit `v`. */
interface ExportColumn {
	readonly name: string;
	readonly sql: string;
	readonly type: 'text' | 'time' | 'other';
}

const text = (name: string, sql = `e.${name}`): ExportColumn => ({ name, sql, type: 'text' });
const other = (name: string, sql = `e.${name}`): ExportColumn => ({ name, sql, type: 'other' });
const time = (name: string, sql: string): ExportColumn => ({ name, sql: `epoch_ms(${sql})`, type: 'time' });

/** The columns of an exported file, in their order; `$3` is the site's domain. */
export const exportColumns: readonly ExportColumn[] = [
	text('event_id', 'event_id(e.page_time, e.page_random, e.n)'),
	text('site', '$3::VARCHAR'),
	text('name'),
	time('time', 'e.time'),
	time('received', 'e.time + e.delay'),
	text('visitor', "lpad(lower(hex(e.visitor)), 16, '0')"),
	other('visit'),
	other('persistent', 'coalesce(v.persistent, false)'),
	text('session'),
	text('user', "coalesce(v.user_id, '')"),
	other('bot', 'e.bot::SMALLINT'),
	other('interactive'),
	...[...eventColumns, ...visitColumns].map((name) => text(name)),
	text('props'),
	other('revenue_amount'),
	text('revenue_currency'),
	...pageTotals.map((name) => other(name)),
];

/** Nothing for what is empty, which would be `""`; an apostrophe before what a spreadsheet would take for a formula: `=`, `+`, `-`, `@`, a tab, a line break. */
const harmless = (sql: string): string =>
	`CASE WHEN ${sql} = '' THEN NULL WHEN contains('=+-@' || chr(9) || chr(10) || chr(13), left(${sql}, 1)) THEN '''' || ${sql} ELSE ${sql} END`;

function cellOf({ sql, type }: ExportColumn, format: ExportFormat): string {
	if (format === 'parquet' || type === 'other') return sql;
	return type === 'time' ? `strftime(${sql}, '%Y-%m-%dT%H:%M:%S.%gZ')` : harmless(sql);
}

/**
 * The events of a site in a span of time; its parameters are site id, first instant, domain, first instant after it.
 *
 * Only visits that say something the event does not are joined: of nearly all sites those are few.
 */
export function exportSql(format: ExportFormat, { rows }: Pick<Dialect, 'rows'>): string {
	const columns = exportColumns.map((column) => `${cellOf(column, format)} AS "${column.name}"`).join(', ');
	const told = `SELECT visit, persistent, user_id FROM ${rows('visits', [])} WHERE site = $1 AND start < $4 AND (persistent OR user_id <> '')`;
	// A spreadsheet is read by people; sorting what only programs read would take the room of all of it.
	const order = format === 'csv' ? ' ORDER BY e.time, e.page_time, e.page_random, e.n' : '';
	return `SELECT ${columns} FROM ${rows('events', visitColumns)} e LEFT JOIN (${told}) v ON v.visit = e.visit WHERE e.site = $1 AND e.time >= $2 AND e.time < $4${order}`;
}

/** The first line of a CSV. */
export const csvHead = `${exportColumns.map(({ name }) => name).join(',')}\n`;
