import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type DaySum, FootfallError } from '@footfall/protocol';
import type { Logger } from '../../logger.ts';
import type { Commit, ImportKey, Refold, Store, StoreBatch, Touched } from '../store.ts';
import { createCombinations } from './combinations.ts';
import { duckdbDialect } from './dialect.ts';
import { isOutOfMemory, openReaders, translate } from './read.ts';
import { createRecall } from './recall.ts';
import { prepareSchema } from './schema.ts';
import { createState } from './state.ts';
import { createStatements } from './statements.ts';
import { createSums } from './sums.ts';
import { createTakeOut } from './takeOut.ts';
import { changesOf } from './write.ts';

export interface DuckdbOptions {
	/** The database file; its directory must exist. */
	readonly path: string;
	/** What DuckDB may use at most, MiB; beyond it sorts and joins spill to a directory beside the file. */
	readonly memoryMb: number;
	/** Threads for queries and writes together. */
	readonly threads?: number;
	/** Combinations of dimensions kept in memory, of each group. */
	readonly combinationsKept?: number;
	readonly logger: Logger;
}

/** As many as there are threads for them: a third would only hold a third hash table of ten million events in memory. */
const READERS = 2;
/**
 * When to move what was committed from the write-ahead log, and from memory, into the file.
 *
 * DuckDB does it by itself when the log has grown, but only at a commit during which nobody reads. On a server with open dashboards
 * somebody always does: the log grew past any bound, memory with it (75 MB for 100 000 events), until there was none left. So it is
 * done here, with the readers paused. By rows, for the memory; by commits, for the start after a crash, which takes half a millisecond
 * for each.
 */
const CHECKPOINT = { rowsPerMb: 400, commits: 2000, patienceMs: 1000 };

/**
 * Files that this process has open. DuckDB locks a file against other processes only (fcntl): a second open from the same process would
 * succeed, and both would write over each other.
 */
const openFiles = new Set<string>();

/** What stands in the way of opening, in words for the operator. */
function openingError(path: string, error: unknown): Error {
	const reason = error instanceof Error ? error.message : String(error);
	if (reason.includes('Could not set lock')) {
		return new Error(
			`${path} is in use by another process. A DuckDB file has one owner: stop the other Footfall, or give this one its own DATA_DIR.`,
			{ cause: error },
		);
	}
	if (/not a valid DuckDB database|corrupt|checksum|deserializ/i.test(reason)) {
		return new Error(
			`${path} is not a readable DuckDB file (${reason.split('\n')[0]}). Move it and ${basename(path)}.wal away and start again: what the log still keeps is aggregated anew; restore a backup for what is older.`,
			{ cause: error },
		);
	}
	return new Error(`${path} cannot be opened: ${reason}`, { cause: error });
}

/**
 * A store in one DuckDB file, owned by this process.
 *
 * @throws {Error} with words for the operator when the file is in use, is no database, or cannot be written.
 */
export async function openDuckdbStore({ path, memoryMb, threads = 2, combinationsKept, logger }: DuckdbOptions): Promise<Store> {
	const place = join(await realpath(dirname(path)), basename(path));
	if (openFiles.has(place)) throw new Error(`${path} is open in this process already; a DuckDB file has one owner.`);
	openFiles.add(place);
	try {
		const instance = await DuckDBInstance.create(place, {
			memory_limit: `${memoryMb}MiB`,
			threads: String(threads),
			temp_directory: `${place}.tmp`,
			autoinstall_known_extensions: 'false',
			autoload_known_extensions: 'false',
			preserve_insertion_order: 'false',
			storage_compatibility_version: 'latest',
			default_block_size: '65536',
			// it is done by `checkpoint` below
			checkpoint_threshold: '1GB',
		});
		return await storeOf(instance, {
			logger,
			combinationsKept,
			checkpointRows: memoryMb * CHECKPOINT.rowsPerMb,
			onClose: () => openFiles.delete(place),
		});
	} catch (error) {
		openFiles.delete(place);
		throw openingError(path, error);
	}
}

/** A batch that changes what it names, and nothing else. */
const nothingElse: StoreBatch = {
	...{
		stream: { epoch: '', topic: '', partition: 0 },
		from: undefined,
		next: 0,
		consumed: 0,
		duplicates: 0,
		conflicts: 0,
		quarantined: [],
	},
	...{ events: [], totals: [], opened: [], grown: [], moved: [], joined: [], links: [] },
};

interface Setup {
	readonly logger: Logger;
	readonly combinationsKept: number | undefined;
	/** Events after which a checkpoint is due. */
	readonly checkpointRows: number;
	readonly onClose: () => void;
}

