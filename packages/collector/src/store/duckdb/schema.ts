import type { DuckDBConnection } from '@duckdb/node-api';
import { pageTotals } from '@footfall/protocol';
import { type Column, eventsTable, visitsTable } from '../tables.ts';
import { declaration } from './columns.ts';
import { idMacro } from './ids.ts';

const idColumns = ['page_time', 'page_high', 'page_low', 'n'];
const totals = eventsTable.filter(({ name }) => (pageTotals as readonly string[]).includes(name));

/** The answer tables, and the few that keep the aggregator's state beside them. No keys, no indexes: 5 M ids would take 746 MB. */
const tables: Record<string, readonly Column[]> = {
	events: eventsTable,
	visits: visitsTable,
	links: [
		{ name: 'site', type: 'text', about: 'site id' },
		{ name: 'visitor', type: 'uint64', about: 'a client from midnight on' },
		{ name: 'before', type: 'uint64', about: 'the same client until midnight' },
		{ name: 'midnight', type: 'int64', about: 'that midnight; forgotten when the salts are' },
	],
	/** Events whose page view has not come yet, with what they said of it. */
	waiting: [
		{ name: 'site', type: 'text', about: 'site id' },
		...eventsTable.filter(({ name }) => idColumns.includes(name)),
		{ name: 'time', type: 'int64', about: 'when it happened' },
		{ name: 'received', type: 'int64', about: 'when the collector took it; forgotten after some days' },
		...totals,
	],
	quarantine: [
		{ name: 'stream', type: 'text', about: 'epoch/topic/partition' },
		{ name: 'position', type: 'int64', about: 'offset in the log' },
		{ name: 'reason', type: 'text', about: 'why it could not be used' },
		{ name: 'value', type: 'text', about: 'the entry, cut' },
	],
	state: [
		{ name: 'key', type: 'text', about: 'version, position:<stream>, or a line of the ledger' },
		{ name: 'value', type: 'int64', about: 'its value' },
	],
};

/** Makes what is missing: tables in a new file, columns in one written by an older version. */
export async function prepareSchema(connection: DuckDBConnection): Promise<void> {
	for (const [table, columns] of Object.entries(tables)) {
		await connection.run(`CREATE TABLE IF NOT EXISTS ${table} (${columns.map(declaration).join(', ')})`);
		const rows = (
			await connection.runAndReadAll(`SELECT column_name FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = '${table}'`)
		).getRows();
		const present = new Set(rows.map(([name]) => name));
		for (const column of columns) {
			if (!present.has(column.name)) await connection.run(`ALTER TABLE ${table} ADD COLUMN ${declaration(column)}`);
		}
	}
	await connection.run(idMacro);
}
