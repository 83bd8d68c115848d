import type { Stream } from '../log/log.ts';

/** A statement with bound values: SQL that both DuckDB and ClickHouse can be given, and its parameters by position ($1…). */
export interface Statement {
	readonly sql: string;
	readonly params: readonly (string | number | bigint | boolean | null)[];
}

export type Cell = string | number | bigint | boolean | null;

export interface QueryOptions {
	/** Cancels the statement in the engine; the promise rejects with `query_cancelled`. */
	readonly signal?: AbortSignal;
	/** Milliseconds after which the statement is interrupted and rejects with `query_timeout`; default 30 000. */
	readonly timeout?: number;
}

/** Announced after each commit: which sites changed, and which span of event time was touched. */
export interface Commit {
	/** Grows with every commit, also over restarts. */
	readonly version: number;
	readonly sites: ReadonlyMap<string, { readonly from: number; readonly to: number }>;
}

/** The part of the store that answers questions. */
export interface StoreReader {
	/** Rows as arrays of cells in the order selected. */
	query(statement: Statement, options?: QueryOptions): Promise<Cell[][]>;
	/** The version of the last commit. */
	version(): number;
	/** Told after every commit; returns the unsubscribe. */
	onCommit(listener: (commit: Commit) => void): () => void;
}

/** Counted in the same transaction as the rows: `consumed = stored + duplicate + conflict + quarantined`. */
export interface StoreLedger {
	consumed: number;
	stored: number;
	duplicate: number;
	/** Same id as a stored event, other content. The first one stays. */
	conflict: number;
	quarantined: Record<string, number>;
}

/** Where to continue reading a stream, and the books, as of the last commit. */
export interface StoreState {
	position(stream: Stream): number | undefined;
	ledger(): StoreLedger;
}
