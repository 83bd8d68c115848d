import type { DuckDBConnection } from '@duckdb/node-api';
import { type DaySum, sumColumns, sumMeasures } from '@footfall/protocol';
import type { ImportKey, Touched } from '../store.ts';
import { type Field, shape } from './columns.ts';
import { type Statements, stage } from './statements.ts';

const fields: Record<string, Field<DaySum>> = {
	line: { type: 'uint32', of: ({ line }) => line },
	kind: { type: 'text', of: ({ table }) => table },
	day: { type: 'uint32', of: ({ day }) => day },
	...Object.fromEntries(sumColumns.map((name) => [name, { type: 'text', of: ({ values }: DaySum) => values[name] ?? '' } as const])),
	...Object.fromEntries(sumMeasures.map((name) => [name, { type: 'int64', of: ({ sums }: DaySum) => sums[name] ?? null } as const])),
};
const daySums = shape<DaySum>(fields);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A day of a site begins up to 14 hours before UTC's (Kiribati) and ends up to 12 after it. */
const AHEAD = 14 * HOUR;
const BEHIND = 12 * HOUR;

const spanOf = (first: number, last: number): Touched => ({ from: first * DAY - AHEAD, to: (last + 1) * DAY + BEHIND, sums: true });

/** How many rows a change was, and what it touched; undefined: nothing. */
export interface SumsChange {
	readonly rows: number;
	readonly touched: Touched | undefined;
}

/** Sums that were counted elsewhere, inside transactions of the caller's. */
export interface Sums {
	put(of: ImportKey, from: number, rows: readonly DaySum[]): Promise<SumsChange>;
	/** Deletes all of an import. */
	drop(of: ImportKey): Promise<SumsChange>;
}

export function createSums(connection: DuckDBConnection, statements: Statements): Sums {
	async function remove({ site, import: id }: ImportKey, from: number): Promise<SumsChange> {
		const mine = `site = $site AND import_id = $id AND line >= ${from}`;
		const found = await connection.runAndReadAll(`SELECT count(*), min(day), max(day) FROM imported WHERE ${mine}`, { site, id });
		const [rows, first, last] = (found.getRows()[0] ?? []).map(Number);
		if (rows === undefined || rows === 0) return { rows: 0, touched: undefined };
		await connection.run(`DELETE FROM imported WHERE ${mine}`, { site, id });
		return { rows, touched: spanOf(first ?? 0, last ?? 0) };
	}

	return {
		async put(of, from, rows) {
			const { touched } = await remove(of, from);
			if (rows.length === 0) return { rows: 0, touched };
			await statements.run(stage('new_sums', daySums, rows));
			const names = daySums.names.join(', ');
			const days = rows.map(({ day }) => day);
			const [first, last] = [days.reduce((a, b) => Math.min(a, b)), days.reduce((a, b) => Math.max(a, b))];
			const { rowsChanged } = await connection.run(
				`INSERT INTO imported (site, import_id, ${names}) SELECT $site, $id, ${names} FROM new_sums n
				 WHERE (n.kind, n.day) NOT IN (SELECT (i.kind, i.day) FROM imported i WHERE i.site = $site AND i.import_id <> $id AND i.day BETWEEN ${first} AND ${last})`,
				{ site: of.site, id: of.import },
			);
			const span = spanOf(first, last);
			const whole = touched === undefined ? span : { ...span, from: Math.min(span.from, touched.from), to: Math.max(span.to, touched.to) };
			return { rows: rowsChanged, touched: rowsChanged === 0 ? touched : whole };
		},
		drop: (of) => remove(of, 0),
	};
}
