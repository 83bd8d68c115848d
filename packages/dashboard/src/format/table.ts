import type { MetricValue } from '@footfall/protocol';
import { toCsv } from './csv.ts';

/** What a table shows, as plain cells: numbers stay numbers. */
export interface Table {
	readonly head: readonly string[];
	readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A metric as a cell. Money is written with its currency; several are never added. */
export function cellOf(value: MetricValue): string | number | null {
	return Array.isArray(value) ? value.map((money) => `${money.value} ${money.currency}`).join(', ') : value;
}

/** How one column of a table is made of a row. */
export interface TableColumn<Row> {
	readonly label: string;
	/** As a file has it. */
	value(row: Row): string | number | null;
}

/** Rows of any kind as plain cells. */
export function tableOf<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): Table {
	return { head: columns.map(({ label }) => label), rows: rows.map((row) => columns.map(({ value }) => value(row))) };
}

export const tableFormats = { csv: 'CSV', json: 'JSON', xlsx: 'XLSX' } as const;
export type TableFormat = keyof typeof tableFormats;

/** Rows as objects by the names of the columns; one that comes again has its number behind it. */
export function toJson({ head, rows }: Table): string {
	const names = head.map((name, index) => {
		const before = head.slice(0, index).filter((other) => other === name).length;
		return before === 0 ? name : `${name} ${before + 1}`;
	});
	return `${JSON.stringify(
		rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null]))),
		null,
		'\t',
	)}\n`;
}

/** A table as the content of a file; what writes XLSX is fetched when it is first needed. */
export async function fileOf(table: Table, format: TableFormat): Promise<Blob> {
	// The byte order mark tells spreadsheets that it is UTF-8.
	if (format === 'csv') return new Blob(['\ufeff', toCsv([table.head, ...table.rows])], { type: 'text/csv;charset=utf-8' });
	if (format === 'json') return new Blob([toJson(table)], { type: 'application/json' });
	const { toXlsx } = await import('./xlsx.ts');
	return new Blob([toXlsx(table)], { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' });
}
