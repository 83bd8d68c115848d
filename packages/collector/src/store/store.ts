import type { DaySum, EventRecord, PageTotal, VisitColumn } from '@footfall/protocol';
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

export interface CopyOptions extends QueryOptions {
	/** Told now and then which share of the rows the engine has been through, 0–1, never less than before; not at all where it cannot say. */
	readonly onProgress?: (share: number) => void;
}

/** Announced after each commit: which sites changed, and which span of event time was touched. */
export interface Commit {
	/** Grows with every commit, also over restarts. */
	readonly version: number;
	readonly sites: ReadonlyMap<string, Touched>;
}

/** A span of time, milliseconds since the epoch. */
export interface Touched {
	readonly from: number;
	readonly to: number;
	/** Only imported sums of these days were touched: all events and visits are as they were. */
	readonly sums?: true;
}

/** What a store's SQL says in its own words; all else is the same everywhere. Arguments are SQL, answers too. */
export interface Dialect {
	/** Something to select from: rows of `events` or `visits` with these of their columns that are dimensions, and all that are none. */
	rows(table: 'events' | 'visits', dimensions: Iterable<string>): string;
	/** In a WITH list: a subquery with a name, computed once however often it is used. */
	once(name: string, sql: string): string;
	/** Whole numbers, divided and rounded down; the dividend is not negative. */
	divide(dividend: string, divisor: number): string;
	/** An aggregate: the value below which a share of the values lies, interpolated; NULLs are left out. */
	quantile(value: string, share: number): string;
	/** An aggregate: the list of these quantiles, from one collection of the values; NULL where there is none. */
	quantiles(value: string, shares: readonly number[]): string;
	/** In a SELECT list: one row for each whole number from the one to the other, both included. */
	eachFrom(from: string, to: string): string;
	/** Whether a text holds another one, to the letter. */
	contains(text: string, part: string): string;
	/** An aggregate: the value in the row in which another is least. */
	firstBy(value: string, by: string): string;
	/** Whether a regular expression of RE2's syntax is found in a text; it takes a time in proportion to the text's length. */
	matches(text: string, pattern: string, sensitive: boolean): string;
	/** Whether a text begins with another one, to the letter. */
	startsWith(text: string, part: string): string;
	/** In a SELECT list: one row for each of these values that is not NULL. */
	eachOf(values: readonly string[]): string;
	/** An aggregate: texts, separated by commas. */
	join(value: string): string;
	/** What is bound to name a property, whatever its key. */
	propPath(key: string): string;
	/** The property under a bound path, of a JSON object in a column, as text; '' where there is none. */
	prop(json: string, path: string): string;
	/** Several properties of a JSON object in a column, which is read once for all of them: a list of texts, `list[1]` the first, NULL where there is none. */
	props(json: string, keys: readonly string[]): string;
	/** A text as a number; NULL where it is none. */
	number(text: string): string;
}

/** The part of the store that answers questions. */
export interface StoreReader {
	/** How its SQL is written. */
	readonly dialect: Dialect;
	/** Rows as arrays of cells in the order selected. */
	query(statement: Statement, options?: QueryOptions): Promise<Cell[][]>;
	/** The version of the last commit. */
	version(): number;
	/** Told after every commit; returns the unsubscribe. */
	onCommit(listener: (commit: Commit) => void): () => void;
}

/** A file that is to be made, and how its rows are written. */
export interface CopyTarget {
	/** An absolute path of this machine, in a directory that exists; what is there already is replaced. */
	readonly file: string;
	readonly format: 'csv' | 'parquet';
}

