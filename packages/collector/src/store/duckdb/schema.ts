import type { DuckDBConnection } from '@duckdb/node-api';
import { pageTotals } from '@footfall/protocol';
import type { Logger } from '../../logger.ts';
import { type Column, eventsTable, importedTable, visitsTable } from '../tables.ts';
import { declaration } from './columns.ts';
import { groupOf, groups, NOTHING, rowsTable } from './groups.ts';
import { idMacro, randomOfHalves } from './ids.ts';

const idColumns = ['page_time', 'page_random', 'n'];
const totals = eventsTable.filter(({ name }) => (pageTotals as readonly string[]).includes(name));

/** The tables of answers as everybody else sees them: views over rows and combinations. */
const answers: Record<keyof typeof rowsTable, readonly Column[]> = { events: eventsTable, visits: visitsTable };
const ownColumns = (columns: readonly Column[]): readonly Column[] => columns.filter(({ name }) => !groupOf.has(name));
const withCodes = (columns: readonly Column[]): readonly Column[] => [
	...ownColumns(columns),
	...groups.map(({ table, code }): Column => ({ name: code, type: 'uint32', about: `its combination in ${table}` })),
];

/** What is kept, and the aggregator's state beside it. No keys, no indexes: 5 M ids would take 746 MB. */
const tables: Record<string, readonly Column[]> = {
	[rowsTable.events]: withCodes(eventsTable),
	[rowsTable.visits]: withCodes(visitsTable),
	...Object.fromEntries(
		groups.map(({ table, columns }) => [
			table,
			[
				{ name: 'id', type: 'uint32', about: 'number of the combination' } as const,
				...visitsTable.filter(({ name }) => (columns as readonly string[]).includes(name)),
			],
		]),
	),
	imported: importedTable,
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

/** Makes what is missing: tables in a new file, columns and combinations in one written by an older version. */
export async function prepareSchema(connection: DuckDBConnection, logger: Logger): Promise<void> {
	const old = await oldTables(connection);
	// one statement at a time: DuckDB does not alter a table twice in a transaction. What is half done is gone on with at the next start.
	for (const [table, columns] of Object.entries(tables)) await prepareTable(connection, table, columns);
	for (const { table } of groups) {
		await connection.run(`INSERT INTO ${table} (id) SELECT ${NOTHING} WHERE NOT EXISTS (FROM ${table} WHERE id = ${NOTHING})`);
	}
	if (old.length > 0) {
		const message = 'the store is brought into the form of this version, which takes some seconds for each million events';
		logger.info(message, { tables: old.join(' and ') });
		for (const table of old) await prepareTable(connection, table, answers[table]);
		await whole(connection, () => convert(connection, old));
	}
	for (const [view, columns] of Object.entries(answers)) await connection.run(viewOf(view as keyof typeof rowsTable, columns));
	await connection.run(idMacro);
}

async function whole(connection: DuckDBConnection, work: () => Promise<void>): Promise<void> {
	await connection.run('BEGIN');
	try {
		await work();
		await connection.run('COMMIT');
	} catch (error) {
		await connection.run('ROLLBACK').catch(() => {});
		throw error;
	}
}

async function columnsOf(connection: DuckDBConnection, table: string): Promise<ReadonlySet<unknown>> {
	const sql = `SELECT column_name FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = '${table}'`;
	return new Set((await connection.runAndReadAll(sql)).getRows().map(([name]) => name));
}

async function prepareTable(connection: DuckDBConnection, table: string, columns: readonly Column[]): Promise<void> {
	await connection.run(`CREATE TABLE IF NOT EXISTS ${table} (${columns.map(declaration).join(', ')})`);
	const present = await columnsOf(connection, table);
	for (const column of columns) {
		if (!present.has(column.name)) await connection.run(`ALTER TABLE ${table} ADD COLUMN ${declaration(column)}`);
	}
}

function viewOf(view: keyof typeof rowsTable, columns: readonly Column[]): string {
	const joins = groups.map(({ table, code }) => `JOIN ${table} ON ${table}.id = r.${code}`);
	const selected = columns.map(({ name }) => `${groupOf.get(name)?.table ?? 'r'}.${name}`);
	return `CREATE OR REPLACE VIEW ${view} AS SELECT ${selected.join(', ')} FROM ${rowsTable[view]} r ${joins.join(' ')}`;
}

/** Which of the tables of answers an older version has left, which kept every dimension in its rows. */
async function oldTables(connection: DuckDBConnection): Promise<(keyof typeof rowsTable)[]> {
	const reader = await connection.runAndReadAll("SELECT table_name FROM duckdb_tables() WHERE table_name IN ('events', 'visits')");
	return reader.getRows().map(([name]) => name as keyof typeof rowsTable);
}

async function convert(connection: DuckDBConnection, old: readonly (keyof typeof rowsTable)[]): Promise<void> {
	for (const { table, columns } of groups) {
		const names = columns.join(', ');
		const all = old.map((from) => `SELECT DISTINCT ${names} FROM ${from}`).join(' UNION ');
		await connection.run(
			`INSERT INTO ${table} (id, ${names}) SELECT row_number() OVER () + (SELECT max(id) FROM ${table}), * FROM (${all} EXCEPT SELECT ${names} FROM ${table})`,
		);
	}
	if ((await columnsOf(connection, 'waiting')).has('page_high')) {
		await connection.run(`UPDATE waiting SET page_random = ${randomOfHalves}`);
		await connection.run('ALTER TABLE waiting DROP page_high');
	}
	// the order of rows is what lets most of a table be skipped
	await connection.run('SET preserve_insertion_order = true');
	for (const table of old) {
		const own = ownColumns(answers[table]).map(({ name }) => name);
		const selected = own.map((name) => (name === 'page_random' ? randomOfHalves : name));
		const joins = groups.map(({ table: group, columns }) => `JOIN ${group} USING (${columns.join(', ')})`);
		await connection.run(
			`INSERT INTO ${rowsTable[table]} (${[...own, ...groups.map(({ code }) => code)].join(', ')})
			 SELECT ${[...selected, ...groups.map(({ table: group }) => `${group}.id`)].join(', ')} FROM ${table} ${joins.join(' ')}`,
		);
		await connection.run(`DROP TABLE ${table}`);
	}
	await connection.run('SET preserve_insertion_order = false');
}
