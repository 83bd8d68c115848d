import type { SumMeasure, SumTable } from '@footfall/protocol';
import { regionName } from '../../ingest/regions.ts';
import type { CsvRow } from '../csv.ts';
import { type SumOutcome, skipped } from '../rows.ts';
import {
	browserValues,
	cellText,
	countOf,
	dayOf,
	daySum,
	deviceValues,
	type Measures,
	sourceValues,
	systemValues,
	type Values,
} from './sumRows.ts';

/** The column that tells a table from all others; that of all visitors has none. */
const tables: readonly (readonly [column: string, table: SumTable])[] = [
	['entry_page', 'entry_pages'],
	['exit_page', 'exit_pages'],
	['source', 'sources'],
	['page', 'pages'],
	['country', 'locations'],
	['device', 'devices'],
	['browser', 'browsers'],
	['operating_system', 'operating_systems'],
	['name', 'custom_events'],
	['pageviews', 'visitors'],
];

/** Which of the tables of Plausible's export has a head; undefined: none. */
export function plausibleTable(head: readonly string[]): SumTable | undefined {
	if (!head.includes('date') || !head.includes('visitors')) return undefined;
	return tables.find(([column]) => head.includes(column))?.[1];
}

/** A file of its export, by name: `imported_pages_20240101_20241231.csv`. */
export const isPlausibleFile = (name: string): boolean =>
	/(^|\/)imported_[a-z_]+(_\d{8}_\d{8})?\.csv$/.test(name) && !name.startsWith('__MACOSX/');

/** Entrances and exits are the visits of a page. */
const measures: readonly (readonly [column: string, measure: SumMeasure])[] = [
	['visitors', 'visitors'],
	['visits', 'visits'],
	['entrances', 'visits'],
	['exits', 'visits'],
	['pageviews', 'pageviews'],
	['bounces', 'bounces'],
	['visit_duration', 'visit_duration'],
	['events', 'events'],
];
/** A page's exits are some of its visits. */
const isOf = (table: SumTable, column: string): boolean => column !== 'exits' || table === 'exit_pages';

const valuesOf: Readonly<Record<SumTable, (cell: (name: string) => string) => Values>> = {
	visitors: () => ({}),
	sources: (cell) => ({
		...sourceValues(cell('source'), cell('referrer'), cell('utm_medium')),
		utm_source: cell('utm_source'),
		utm_medium: cell('utm_medium'),
		utm_campaign: cell('utm_campaign'),
		utm_content: cell('utm_content'),
		utm_term: cell('utm_term'),
	}),
	pages: (cell) => ({ hostname: cell('hostname').replace(/^www\./, ''), pathname: cell('page') }),
	entry_pages: (cell) => ({ entry_page: cell('entry_page') }),
	exit_pages: (cell) => ({ exit_page: cell('exit_page') }),
	locations(cell) {
		const country = /^[A-Z]{2}$/.test(cell('country')) ? cell('country') : '';
		const region = country !== '' && cell('region').startsWith(`${country}-`) ? cell('region') : '';
		return { country, region, region_name: regionName(region) ?? region };
	},
	devices: (cell) => deviceValues(cell('device')),
	browsers: (cell) => browserValues(cell('browser'), cell('browser_version')),
	operating_systems: (cell) => systemValues(cell('operating_system'), cell('operating_system_version')),
	custom_events: (cell) => ({ name: cell('name') }),
};

function measuresOf(table: SumTable, row: CsvRow): Measures | { readonly fault: string } {
	const sums: Measures = {};
	for (const [column, measure] of measures) {
		const text = row[column];
		if (text === undefined || text === '' || !isOf(table, column)) continue;
		const count = countOf(text);
		if (count === undefined) return { fault: `The number of ${column.replace('_', ' ')} is none.` };
		sums[measure] = count;
	}
	return sums;
}

/**
 * Plausible's export: a row is what one of its ten tables says of a day.
 *
 * @see https://plausible.io/docs/csv-import
 */
export function plausible(now: number): (row: CsvRow) => SumOutcome {
	return (row) => {
		const table = plausibleTable(Object.keys(row));
		if (table === undefined) return { fault: 'The row is of none of the tables of an export.' };
		const day = dayOf(row.date ?? '', now);
		if (day === undefined) return { fault: 'The date is none, or lies in the future.' };
		const sums = measuresOf(table, row);
		if ('fault' in sums) return sums;
		const { visitors, ...others } = sums;
		if (visitors === undefined) return { fault: 'The number of visitors is missing.' };
		if (table === 'custom_events' && row.name === 'pageview') return skipped;
		return {
			sum: daySum(
				table,
				day,
				valuesOf[table]((name) => cellText(row[name])),
				{ visitors, ...others },
			),
		};
	};
}
