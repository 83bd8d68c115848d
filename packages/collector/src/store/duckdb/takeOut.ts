import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { derivedColumns, type EventRecord, eventNames, pageTotals, RECORD_VERSION, type Scalar } from '@footfall/protocol';
import type { Cell, ImportKey, Refold } from '../store.ts';
import { hexOf, shape, span } from './columns.ts';
import { rowsTable } from './groups.ts';
import { toCell } from './read.ts';
import { onKey, toTotals } from './rows.ts';
import { type Statements, stage } from './statements.ts';

/** Visits in one transaction: a few tens of milliseconds, between two batches. */
const VISITS = 2000;

const { events: eventRows, visits: visitRows } = rowsTable;
const visitIds = shape<bigint>({ visit: { type: 'int64', of: String } });

/** The columns that make a record of a stored event again. */
const recordSelect = [
	'event_id(e.page_time, e.page_random, e.n)',
	'e.name',
	'e.time',
	'e.delay',
	hexOf('e.visitor'),
	'e.session',
	'e.import_id',
	'e.bot',
	'e.interactive',
	'e.props',
	'e.revenue_amount',
	'e.revenue_currency',
	'coalesce(v.persistent, false)',
	"coalesce(v.user_id, '')",
	...pageTotals.map((name) => `e.${name}`),
	...derivedColumns.map((name) => `e.${name}`),
].join(', ');
const HEAD = 14;

const textOf = (cell: Cell | undefined): string => (typeof cell === 'string' ? cell : '');

function toRecord(site: string, cells: readonly Cell[]): EventRecord {
	const [id, name, time, delay, visitor, session, imported, bot, interactive, props, amount, currency, persistent, user] = cells;
	const totals = toTotals(cells.slice(HEAD, HEAD + pageTotals.length));
	const dims: EventRecord['dims'] = {};
	for (const [index, column] of derivedColumns.entries()) {
		const value = textOf(cells[HEAD + pageTotals.length + index]);
		if (value !== '') dims[column] = value;
	}
	const known = Object.hasOwn(eventNames, textOf(name));
	return {
		v: RECORD_VERSION,
		id: textOf(id),
		site,
		name: textOf(name),
		time: Number(time),
		received: Number(time) + Number(delay),
		visitor: textOf(visitor),
		...(persistent === true ? { persistent: true } : {}),
		...(textOf(session) === '' ? {} : { session: textOf(session) }),
		...(textOf(user) === '' ? {} : { user: textOf(user) }),
		...(textOf(imported) === '' ? {} : { import: textOf(imported) }),
		route: 0,
		bot: Number(bot),
		...(interactive === false && !known ? { interactive: false } : {}),
		dims,
		...(typeof props === 'string' ? { props: JSON.parse(props) as Record<string, Scalar> } : {}),
		...(typeof currency === 'string' ? { revenue: { amount: Number(amount), currency } } : {}),
		...(Object.keys(totals).length === 0 ? {} : { totals }),
	};
}

/** How many events are gone, and the span of time that was touched; milliseconds since the epoch. */
interface Taken {
	readonly gone: number;
	readonly from: number;
	readonly to: number;
}

/**
 * Takes some visits of an import out, inside a transaction of the caller's; `put` stores events and visits in it.
 *
 * A visit cannot lose an event and stay what it is: it is deleted with all its events, and what is left of them is folded anew.
 */
export function createTakeOut(
	connection: DuckDBConnection,
	statements: Statements,
	put: (changes: ReturnType<Refold>) => Promise<void>,
): (of: ImportKey, refold: Refold) => Promise<Taken> {
	async function read(sql: string, params: Record<string, string>): Promise<Cell[][]> {
		const reader = await connection.runAndReadAll(sql, params);
		return reader.convertRows<Cell>((value) => toCell(value as DuckDBValue)) as Cell[][];
	}

	/** Events whose page view has never come: they are in no visit. */
	async function takeWaiting({ site, import: id }: ImportKey): Promise<Taken> {
		const mine = 'e.site = $site AND e.import_id = $id AND e.visit IS NULL';
		const [row] = await read(`SELECT count(*), min(e.time), max(e.time) FROM ${eventRows} e WHERE ${mine}`, { site, id });
		const gone = Number(row?.[0] ?? 0);
		if (gone === 0) return { gone, from: 0, to: 0 };
		await connection.run(`DELETE FROM waiting USING ${eventRows} e WHERE ${onKey('waiting', 'e')} AND ${mine}`, { site, id });
		await connection.run(`DELETE FROM ${eventRows} e WHERE ${mine}`, { site, id });
		return { gone, from: Number(row?.[1]), to: Number(row?.[2]) };
	}

	return async (of, refold) => {
		const { site, import: id } = of;
		const found = await read(
			`SELECT DISTINCT visit FROM ${eventRows} WHERE site = $site AND import_id = $id AND visit IS NOT NULL LIMIT ${VISITS}`,
			{ site, id },
		);
		const visits = found.map(([visit]) => BigInt(visit ?? 0));
		if (visits.length === 0) return await takeWaiting(of);
		await statements.run(stage('gone_visits', visitIds, visits));
		const within = (visit: string): string => `${visit} IN (SELECT visit FROM gone_visits) AND ${visit} ${span(visits)}`;
		const rest = await read(
			`SELECT ${recordSelect} FROM events e LEFT JOIN ${visitRows} v ON v.visit = e.visit AND v.visit ${span(visits)} WHERE ${within('e.visit')} AND e.import_id <> $id`,
			{ id },
		);
		const [times] = await read(
			`SELECT count(*) FILTER (import_id = $id), min(time), max(time) FROM ${eventRows} WHERE ${within('visit')}`,
			{
				id,
			},
		);
		const changes = refold(rest.map((cells) => toRecord(site, cells)));
		await connection.run(`DELETE FROM ${eventRows} WHERE ${within('visit')}`);
		await connection.run(`DELETE FROM ${visitRows} WHERE ${within('visit')}`);
		await put(changes);
		return { gone: Number(times?.[0]), from: Number(times?.[1]), to: Number(times?.[2]) };
	};
}