async function storeOf(instance: DuckDBInstance, { logger, combinationsKept, checkpointRows, onClose }: Setup): Promise<Store> {
	const writer = await instance.connect();
	await prepareSchema(writer, logger);
	const statements = createStatements(writer);
	const state = createState(writer, statements);
	const combinations = createCombinations(writer, statements, combinationsKept);
	await state.load();
	await combinations.load();
	const recall = createRecall(writer, statements);
	const takeOut = createTakeOut(writer, statements, async (changes) => {
		const batch = { ...nothingElse, ...changes };
		await statements.runAll(changesOf(batch, await combinations.number(batch)));
	});
	const sums = createSums(writer, statements);
	const readers = await openReaders(instance, READERS);
	const listeners = new Set<(commit: Commit) => void>();
	let turn: Promise<unknown> = Promise.resolve();
	let closed = false;
	const due = { rows: 0, commits: 0, patience: CHECKPOINT.patienceMs };

	/** One thing at a time on the writer's connection. */
	function alone<T>(work: () => Promise<T>): Promise<T> {
		const result = turn.then(() => {
			if (closed) throw new FootfallError('shutting_down');
			return work();
		});
		turn = result.catch(() => {});
		return result;
	}

	async function write(batch: StoreBatch): Promise<void> {
		await writer.run('BEGIN');
		try {
			const changes = await state.advance(batch);
			await statements.runAll(changesOf(batch, await combinations.number(batch)));
			await writer.run('COMMIT');
			state.committed(changes);
		} catch (error) {
			await rollback(writer);
			await state.load().catch(() => {});
			await combinations.load().catch(() => {});
			const translated = translate(error);
			if (isOutOfMemory(translated)) await checkpoint();
			throw translated;
		}
		announce(batch);
		due.rows += batch.events.length;
		due.commits++;
		if (due.rows >= checkpointRows || due.commits >= CHECKPOINT.commits) await checkpoint();
	}

	/** A transaction of its own: it moves no position, and counts as a commit. */
	async function change(
		site: string,
		work: () => Promise<{ readonly rows: number; readonly touched: Touched | undefined }>,
	): Promise<number> {
		await writer.run('BEGIN');
		try {
			const { rows, touched } = await work();
			const changes = await state.touch();
			await writer.run('COMMIT');
			state.committed(changes);
			if (touched !== undefined) tell({ version: state.version(), sites: new Map([[site, touched]]) });
			due.rows += rows;
			due.commits++;
			if (due.rows >= checkpointRows) await checkpoint();
			return rows;
		} catch (error) {
			await rollback(writer);
			await state.load().catch(() => {});
			await combinations.load().catch(() => {});
			throw translate(error);
		}
	}

	const remove = (of: ImportKey, refold: Refold): Promise<number> =>
		change(of.site, async () => {
			const { gone, from, to } = await takeOut(of, refold);
			return gone > 0 ? { rows: gone, touched: { from, to } } : await sums.drop(of);
		});
	const putSums = (of: ImportKey, from: number, rows: readonly DaySum[]): Promise<number> =>
		change(of.site, () => sums.put(of, from, rows));

	async function checkpoint(): Promise<void> {
		try {
			const done = await readers.pause(async () => void (await writer.run('CHECKPOINT')), due.patience);
			// a question that takes long does not have to end for this one, but the next time it is waited for longer
			due.patience = done ? CHECKPOINT.patienceMs : 2 * due.patience;
		} catch (error) {
			logger.warn('a checkpoint failed; what is committed is safe in the write-ahead log', { reason: String(error) });
		}
		due.rows = 0;
		due.commits = 0;
	}

	function announce(batch: StoreBatch): void {
		tell({ version: state.version(), sites: touched(batch) });
	}

	function tell(commit: Commit): void {
		for (const listener of listeners) {
			try {
				listener(commit);
			} catch (error) {
				logger.error('a listener for commits failed', { reason: String(error) });
			}
		}
	}

	return {
		dialect: duckdbDialect,
		query: (statement, options) => readers.query(statement, options),
		copy: (statement, target, options) => readers.copy(statement, target, options),
		version: () => state.version(),
		position: (stream) => state.position(stream),
		ledger: () => state.ledger(),
		onCommit(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		recall: (need) =>
			alone(async () => {
				try {
					return await recall(need);
				} catch (error) {
					throw translate(error);
				}
			}),
		write: (batch) => alone(() => write(batch)),
		takeOut: (of, refold) => alone(() => remove(of, refold)),
		putSums: (of, from, rows) => alone(() => putSums(of, from, rows)),
		async close() {
			if (closed) return;
			closed = true;
			await readers.close();
			await turn;
			await writer
				.run('CHECKPOINT')
				.catch((error: unknown) =>
					logger.warn('the last checkpoint failed; the next start replays the write-ahead log', { reason: String(error) }),
				);
			statements.close();
			writer.closeSync();
			instance.closeSync();
			onClose();
		},
	};
}

/** A failed COMMIT has rolled back already; then there is nothing left to do. */
async function rollback(connection: DuckDBConnection): Promise<void> {
	await connection.run('ROLLBACK').catch(() => {});
}

/** Which span of event time a batch has changed, by site. */
function touched({ opened, grown, events, moved, totals }: StoreBatch): Commit['sites'] {
	const sites = new Map<string, { from: number; to: number }>();
	const touch = (site: string, from: number, to: number): void => {
		const span = sites.get(site);
		if (!span) sites.set(site, { from, to });
		else {
			span.from = Math.min(span.from, from);
			span.to = Math.max(span.to, to);
		}
	};
	for (const { site, start, finish } of [...opened, ...grown]) touch(site, start, finish);
	for (const { from } of moved) touch(from.site, from.start, from.finish);
	for (const { record } of events) touch(record.site, record.time, record.time);
	for (const { site, time } of totals) touch(site, time, time);
	return sites;
}
