import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { eventColumns, pageTotals, type Scalar } from '@footfall/protocol';
import type { Cell, Link, Need, Recalled, StoredEvent, VisitRow, WaitingEvent } from '../store.ts';
import { type Field, hex, hexOf, shape, span } from './columns.ts';
import { type IdParts, idParts } from './ids.ts';
import { toCell } from './read.ts';
import { toTotals, toVisit, visitSelect } from './rows.ts';
import { type Statements, type Step, stage } from './statements.ts';

/** A key with its place in the list that was asked for, by which rows refer to it. */
interface Indexed {
	readonly i: number;
	readonly site: string;
	readonly parts: IdParts;
}
const indexed = <Row extends { readonly site: string }>(rows: readonly Row[], idOf: (row: Row) => string): Indexed[] =>
	rows.map((row, i) => ({ i, site: row.site, parts: idParts(idOf(row)) }));

const pageFields: Record<string, Field<Indexed>> = {
	i: { type: 'uint32', of: ({ i }) => i },
	page_time: { type: 'int64', of: ({ parts }) => parts.time },
	page_random: { type: 'int64', of: ({ parts }) => parts.random },
	site: { type: 'text', of: ({ site }) => site },
};
const pageKeys = shape(pageFields);
const idKeys = shape<Indexed>({ ...pageFields, n: { type: 'uint32', of: ({ parts }) => parts.n } });
const onPage = (table: string): string => ['page_time', 'page_random', 'site'].map((name) => `${table}.${name} = k.${name}`).join(' AND ');
const visitors = shape<{ site: string; visitor: string }>({
	site: { type: 'text', of: ({ site }) => site },
	visitor: { type: 'uint64', of: ({ visitor }) => hex(visitor) },
});
const visitIds = shape<bigint>({ visit: { type: 'int64', of: String } });

/** Rows lie in the order of their ids' own time. */
const during = (rows: readonly Indexed[]): string => `e.page_time ${span(rows.map(({ parts }) => parts.time))}`;

function* wantedBy({ visitors: who }: Need, ids: readonly Indexed[], pages: readonly Indexed[]): Generator<Step> {
	if (ids.length > 0) yield stage('wanted_ids', idKeys, ids);
	if (pages.length > 0) yield stage('wanted_pages', pageKeys, pages);
	if (who.length > 0) yield stage('wanted_visitors', visitors, who);
}

/** Reads what a batch needs of the past, in one statement for each kind of thing. */
export function createRecall(connection: DuckDBConnection, statements: Statements): (need: Need) => Promise<Recalled> {
	async function read(sql: string): Promise<Cell[][]> {
		const reader = await connection.runAndReadAll(sql);
		return reader.convertRows<Cell>((value) => toCell(value as DuckDBValue)) as Cell[][];
	}

	async function events({ ids }: Need, wanted: readonly Indexed[]): Promise<StoredEvent[]> {
		if (ids.length === 0) return [];
		const own = eventColumns.map((name) => `e.${name}`).join(', ');
		const rows = await read(
			`SELECT k.i, e.name, e.props, e.revenue_amount, e.revenue_currency, ${own} FROM event_rows e JOIN wanted_ids k ON ${onPage('e')} AND e.n = k.n WHERE ${during(wanted)}`,
		);
		return rows.flatMap(([i, name, props, amount, currency, ...dims]) => {
			const key = ids[Number(i)];
			if (!key) return [];
			return {
				...key,
				name: String(name),
				...(typeof props === 'string' ? { props: JSON.parse(props) as Record<string, Scalar> } : {}),
				...(typeof currency === 'string' ? { revenue: { amount: Number(amount), currency } } : {}),
				dims: Object.fromEntries(eventColumns.map((column, index) => [column, String(dims[index])])),
			};
		});
	}

	async function views({ pages }: Need, wanted: readonly Indexed[]): Promise<Pick<Recalled, 'views' | 'waiting'>> {
		if (pages.length === 0) return { views: [], waiting: [] };
		const totals = (table: string): string => pageTotals.map((name) => `${table}.${name}`).join(', ');
		const viewed = await read(
			`SELECT k.i, e.n, e.time, ${totals('e')}, e.visit FROM event_rows e JOIN wanted_pages k ON ${onPage('e')} WHERE e.name = 'pageview' AND ${during(wanted)}`,
		);
		const waits = await read(`SELECT k.i, w.n, w.time, ${totals('w')} FROM waiting w JOIN wanted_pages k ON ${onPage('w')}`);
		const toEvent = ([i, n, time, ...cells]: Cell[]): WaitingEvent[] => {
			const page = pages[Number(i)];
			return page ? [{ site: page.site, id: `${page.page}.${n}`, time: Number(time), totals: toTotals(cells) }] : [];
		};
		return {
			views: viewed.flatMap((row) => toEvent(row).map((event) => ({ ...event, visit: BigInt(row.at(-1) ?? 0) }))),
			waiting: waits.flatMap(toEvent),
		};
	}

	/** Every link that can be reached from the visitors, over any number of midnights. */
	async function links(): Promise<Link[]> {
		const rows = await read(
			`WITH RECURSIVE client AS (
				SELECT site, visitor FROM wanted_visitors
				UNION
				SELECT l.site, CASE WHEN l.visitor = c.visitor THEN l.before ELSE l.visitor END FROM client c JOIN links l ON l.site = c.site AND (l.visitor = c.visitor OR l.before = c.visitor)
			)
			SELECT DISTINCT l.site, ${hexOf('l.visitor')}, ${hexOf('l.before')}, l.midnight FROM links l JOIN client c ON l.site = c.site AND l.visitor = c.visitor`,
		);
		return rows.map(([site, visitor, before, midnight]) => ({
			site: String(site),
			visitor: String(visitor),
			before: String(before),
			midnight: Number(midnight),
		}));
	}

	async function visitsOf(need: Need): Promise<Pick<Recalled, 'links' | 'visits'>> {
		if (need.visitors.length === 0) return { links: [], visits: [] };
		const known = await links();
		const linked = known.flatMap(({ site, visitor, before }) => [
			{ site, visitor },
			{ site, visitor: before },
		]);
		if (linked.length > 0) await statements.run(stage('wanted_visitors', visitors, [...need.visitors, ...linked]));
		const rows = await read(
			`SELECT ${visitSelect} FROM visits v JOIN (SELECT DISTINCT site, visitor FROM wanted_visitors) k ON v.visitor = k.visitor AND v.site = k.site
			 WHERE v.last >= ${need.from} AND v.start <= ${need.to}`,
		);
		return { links: known, visits: rows.map(toVisit) };
	}

	async function visitsById(ids: readonly bigint[]): Promise<VisitRow[]> {
		if (ids.length === 0) return [];
		await statements.run(stage('wanted_visits', visitIds, ids));
		const rows = await read(`SELECT ${visitSelect} FROM visits v JOIN wanted_visits k ON v.visit = k.visit WHERE v.visit ${span(ids)}`);
		return rows.map(toVisit);
	}

	return async (need) => {
		const ids = indexed(need.ids, ({ id }) => id);
		const pages = indexed(need.pages, ({ page }) => page);
		await statements.runAll(wantedBy(need, ids, pages));
		const stored = await events(need, ids);
		const { views: pageViews, waiting } = await views(need, pages);
		const { links: known, visits } = await visitsOf(need);
		const found = new Set(visits.map(({ visit }) => visit));
		const others = await visitsById([...new Set(pageViews.map(({ visit }) => visit))].filter((visit) => !found.has(visit)));
		return { events: stored, views: pageViews, waiting, links: known, visits: [...visits, ...others] };
	};
}
