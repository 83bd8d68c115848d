import type { Log, LogEntry, Stream } from './log.ts';

/** An entry as it was appended, with its place and the time of its append. */
export interface SpooledEntry extends LogEntry {
	readonly offset: number;
	/** When it was appended, milliseconds since the epoch; never falls from one entry to the next. */
	readonly at: number;
}

/** A log as something to be emptied into another one: it is read from disk, whole entries at a time. */
export interface Spool {
	readonly stream: Stream;
	/** The position after the newest durable entry. */
	head(): number;
	/** The position of the oldest entry kept; equals `head()` when there is none. */
	oldest(): number;
	/** Entries from a position on, in order, at least one if there is one, and no more than about `maxChars` characters of values. Rejects once the log is closed. */
	entriesFrom(position: number, maxEntries: number, maxChars: number): Promise<readonly SpooledEntry[]>;
	/** Calls back once, at the next commit. */
	onCommit(wake: () => void): void;
}

/** A log that can be emptied into another one. */
export interface SpoolingLog extends Log {
	readonly spool: Spool;
}
