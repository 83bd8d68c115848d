import { limits, type Scalar } from '@footfall/protocol';
import Database from 'better-sqlite3';
import { cut } from '../../ingest/text.ts';
import type { CsvRow } from '../csv.ts';
import type { RowBatch } from '../rows.ts';

/** Of the column `data_type`; lists are JSON, and dates are written out, both as text. */
const types = { number: '2', boolean: '3' } as const;

/** Properties by the events that they belong to, in a temporary file of SQLite's own: they come in another order than the events, and may be more than memory holds. */
export interface UmamiProps {
	add(rows: RowBatch<CsvRow>['rows']): void;
	/** Those of an event by its id in Umami; undefined where it has none. */
	of(event: string): Readonly<Record<string, Scalar>> | undefined;
	/** Deletes them. */
	close(): void;
}

interface Property {
	readonly key: string;
	readonly value: string;
	readonly type: string;
}

const scalarOf = ({ value, type }: Property): Scalar => {
	if (type === types.boolean) return value === 'true';
	// It writes 9.99 as 9.9900.
	if (type === types.number && value !== '' && Number.isFinite(Number(value))) return Number(value);
	return cut(value, limits.propValueLength);
};

/** Of the index, in memory. */
const CACHE_KB = 32_000;

export function createUmamiProps(): UmamiProps {
	// A database without a name lies in a file that is gone with the connection, however that ends.
	const db = new Database('');
	db.pragma('journal_mode = OFF');
	db.pragma(`cache_size = -${CACHE_KB}`);
	db.exec('CREATE TABLE props (event TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, type TEXT NOT NULL)');
	// Filled row by row: to sort all of them at the end would keep requests waiting for seconds.
	db.exec('CREATE INDEX by_event ON props (event)');
	const insert = db.prepare('INSERT INTO props VALUES (?, ?, ?, ?)');
	const begin = db.prepare('BEGIN');
	const commit = db.prepare('COMMIT');
	const find = db.prepare<[string, number], Property>('SELECT key, value, type FROM props WHERE event = ? ORDER BY rowid LIMIT ?');
	return {
		add(rows) {
			begin.run();
			for (const item of rows) {
				if (!('row' in item)) continue;
				const { row } = item;
				const [event, key] = [row.website_event_id || row.event_id || '', row.data_key ?? ''];
				const value = row.data_type === types.number ? row.number_value || row.string_value : row.string_value || row.date_value;
				if (event !== '' && key !== '' && key.length <= limits.propKeyLength) insert.run(event, key, value ?? '', row.data_type ?? '');
			}
			commit.run();
		},
		of(event) {
			const found = find.all(event, limits.props);
			return found.length === 0 ? undefined : Object.fromEntries(found.map((property) => [property.key, scalarOf(property)]));
		},
		close: () => void db.close(),
	};
}
