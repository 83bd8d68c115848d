import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { eventColumns, pageOf, pageTotals, type Scalar } from '@footfall/protocol';
import type { Cell, Link, Need, Recalled, StoredEvent, VisitRow, WaitingEvent } from '../store.ts';
import { hex, hexOf, shape, span } from './columns.ts';
import { type IdParts, idParts } from './ids.ts';
import { toCell } from './read.ts';
import { toTotals, toVisit, visitSelect } from './rows.ts';
import { type Statements, type Step, stage } from './statements.ts';

/** An event's id that is asked for, a page view's, or both in one: most events are asked for with their page. */
interface Wanted {
	readonly site: string;
	readonly parts: IdParts;
	/** Its place in the list of ids, by which rows refer to it. */
	readonly id: number | null;
	/** The place of its page in the list of pages. */
	readonly page: number | null;
}

const wanted = shape<Wanted>({
	id: { type: 'uint32', of: ({ id }) => id },
	page: { type: 'uint32', of: ({ page }) => page },
	page_time: { type: 'int64', of: ({ parts }) => parts.time },
	page_random: { type: 'int64', of: ({ parts }) => parts.random },
	n: { type: 'uint32', of: ({ parts }) => parts.n },
	site: { type: 'text', of: ({ site }) => site },
});
const onPage = (table: string): string => ['page_time', 'page_random', 'site'].map((name) => `${table}.${name} = k.${name}`).join(' AND ');
const wantedPages = '(FROM wanted WHERE page IS NOT NULL)';

/** Both lists in one: filling a table with 4000 rows takes as long as looking them up. */
function wantedOf({ ids, pages }: Pick<Need, 'ids' | 'pages'>): Wanted[] {
	const left = new Map(pages.map(({ site, page }, i) => [`${site} ${page}`, i]));
	const rows = ids.map(({ site, id }, i): Wanted => {
		const key = `${site} ${pageOf(id)}`;
		const page = left.get(key) ?? null;
		left.delete(key);
		return { site, parts: idParts(id), id: i, page };
	});
	for (const page of left.values()) {
		const key = pages[page];
		if (key) rows.push({ site: key.site, parts: idParts(key.page), id: null, page });
	}
	return rows;
}

const visitors = shape<{ site: string; visitor: string }>({
	site: { type: 'text', of: ({ site }) => site },
	visitor: { type: 'uint64', of: ({ visitor }) => hex(visitor) },
});
const visitIds = shape<bigint>({ visit: { type: 'int64', of: String } });

/** Rows lie in the order of their ids' own time. */
const during = (rows: readonly Wanted[]): string => `e.page_time ${span(rows.map(({ parts }) => parts.time))}`;

function* stagesOf({ visitors: who }: Need, rows: readonly Wanted[]): Generator<Step> {
	if (rows.length > 0) yield stage('wanted', wanted, rows);
	if (who.length > 0) yield stage('wanted_visitors', visitors, who);
}

/** Reads what a batch needs of the past, in one statement for each kind of thing. */
export function createRecall(connection: DuckDBConnection, statements: Statements): (need: Need) => Promise<Recalled> {
	async function read(sql: string): Promise<Cell[][]> {
		const reader = await connection.runAndReadAll(sql);
		return reader.convertRows<Cell>((value) => toCell(value as DuckDBValue)) as Cell[][];
	}

	async function events({ ids }: Need, rows: readonly Wanted[]): Promise<StoredEvent[]> {
		if (ids.length === 0) return [];
		const own = eventColumns.map((name) => `e.${name}`).join(', ');
		const found = await read(
			`SELECT k.id, e.name, e.props, e.revenue_amount, e.revenue_currency, ${own} FROM event_rows e JOIN wanted k ON ${onPage('e')} AND e.n = k.n WHERE k.id IS NOT NULL AND ${during(rows)}`,
		);
		return found.flatMap(([i, name, props, amount, currency, ...dims]) => {
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

	async function views({ pages }: Need, rows: readonly Wanted[]): Promise<Pick<Recalled, 'views' | 'waiting'>> {
		if (pages.length === 0) return { views: [], waiting: [] };
		const totals = (table: string): string => pageTotals.map((name) => `${table}.${name}`).join(', ');
		const viewed = await read(
			`SELECT k.page, e.n, e.time, ${totals('e')}, e.visit FROM event_rows e JOIN ${wantedPages} k ON ${onPage('e')} WHERE e.name = 'pageview' AND ${during(rows)}`,
		);
		const waits = await read(`SELECT k.page, w.n, w.time, ${totals('w')} FROM waiting w JOIN ${wantedPages} k ON ${onPage('w')}`);
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
		const rows = wantedOf(need);
		await statements.runAll(stagesOf(need, rows));
		const stored = await events(need, rows);
		const { views: pageViews, waiting } = await views(need, rows);
		const { links: known, visits } = await visitsOf(need);
		const found = new Set(visits.map(({ visit }) => visit));
		const others = await visitsById([...new Set(pageViews.map(({ visit }) => visit))].filter((visit) => !found.has(visit)));
		return { events: stored, views: pageViews, waiting, links: known, visits: [...visits, ...others] };
	};
}
