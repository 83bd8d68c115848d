import {
	type DuckDBConnection,
	DuckDBDecimalValue,
	type DuckDBInstance,
	type DuckDBPreparedStatement,
	type DuckDBValue,
} from '@duckdb/node-api';
import { FootfallError } from '@footfall/protocol';
import { type Cell, type CopyOptions, type CopyTarget, type QueryOptions, type Statement, UnstorableError } from '../store.ts';

const TIMEOUT_MS = 30_000;
/** DuckDB forgets an interrupt that comes between two statements, or before the first has begun: so it is said again until it is heard. */
const INTERRUPT_EVERY_MS = 20;
const INT64 = 2n ** 63n;

/** Numbers where they are exact, so that nobody has to know which aggregate answers in which integer type. */
export function toCell(value: DuckDBValue): Cell {
	if (typeof value === 'bigint') return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
	if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
	if (value instanceof DuckDBDecimalValue) return value.toDouble();
	return String(value);
}

/** Whole numbers as BIGINT: bound as DOUBLE or HUGEINT they would make DuckDB cast the column, and no row group would be skipped. */
function bind(statement: DuckDBPreparedStatement, params: Statement['params']): void {
	for (const [index, value] of params.entries()) {
		const at = index + 1;
		if (value === null) statement.bindNull(at);
		else if (typeof value === 'string') statement.bindVarchar(at, value);
		else if (typeof value === 'boolean') statement.bindBoolean(at, value);
		else if (typeof value === 'bigint') {
			if (value < INT64) statement.bindBigInt(at, value);
			else statement.bindUBigInt(at, value);
		} else if (Number.isSafeInteger(value)) statement.bindBigInt(at, BigInt(value));
		else statement.bindDouble(at, value);
	}
}

/** What DuckDB says, in the words and codes of Footfall. */
export function translate(error: unknown): unknown {
	const message = error instanceof Error ? error.message : String(error);
	if (message.startsWith('INTERRUPT')) return new FootfallError('query_cancelled', { cause: error });
	if (message.startsWith('Out of Memory')) {
		return new FootfallError('overloaded', {
			message:
				'This needs more memory than DuckDB may use. Ask for a shorter range or fewer dimensions, or raise FOOTFALL_DUCKDB_MEMORY_MB.',
			cause: error,
		});
	}
	if (/^(Invalid Input|Conversion|Out of Range|Constraint|Type Mismatch) Error/.test(message))
		return new UnstorableError(message, { cause: error });
	if (message.includes('database has been invalidated')) {
		return new Error(
			`DuckDB has closed its file after an earlier error. Restart Footfall: the log has everything that is not stored yet. (${message})`,
			{ cause: error },
		);
	}
	return error;
}

export const isOutOfMemory = (error: unknown): boolean => error instanceof FootfallError && error.code === 'overloaded';

async function run(connection: DuckDBConnection, { sql, params }: Statement): Promise<Cell[][]> {
	const statement = await connection.prepare(sql);
	try {
		bind(statement, params);
		const reader = await statement.runAndReadAll();
		return reader.convertRows<Cell>((value) => toCell(value as DuckDBValue)) as Cell[][];
	} finally {
		statement.destroySync();
	}
}

const writing: Readonly<Record<CopyTarget['format'], string>> = {
	csv: "FORMAT csv, HEADER false, QUOTE '\"', ESCAPE '\"'",
	// A row group is held in memory by each thread until it is written.
	parquet: 'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 30720',
};

/** How often the engine is asked how far it is, ms. */
const PROGRESS_EVERY_MS = 100;

/** Tells how far the connection's statement is; returns the end of it. */
function followProgress(connection: DuckDBConnection, tell: (share: number) => void): () => void {
	let told = 0;
	const timer = setInterval(() => {
		const share = connection.progress.percentage / 100;
		// Below 0 it cannot say.
		if (share <= told || share > 1) return;
		told = share;
		tell(share);
	}, PROGRESS_EVERY_MS);
	return () => clearInterval(timer);
}