/** The part of the store that writes answers into files: as many rows as there are, in bounded memory, beside questions and commits. */
export interface StoreCopier {
	/** Writes the rows of a statement, CSV without a head; resolves to how many they were. What was begun when it rejects is left there. */
	copy(statement: Statement, target: CopyTarget, options?: CopyOptions): Promise<number>;
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

/** The totals of a page view: milliseconds, percent, CLS score. */
export type PageTotals = Partial<Record<PageTotal, number>>;

/**
 * A visit, as `visits` keeps it, with the moments that let two parts of it be joined later (`aggregate/visits.ts`).
 * Times are milliseconds since the epoch.
 */
export interface VisitRow {
	/** Visit id: start × 2^22 + 22 bits of a hash of its first event. */
	readonly visit: bigint;
	readonly site: string;
	/** 16 hex digits. */
	readonly visitor: string;
	readonly persistent: boolean;
	readonly dims: Readonly<Partial<Record<VisitColumn, string>>>;
	readonly start: number;
	readonly last: number;
	readonly finish: number;
	readonly pageviews: number;
	readonly events: number;
	readonly interactive: number;
	readonly engaged: number;
	readonly bounce: boolean;
	readonly bot: number;
	/** Its first pageview, its last, and the last event of an identified user; undefined where there is none. */
	readonly entry: Moment | undefined;
	readonly exit: Moment | undefined;
	readonly user: Moment | undefined;
}

/** A value and when it was so: the path of a page view, the id of a user. */
export interface Moment {
	readonly time: number;
	readonly value: string;
}

/** An event to be stored: its row is the record, with visit and visitor and visit-scope dimensions of its visit. */
export interface NewEvent {
	readonly record: EventRecord;
	/** Null while its page view has not arrived; it then waits, and comes up again in `Recalled.waiting`. */
	readonly visit: VisitRow | null;
	/** On page views: the greatest of all that was heard of it. */
	readonly totals?: PageTotals;
}

export interface EventKey {
	readonly site: string;
	/** Event id. */
	readonly id: string;
}

/** The same client under two days' salts: `visitor` from midnight on, `before` until then. */
export interface Link {
	readonly site: string;
	/** 16 hex digits each. */
	readonly visitor: string;
	readonly before: string;
	/** The midnight between the two, milliseconds since the epoch. */
	readonly midnight: number;
}

/** What could not be used, with its place in the log. */
export interface Quarantined {
	readonly offset: number;
	readonly reason: string;
	/** The entry, cut to a bounded length. */
	readonly value: string;
}

/** All that one batch of the log changes. */
export interface StoreBatch {
	readonly stream: Stream;
	/** The position the batch was read from; undefined: the stream is new to this store. */
	readonly from: number | undefined;
	/** The position after it. */
	readonly next: number;
	/** Entries that the batch held. */
	readonly consumed: number;
	readonly duplicates: number;
	readonly conflicts: number;
	readonly quarantined: readonly Quarantined[];
	/** New by (site, id): the store does not look again. */
	readonly events: readonly NewEvent[];
	/** Totals that stored page views have reached. */
	readonly totals: readonly (EventKey & { readonly time: number; readonly totals: PageTotals })[];
	/** Visits that have begun: new by visit id. */
	readonly opened: readonly VisitRow[];
	/** Stored visits that have changed: replaced by visit id. What their first event says stays the same. */
	readonly grown: readonly VisitRow[];
	/** Visits that are gone: each became, or became part of, another one, to which its stored events go. */
	readonly moved: readonly { readonly from: VisitRow; readonly to: VisitRow }[];
	/** Stored events whose page view has come: they no longer wait. */
	readonly joined: readonly (EventKey & { readonly visit: VisitRow })[];
	readonly links: readonly Link[];
	/** Now and then: links of midnights before this, and events that have waited since before this, are forgotten. */
	readonly forget?: { readonly links: number; readonly waiting: number };
}

/** What a batch needs to know of the past. */
export interface Need {
	/** Is it stored already? */
	readonly ids: readonly EventKey[];
	/** Page-view ids: their page views, and the events that wait for them. */
	readonly pages: readonly { readonly site: string; readonly page: string }[];
	/** Whose visits, and those of whom they are linked with over any number of midnights … */
	readonly visitors: readonly { readonly site: string; readonly visitor: string }[];
	/** … with `last` ≥ from and `start` ≤ to. */
	readonly from: number;
	readonly to: number;
}

/** What tells a repeated event from another one under the same id. */
export type StoredEvent = EventKey & Pick<EventRecord, 'name' | 'dims' | 'props' | 'revenue'>;
/** A stored page view. */
export type StoredView = EventKey & { readonly time: number; readonly visit: bigint; readonly totals: PageTotals };
/** A stored event that waits for its page view. */
export type WaitingEvent = EventKey & { readonly time: number; readonly totals: PageTotals };

export interface Recalled {
	readonly events: readonly StoredEvent[];
	readonly views: readonly StoredView[];
	readonly waiting: readonly WaitingEvent[];
	/** Those of the visitors in the span, and those that the page views belong to; each once. */
	readonly visits: readonly VisitRow[];
	readonly links: readonly Link[];
}

/** Thrown by `write` when the stored position is not the one the batch was read from: somebody else has written meanwhile. */
export class FencedError extends Error {
	override readonly name = 'FencedError';
}

/** Thrown by `write` and `recall` when a value of the batch is one that the store cannot take, however often it is tried. */
export class UnstorableError extends Error {
	override readonly name = 'UnstorableError';
}

/**
 * The part of the store that takes batches. It has one caller.
 *
 * Promises: `write` stores all of a batch and its position, or nothing (a store without transactions writes the
 * position last, and rows that replace themselves by key when written again). It rejects with `FencedError`, and has
 * stored nothing, when the stream's stored position is not `batch.from`: so the same batch written twice is stored
 * once. `recall` sees everything written before. Any other rejection leaves the stored position true and can be tried again.
 */
export interface StoreWriter {
	recall(need: Need): Promise<Recalled>;
	write(batch: StoreBatch): Promise<void>;
	/**
	 * Deletes events of an import, those of some visits in one transaction, and puts what `refold` makes of the other events of these visits in
	 * their place; when no event of it is left, all its sums. Resolves to how many are gone: 0 when there was nothing left, so it is called until then.
	 */
	takeOut(of: ImportKey, refold: Refold): Promise<number>;
	/**
	 * Stores sums of an import, in one transaction, and in place of all of its rows that had the line `from` or a later one: so what is written again after a crash is there
	 * once. A day of a table belongs to the import that had it first: rows of days that another import of the site has in that table are left out. Resolves to how many were stored.
	 */
	putSums(of: ImportKey, from: number, rows: readonly DaySum[]): Promise<number>;
}

/** An import of a site. */
export interface ImportKey {
	readonly site: string;
	readonly import: string;
}

/** Folds events of some visits as if nothing else were stored. */
export type Refold = (rest: readonly EventRecord[]) => Pick<StoreBatch, 'events' | 'opened'>;

export interface Store extends StoreReader, StoreCopier, StoreState, StoreWriter {
	/** Lets running statements end, writes everything into the file, closes it. */
	close(): Promise<void>;
}
