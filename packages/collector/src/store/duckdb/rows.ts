import {
	type EventMeaning,
	type EventRecord,
	eventColumns,
	meaningOf,
	type PageTotal,
	pageTotals,
	type VisitColumn,
	visitColumns,
} from '@footfall/protocol';
import type { Cell, EventKey, Link, Moment, NewEvent, PageTotals, VisitRow } from '../store.ts';
import type { ColumnType } from '../tables.ts';
import { type Field, hex, hexOf, shape } from './columns.ts';
import type { Codes, CodesOf } from './combinations.ts';
import { groupOf, groups, NOTHING } from './groups.ts';
import { type IdParts, idParts } from './ids.ts';

const totalTypes: Record<PageTotal, ColumnType> = {
	engaged: 'uint32',
	scroll: 'uint8',
	lcp: 'uint32',
	inp: 'uint32',
	cls: 'float',
	fcp: 'uint32',
	ttfb: 'uint32',
	load: 'uint32',
};

function totalFields<Row>(of: (row: Row) => PageTotals | undefined): Record<string, Field<Row>> {
	return Object.fromEntries(pageTotals.map((name) => [name, { type: totalTypes[name], of: (row: Row) => of(row)?.[name] ?? null }]));
}

/** An event's id, in the columns that the table keeps it in. */
function idFields<Row>(of: (row: Row) => IdParts): Record<string, Field<Row>> {
	return {
		page_time: { type: 'int64', of: (row) => of(row).time },
		page_random: { type: 'int64', of: (row) => of(row).random },
		n: { type: 'uint32', of: (row) => of(row).n },
	};
}

/** A row whose id has been taken apart, once. */
export type Keyed<Row> = { readonly row: Row; readonly parts: IdParts };
export const keyed = <Row>(rows: readonly Row[], idOf: (row: Row) => string): Keyed<Row>[] =>
	rows.map((row) => ({ row, parts: idParts(idOf(row)) }));

const keyFields: Record<string, Field<Keyed<EventKey>>> = {
	site: { type: 'text', of: ({ row }) => row.site },
	...idFields(({ parts }) => parts),
};
/** Joins a table with the key fields of a staged one. */
export const onKey = (table: string, staged: string): string =>
	['page_time', 'page_random', 'n', 'site'].map((name) => `${table}.${name} = ${staged}.${name}`).join(' AND ');

/** A row of a visit, or of an event that has or gets one, with the numbers of the visit's combinations. */
export type Coded<Row> = { readonly row: Row; readonly codes: Codes };
export const coded = <Row>(rows: readonly Row[], codesOf: CodesOf, visitIn: (row: Row) => VisitRow | null): Coded<Row>[] =>
	rows.map((row) => ({ row, codes: codesOf(visitIn(row)) }));

/** Dimensions of a visit that are in no group, and have a column of their own. */
const ownColumns = visitColumns.filter((name) => !groupOf.has(name));

/** The visit-scope dimensions of a visit: its own row's, and its events'. */
function dimFields<Row extends { readonly codes: Codes }>(of: (row: Row) => VisitRow | null): Record<string, Field<Row>> {
	return Object.fromEntries<Field<Row>>([
		...ownColumns.map((name) => [name, { type: 'text', of: (row: Row) => of(row)?.dims[name] ?? '' }] as const),
		...groups.map(({ code }, i) => [code, { type: 'uint32', of: ({ codes }: Row) => codes[i] ?? NOTHING }] as const),
	]);
}

/** A stored event gets a visit, or another one. */
const visitOfEvent = <Row extends { readonly codes: Codes }>(of: (row: Row) => VisitRow): Record<string, Field<Row>> => ({
	visit: { type: 'int64', of: (row) => of(row).visit.toString() },
	visitor: { type: 'uint64', of: (row) => hex(of(row).visitor) },
	...dimFields(of),
});
/** What `visitOfEvent` sets. */
export const ofVisit = Object.keys(visitOfEvent<Coded<VisitRow>>(({ row }) => row));

