/**
 * The tables in which other tools export what they have counted, and the columns by which each is broken down: sums of a day, not events. What
 * they hold beside these (cities by number, properties of some events) has no counterpart here.
 *
 * @see https://plausible.io/docs/csv-import
 */
export const sumTables = {
	visitors: [],
	sources: ['source', 'referrer', 'channel', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'],
	pages: ['hostname', 'pathname'],
	entry_pages: ['entry_page'],
	exit_pages: ['exit_page'],
	locations: ['country', 'region', 'region_name'],
	devices: ['device'],
	browsers: ['browser', 'browser_version'],
	operating_systems: ['os', 'os_version'],
	custom_events: ['name'],
} as const;
export type SumTable = keyof typeof sumTables;
export type SumColumn = (typeof sumTables)[SumTable][number];

export const sumTableNames = Object.keys(sumTables) as SumTable[];
export const sumColumns: readonly SumColumn[] = Object.values(sumTables).flat();

/** What is summed; visits' durations in seconds. A table that does not say one of them leaves it out. */
export const sumMeasures = ['visitors', 'visits', 'pageviews', 'bounces', 'visit_duration', 'events'] as const;
export type SumMeasure = (typeof sumMeasures)[number];

/** What a file says of one day of the site under some values of one table. */
export interface DaySum {
	/** Row of the file, from 1. */
	readonly line: number;
	readonly table: SumTable;
	/** Days since 1970-01-01, in the site's time zone. */
	readonly day: number;
	/** Those of the table's columns that have a value. */
	readonly values: Readonly<Partial<Record<SumColumn, string>>>;
	readonly sums: Readonly<Partial<Record<SumMeasure, number>> & { visitors: number }>;
}
