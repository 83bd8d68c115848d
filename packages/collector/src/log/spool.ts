import type { LogEntry, Stream } from './log.ts';

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
	/**
	 * Durable entries from a position on, in order: as many as there are, but not more than `maxEntries` or about `maxChars` characters of values, and at least
	 * one if there is one.
	 */
	entriesFrom(position: number, maxEntries: number, maxChars: number): readonly SpooledEntry[];
	/** Calls back once, when there is an entry at or after a position. */
	whenAt(position: number, wake: () => void): void;
	/** Entries before `offset` are elsewhere now; those older than the retention may be deleted. */
	release(offset: number): void;
}
