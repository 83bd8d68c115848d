import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { BATCH, type Numbered, type RowBatch } from './rows.ts';
import { openSource, type Source } from './source.ts';

/** A row by the names of its columns. */
export type CsvRow = Readonly<Record<string, string | undefined>>;

/** Bytes of one record; a quote that is never closed would make the rest of the file one. */
const RECORD_BYTES = 256 * 1024;

/** Where rows of a CSV are counted from, and what is no row. */
export interface CsvOptions {
	/** Rows that are left out. */
	readonly done: number;
	/** The number of the row before the first. */
	readonly before?: number;
	/** Lines that begin with it are none. */
	readonly comment?: string;
}

/** The rows of a CSV with a head, from the one after the first `done`; packed or not, in bounded memory. */
export async function* readCsv(file: string, bytes: number, done: number): AsyncGenerator<RowBatch<CsvRow>, void> {
	yield* csvRows(await openSource(file), bytes, { done });
}

/**
 * The rows of a text that is open, which is closed with them; `bytes` is the size by which its share is told.
 *
 * It throws where nobody can tell any more which row is which: a quote that is opened and never closed.
 */
export async function* csvRows(
	{ stream, read }: Source,
	bytes: number,
	{ done, before = 0, comment }: CsvOptions,
): AsyncGenerator<RowBatch<CsvRow>, void> {
	const parser = parse({
		bom: true,
		info: true,
		relax_column_count: true,
		relax_quotes: true,
		skip_empty_lines: true,
		max_record_size: RECORD_BYTES,
		...(comment === undefined ? {} : { comment, comment_no_infix: true }),
	});
	pipeline(stream, parser, () => {});
	let rows: Numbered<CsvRow>[] = [];
	let head: readonly string[] | undefined;
	let number = before;
	const take = (): RowBatch<CsvRow> => {
		const batch = { rows, share: Math.min(1, read() / Math.max(1, bytes)) };
		rows = [];
		return batch;
	};
	const toRow = (names: readonly string[], cells: readonly string[]): { row: CsvRow } | { fault: string } =>
		cells.length === names.length
			? { row: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])) }
			: { fault: `The row has ${cells.length} fields, the head ${names.length}.` };
	try {
		for await (const item of parser) {
			const { record, info } = item as { record: string[]; info: { lines: number } };
			if (head === undefined) {
				head = record.map((name) => name.trim());
				continue;
			}
			number++;
			if (number > done) rows.push({ number, line: info.lines, ...toRow(head, record) });
			if (rows.length >= BATCH) yield take();
		}
		yield take();
	} finally {
		stream.destroy();
		parser.destroy();
	}
}
