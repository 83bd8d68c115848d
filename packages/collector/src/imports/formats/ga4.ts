import type { SumMeasure, SumTable } from '@footfall/protocol';
import { parse } from 'csv-parse/sync';
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

type Cell = (...names: readonly string[]) => string;

/** How a dimension of Google's is called in its exports, and what it breaks down. */
const dimensionTables: readonly (readonly [name: RegExp, table: SumTable])[] = [
	[/^page (path|location)|^page path and screen class$/, 'pages'],
	[/^landing page/, 'entry_pages'],
	[/^(session )?(source|medium|campaign|manual (source|medium|campaign)|source \/ medium|source platform)$/, 'sources'],
	[/^country id$/, 'locations'],
	[/^device( category)?$/, 'devices'],
	[/^browser$/, 'browsers'],
	[/^(operating system|os version|operating system version)$/, 'operating_systems'],
	[/^event name$/, 'custom_events'],
	[/^host ?name$/, 'pages'],
];

/** Means are of sessions, and become sums again. */
const measureNames: readonly (readonly [name: RegExp, measure: SumMeasure | 'engaged' | 'mean_duration'])[] = [
	[/^total users$/, 'visitors'],
	[/^(active )?users$/, 'visitors'],
	[/^sessions$/, 'visits'],
	[/^engaged sessions$/, 'engaged'],
	[/^(views|screen page views|screen views)$/, 'pageviews'],
	[/^average session duration$/, 'mean_duration'],
	[/^event count$/, 'events'],
];

/** Events that Google makes of what is a visit or a page view here. */
const ownEvents = new Set(['page_view', 'screen_view', 'session_start', 'first_visit', 'user_engagement']);

/** What a head says: where the date is, which table it is, and what is summed in which column. */
interface Head {
	readonly names: readonly string[];
	readonly date: number;
	/** The date is a number of days since the start that the file tells above. */
	readonly counts: boolean;
	/** Undefined: its dimensions are of several tables. */
	readonly table: SumTable | undefined;
	readonly measures: ReadonlyMap<SumMeasure | 'engaged' | 'mean_duration', number>;
	/** Columns of which nobody knows what they are. */
	readonly others: readonly number[];
}

const tableOf = (name: string): SumTable | undefined => dimensionTables.find(([pattern]) => pattern.test(name))?.[1];

/** Reads a head; undefined where rows have no date, or nothing that is summed here. */
export function headOf(cells: readonly string[]): Head | undefined {
	const names = cells.map((name) => name.trim().toLowerCase());
	const date = names.findIndex((name) => name === 'date' || name === 'nth day');
	const measures = new Map<SumMeasure | 'engaged' | 'mean_duration', number>();
	for (const [pattern, measure] of measureNames) {
		const at = names.findIndex((name) => pattern.test(name));
		if (at >= 0 && !measures.has(measure)) measures.set(measure, at);
	}
	if (date < 0 || !measures.has('visitors')) return undefined;
	const tables = new Set(names.flatMap((name) => tableOf(name) ?? []));
	const known = new Set([date, ...measures.values()]);
	return {
		names,
		date,
		counts: names[date] === 'nth day',
		table: tables.size === 0 ? 'visitors' : tables.size === 1 ? [...tables][0] : undefined,
		measures,
		others: names.flatMap((name, index) => (known.has(index) || tableOf(name) !== undefined ? [] : [index])),
	};
}

const valuesOf: Readonly<Record<Exclude<SumTable, 'exit_pages'>, (cell: Cell) => Values>> = {
	visitors: () => ({}),
	sources(cell) {
		const [both = '', ofBoth = ''] = cell('session source / medium', 'source / medium').split(' / ');
		const source = cellText(cell('session source', 'source', 'session manual source', 'manual source') || both);
		const medium = cellText(cell('session medium', 'medium', 'session manual medium', 'manual medium') || ofBoth);
		const campaign = cellText(cell('session campaign', 'campaign', 'session manual campaign', 'manual campaign'));
		return { ...sourceValues(source, '', medium), utm_source: source, utm_medium: medium, utm_campaign: campaign };
	},
	pages: (cell) => ({
		hostname: cell('hostname', 'host name').replace(/^www\./, ''),
		pathname: pathOf(cell('page path', 'page path and screen class', 'page path + query string', 'page location')),
	}),
	entry_pages: (cell) => ({ entry_page: pathOf(cell('landing page', 'landing page + query string')) }),
	locations: (cell) => ({ country: /^[A-Z]{2}$/.test(cell('country id')) ? cell('country id') : '' }),
	devices: (cell) => deviceValues(cell('device category', 'device')),
	browsers: (cell) => browserValues(cell('browser'), ''),
	operating_systems: (cell) => systemValues(cell('operating system'), cell('os version', 'operating system version').replace(/^\D+/, '')),
	custom_events: (cell) => ({ name: cell('event name') }),
};