/** A new event with what its columns are made of, put together once. */
export interface WholeEvent {
	readonly row: NewEvent;
	readonly parts: IdParts;
	readonly codes: Codes;
	readonly meaning: EventMeaning;
}
export const wholeEvents = (rows: readonly NewEvent[], codesOf: CodesOf): WholeEvent[] =>
	rows.map((row) => ({
		row,
		parts: idParts(row.record.id),
		codes: codesOf(row.visit),
		meaning: meaningOf(row.record.name, row.record.interactive),
	}));

// each a function of its own: one that calls another for all columns sees everything, and the engine can optimise none of it
const eventFields: Record<string, Field<WholeEvent>> = {
	...idFields(({ parts }) => parts),
	site: { type: 'text', of: ({ row }) => row.record.site },
	name: { type: 'text', of: ({ row }) => row.record.name },
	time: { type: 'int64', of: ({ row }) => row.record.time },
	delay: { type: 'int64', of: ({ row: { record } }) => record.received - record.time },
	visitor: { type: 'uint64', of: ({ row }) => hex(row.visit?.visitor ?? row.record.visitor) },
	visit: { type: 'int64', of: ({ row }) => row.visit?.visit.toString() ?? null },
	bot: { type: 'uint8', of: ({ row }) => row.record.bot },
	counts: { type: 'bool', of: ({ meaning }) => meaning.counts },
	interactive: { type: 'bool', of: ({ meaning }) => meaning.interactive },
	...Object.fromEntries(
		eventColumns.map((name) => [name, { type: 'text', of: ({ row }: WholeEvent) => row.record.dims[name] ?? '' } as const]),
	),
	session: { type: 'text', of: ({ row }) => row.record.session ?? '' },
	import_id: { type: 'text', of: ({ row }) => row.record.import ?? '' },
	props: { type: 'text', of: ({ row: { record } }) => (record.props === undefined ? null : JSON.stringify(record.props)) },
	revenue_amount: { type: 'int64', of: ({ row }) => row.record.revenue?.amount ?? null },
	revenue_currency: { type: 'text', of: ({ row }) => row.record.revenue?.currency ?? null },
	...totalFields<WholeEvent>(({ row }) => row.totals),
	...dimFields<WholeEvent>(({ row }) => row.visit),
};
export const newEvents = shape(eventFields);

const ofRow = <Row>(fields: Readonly<Record<string, Field<Row>>>): Record<string, Field<{ readonly row: Row }>> =>
	Object.fromEntries(Object.entries(fields).map(([name, { type, of }]) => [name, { type, of: ({ row }) => of(row) }]));

const after = (of: (row: VisitRow) => Moment | undefined): Field<VisitRow> => ({
	type: 'int64',
	of: (row) => {
		const moment = of(row);
		return moment === undefined ? null : moment.time - row.start;
	},
});

const visitFields: Record<string, Field<VisitRow>> = {
	visit: { type: 'int64', of: (row) => row.visit.toString() },
	site: { type: 'text', of: (row) => row.site },
	visitor: { type: 'uint64', of: (row) => hex(row.visitor) },
	start: { type: 'int64', of: (row) => row.start },
	last: { type: 'int64', of: (row) => row.last },
	finish: { type: 'int64', of: (row) => row.finish },
	pageviews: { type: 'uint32', of: (row) => row.pageviews },
	events: { type: 'uint32', of: (row) => row.events },
	interactive: { type: 'uint32', of: (row) => row.interactive },
	engaged: { type: 'uint32', of: (row) => row.engaged },
	bounce: { type: 'bool', of: (row) => row.bounce },
	bot: { type: 'uint8', of: (row) => row.bot },
	persistent: { type: 'bool', of: (row) => row.persistent },
	entry_page: { type: 'text', of: (row) => row.entry?.value ?? '' },
	exit_page: { type: 'text', of: (row) => row.exit?.value ?? '' },
	user_id: { type: 'text', of: (row) => row.user?.value ?? '' },
	entry_after: after((row) => row.entry),
	exit_after: after((row) => row.exit),
	user_after: after((row) => row.user),
};
export const openedVisits = shape<Coded<VisitRow>>({ ...ofRow(visitFields), ...dimFields<Coded<VisitRow>>(({ row }) => row) });

