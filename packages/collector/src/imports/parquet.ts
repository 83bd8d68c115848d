import { derivedColumns, FootfallError, pageTotals } from '@footfall/protocol';
import type { Cell, StoreReader } from '../store/store.ts';
import { BATCH, type RowBatch } from './rows.ts';

/** What is read of an exported file, by the name of its column. */
export type ParquetRow = Readonly<Record<string, Cell>>;

const asText = (name: string): string => `TRY_CAST("${name}" AS VARCHAR)`;
const asTime = (name: string): string => `epoch_ms(TRY_CAST("${name}" AS TIMESTAMP))`;
const asWhole = (name: string): string => `TRY_CAST("${name}" AS BIGINT)`;
const asNumber = (name: string): string => `TRY_CAST("${name}" AS DOUBLE)`;
const asTruth = (name: string): string => `TRY_CAST("${name}" AS BOOLEAN)`;

/** How each column is read: whatever stands in a file of that name becomes this type, or nothing. */
const readers: Readonly<Record<string, (name: string) => string>> = {
	event_id: asText,
	name: asText,
	time: asTime,
	received: asTime,
	visitor: asText,
	persistent: asTruth,
	session: asText,
	user: asText,
	bot: asWhole,
	interactive: asTruth,
	...Object.fromEntries(derivedColumns.map((name) => [name, asText])),
	props: asText,
	revenue_amount: asWhole,
	revenue_currency: asText,
	...Object.fromEntries(pageTotals.map((name) => [name, asNumber])),
};
const needed = ['event_id', 'name', 'time', 'visitor'];

/** Rows asked for at once: DuckDB reads the row groups that hold them, and no others. */
const PART = 10 * BATCH;
const STATEMENT_MS = 120_000;

const notOurs = (cause?: unknown): FootfallError =>
	new FootfallError('invalid_import', {
		message: 'This is no Parquet file that Footfall has exported.',
		...(cause === undefined ? {} : { cause }),
	});

/** The rows of a Parquet file that Footfall has exported, from the one after the first `done`. @throws {FootfallError} `invalid_import`. */
export async function* readParquet(
	store: Pick<StoreReader, 'query'>,
	file: string,
	done: number,
): AsyncGenerator<RowBatch<ParquetRow>, void> {
	const ask = async (sql: string, ...params: (string | number)[]): Promise<Cell[][]> => {
		try {
			return await store.query({ sql, params: [file, ...params] }, { timeout: STATEMENT_MS });
		} catch (error) {
			// What is not true of the file is not true of the server: it answers other questions.
			throw error instanceof FootfallError ? error : notOurs(error);
		}
	};
	const present = new Set((await ask('SELECT name FROM parquet_schema($1)')).map(([name]) => name));
	if (!needed.every((name) => present.has(name))) throw notOurs();
	const [count] = await ask('SELECT num_rows FROM parquet_file_metadata($1)');
	const total = Number(count?.[0] ?? 0);
	const names = Object.keys(readers).filter((name) => present.has(name));
	const columns = names.map((name) => readers[name]?.(name)).join(', ');
	const sql = `SELECT ${columns} FROM read_parquet($1, file_row_number = true) WHERE file_row_number >= $2 AND file_row_number < $3 ORDER BY file_row_number`;
	for (let at = done; at < total; at += PART) {
		const part = await ask(sql, at, at + PART);
		for (let first = 0; first < part.length; first += BATCH) {
			const rows = part.slice(first, first + BATCH).map((cells, index) => {
				const number = at + first + index + 1;
				return { number, line: number, row: Object.fromEntries(names.map((name, cell) => [name, cells[cell] ?? null])) };
			});
			yield { rows, share: Math.min(1, (at + first + rows.length) / total) };
		}
	}
}