const pathOf = (text: string): string => text.replace(/^https?:\/\/[^/]*/, '').replace(/[?#].*$/, '');
const isNumber = (text: string): boolean => /^-?[\d,.]*%?$/.test(text.trim());

function measuresOf({ measures }: Head, cells: readonly string[]): (Measures & { visitors: number }) | { readonly fault: string } {
	const read = new Map<SumMeasure | 'engaged' | 'mean_duration', number>();
	for (const [measure, at] of measures) {
		const text = cells[at]?.trim() ?? '';
		const value = measure === 'mean_duration' ? Number(text) : countOf(text);
		if (value === undefined || text === '' || !(value >= 0)) return { fault: `${JSON.stringify(text)} is not a number.` };
		read.set(measure, value);
	}
	const [visits, engaged, mean] = [read.get('visits'), read.get('engaged'), read.get('mean_duration')];
	return {
		visitors: read.get('visitors') ?? 0,
		...(visits === undefined ? {} : { visits }),
		...(visits === undefined || engaged === undefined ? {} : { bounces: Math.max(0, visits - engaged) }),
		...(visits === undefined || mean === undefined ? {} : { visit_duration: Math.round(visits * mean) }),
		...(read.has('pageviews') ? { pageviews: read.get('pageviews') ?? 0 } : {}),
		...(read.has('events') ? { events: read.get('events') ?? 0 } : {}),
	};
}

/** A line taken apart; undefined where it is no CSV. */
export function cellsOf(line: string): string[] | undefined {
	try {
		return (parse(line, { relax_quotes: true, relax_column_count: true }) as string[][])[0];
	} catch {
		return undefined;
	}
}

/**
 * The CSV of a report or an exploration of Google Analytics 4: comments, and under them tables with a head each. Taken is what has a date in its rows.
 *
 * Its lines come one after the other; what a line means depends on those before it.
 */
export function ga4(now: number): (line: string) => SumOutcome {
	let start: number | undefined;
	let head: Head | undefined;
	let headIsNext = true;

	const rowOf = (of: Head, cells: readonly string[]): SumOutcome => {
		const text = cells[of.date]?.trim() ?? '';
		// Totals stand above or below the rows, without a date.
		if (text === '' || /^(grand )?total/i.test(text)) return skipped;
		const nth = of.counts ? countOf(text) : undefined;
		const day = of.counts ? (start === undefined || nth === undefined ? undefined : start + nth) : dayOf(text, now);
		if (day === undefined || day * 86_400_000 > now + 86_400_000) return { fault: 'The date is none, or lies in the future.' };
		if (of.table === undefined || of.table === 'exit_pages') return { fault: 'The rows are broken down by several things at once.' };
		const further = of.others.find((index) => !isNumber(cells[index] ?? ''));
		if (further !== undefined) {
			return cells[further]?.trim() === 'Grand total'
				? skipped
				: { fault: `The column ${JSON.stringify(of.names[further])} breaks the rows down further: export them without it.` };
		}
		const sums = measuresOf(of, cells);
		if ('fault' in sums) return sums;
		const cell: Cell = (...names) => cellText(cells[names.map((name) => of.names.indexOf(name)).find((at) => at >= 0) ?? -1]);
		const values = valuesOf[of.table](cell);
		if (of.table === 'custom_events' && ownEvents.has(values.name ?? '')) return skipped;
		return { sum: daySum(of.table, day, values, sums) };
	};

	return (line) => {
		if (line.startsWith('#') || line.trim() === '') {
			const [, from] = /^#\s*(?:Start date:\s*)?(\d{8})(?:-\d{8})?\s*$/.exec(line) ?? [];
			if (from !== undefined) start = dayOf(from, now);
			headIsNext = true;
			return skipped;
		}
		const cells = cellsOf(line);
		if (cells === undefined) return { fault: 'The line is no CSV.' };
		if (headIsNext) {
			head = headOf(cells);
			headIsNext = false;
			return skipped;
		}
		return head === undefined ? skipped : rowOf(head, cells);
	};
}

/** Whether the beginning of a file is that of such a CSV. */
export const isGa4 = (text: string): boolean => /^# -{5,}/m.test(text) && /^#\s*(Start date:\s*)?\d{8}(-\d{8})?\s*$/m.test(text);

/** Whether one of the tables that begin here has dates and something that is summed. */
export function hasDates(text: string): boolean {
	const lines = text.split(/\r?\n/);
	return lines.some((line, index) => {
		const before = lines[index - 1] ?? '';
		if (line.startsWith('#') || line.trim() === '' || !(before.startsWith('#') || before.trim() === '')) return false;
		return headOf(cellsOf(line) ?? []) !== undefined;
	});
}