/** What of a visit can change while its id stays: all but what its first event says. */
const fixed = ['site', 'visitor', 'start', 'persistent'] as const satisfies string[];
const growing = Object.fromEntries(Object.entries(visitFields).filter(([name]) => !(fixed as readonly string[]).includes(name)));
export const grownVisits = shape<VisitRow>(growing);
export const growingNames = grownVisits.names.filter((name) => name !== 'visit');

const selected = [...Object.keys(visitFields), ...visitColumns];
export const visitSelect = selected.map((name) => (name === 'visitor' ? `${hexOf('v.visitor')} AS visitor` : `v.${name}`)).join(', ');
const visitIndex = new Map(selected.map((name, index) => [name, index]));

/** A row selected by `visitSelect`. */
export function toVisit(cells: readonly Cell[]): VisitRow {
	const cell = (name: string): Cell => cells[visitIndex.get(name) ?? -1] ?? null;
	const start = Number(cell('start'));
	const moment = (value: string, at: string): Moment | undefined =>
		cell(at) === null ? undefined : { time: start + Number(cell(at)), value: String(cell(value)) };
	const dims: Partial<Record<VisitColumn, string>> = {};
	for (const name of visitColumns) {
		const value = cell(name);
		if (typeof value === 'string' && value !== '') dims[name] = value;
	}
	return {
		visit: BigInt(cell('visit') ?? 0),
		site: String(cell('site')),
		visitor: String(cell('visitor')),
		persistent: cell('persistent') === true,
		dims,
		start,
		last: Number(cell('last')),
		finish: Number(cell('finish')),
		pageviews: Number(cell('pageviews')),
		events: Number(cell('events')),
		interactive: Number(cell('interactive')),
		engaged: Number(cell('engaged')),
		bounce: cell('bounce') === true,
		bot: Number(cell('bot')),
		entry: moment('entry_page', 'entry_after'),
		exit: moment('exit_page', 'exit_after'),
		user: moment('user_id', 'user_after'),
	};
}

export const totalsChanges = shape<Keyed<EventKey & { totals: PageTotals }>>({ ...keyFields, ...totalFields(({ row }) => row.totals) });

export const moves = shape<Coded<{ from: VisitRow; to: VisitRow }>>({
	moved_from: { type: 'int64', of: ({ row }) => row.from.visit.toString() },
	...visitOfEvent(({ row }) => row.to),
});

type Joined = EventKey & { readonly visit: VisitRow };
export const joins = shape<Keyed<Joined> & Coded<Joined>>({ ...keyFields, ...visitOfEvent(({ row }) => row.visit) });

export const links = shape<Link>({
	site: { type: 'text', of: (link) => link.site },
	visitor: { type: 'uint64', of: (link) => hex(link.visitor) },
	before: { type: 'uint64', of: (link) => hex(link.before) },
	midnight: { type: 'int64', of: (link) => link.midnight },
});

export const waiting = shape<Keyed<EventRecord>>({
	...keyFields,
	time: { type: 'int64', of: ({ row }) => row.time },
	received: { type: 'int64', of: ({ row }) => row.received },
	...totalFields(({ row }) => row.totals),
});

/** Totals from cells in the order of their names. */
export function toTotals(cells: readonly Cell[]): PageTotals {
	const totals: PageTotals = {};
	for (const [index, name] of pageTotals.entries()) {
		const value = cells[index];
		if (value !== null && value !== undefined) totals[name] = Number(value);
	}
	return totals;
}