async function copyTo(
	connection: DuckDBConnection,
	{ sql, params }: Statement,
	{ file, format }: CopyTarget,
	onProgress: CopyOptions['onProgress'],
): Promise<number> {
	// Otherwise the engine does not keep count.
	if (onProgress) await connection.run('SET enable_progress_bar = true; SET enable_progress_bar_print = false');
	let unfollow = (): void => {};
	const statement = await connection.prepare(`COPY (${sql}) TO '${file.replaceAll("'", "''")}' (${writing[format]})`);
	try {
		bind(statement, params);
		if (onProgress) unfollow = followProgress(connection, onProgress);
		return (await statement.run()).rowsChanged;
	} finally {
		unfollow();
		statement.destroySync();
	}
}

/** Connections that answer questions beside the writer, a few at a time; the others wait their turn. */
export interface Readers {
	query(statement: Statement, options?: QueryOptions): Promise<Cell[][]>;
	copy(statement: Statement, target: CopyTarget, options?: CopyOptions): Promise<number>;
	/** Does something while no question is being answered. False: it was not done, for those under way did not end within `patience` ms. */
	pause(work: () => Promise<void>, patience: number): Promise<boolean>;
	/** Interrupts what runs and closes the connections. */
	close(): Promise<void>;
}

export async function openReaders(instance: DuckDBInstance, count: number): Promise<Readers> {
	const all = await Promise.all(Array.from({ length: count }, () => instance.connect()));
	const idle = [...all];
	const queue: ((connection: DuckDBConnection | undefined) => void)[] = [];
	let paused = false;
	let closed = false;
	/** Told when the last question under way has ended. */
	let onIdle = (): void => {};

	const giveBack = (connection: DuckDBConnection): void => {
		idle.push(connection);
		handOut();
		if (idle.length === all.length) onIdle();
	};
	const handOut = (): void => {
		while (!paused && !closed && idle.length > 0 && queue.length > 0) queue.shift()?.(idle.pop());
	};
	const allIdle = (patience?: number): Promise<void> =>
		new Promise((resolve) => {
			if (idle.length === all.length) return resolve();
			const timer = patience === undefined ? undefined : setTimeout(resolve, patience);
			onIdle = () => {
				clearTimeout(timer);
				resolve();
			};
		});

	async function use<T>(
		work: (connection: DuckDBConnection) => Promise<T>,
		{ signal, timeout = TIMEOUT_MS }: QueryOptions = {},
	): Promise<T> {
		let connection: DuckDBConnection | undefined;
		let ended: FootfallError | undefined;
		let leaveQueue = (): void => {};
		let interrupting: NodeJS.Timeout | undefined;
		const end = (code: 'query_cancelled' | 'query_timeout'): void => {
			ended ??= new FootfallError(code);
			leaveQueue();
			interrupting ??= setInterval(() => connection?.interrupt(), INTERRUPT_EVERY_MS);
			connection?.interrupt();
		};
		const cancel = (): void => end('query_cancelled');
		if (signal?.aborted) throw new FootfallError('query_cancelled');
		if (closed) throw new FootfallError('shutting_down');
		const timer = setTimeout(() => end('query_timeout'), timeout);
		signal?.addEventListener('abort', cancel);
		try {
			connection = await new Promise<DuckDBConnection | undefined>((resolve) => {
				queue.push(resolve);
				leaveQueue = () => {
					const at = queue.indexOf(resolve);
					if (at >= 0) queue.splice(at, 1);
					resolve(undefined);
				};
				handOut();
			});
			if (ended || !connection) throw ended ?? new FootfallError('shutting_down');
			return await work(connection);
		} catch (error) {
			throw ended ?? (closed ? new FootfallError('shutting_down') : translate(error));
		} finally {
			clearTimeout(timer);
			clearInterval(interrupting);
			signal?.removeEventListener('abort', cancel);
			if (connection) giveBack(connection);
		}
	}

	return {
		query: (statement, options) => use((connection) => run(connection, statement), options),
		copy: (statement, target, options) => use((connection) => copyTo(connection, statement, target, options?.onProgress), options),
		async pause(work, patience) {
			paused = true;
			try {
				await allIdle(patience);
				if (idle.length < all.length) return false;
				await work();
				return true;
			} finally {
				paused = false;
				handOut();
			}
		},
		async close() {
			closed = true;
			for (const leave of queue.splice(0)) leave(undefined);
			const interruptAll = (): void => {
				for (const connection of all) connection.interrupt();
			};
			interruptAll();
			const interrupting = setInterval(interruptAll, INTERRUPT_EVERY_MS);
			await allIdle();
			clearInterval(interrupting);
			for (const connection of all) connection.closeSync();
		},
	};
}
