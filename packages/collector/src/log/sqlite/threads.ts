/** What the writer's thread can be asked to do. */

export interface OpenOptions {
	readonly file: string;
	/** Taken when the file is new. */
	readonly newEpoch: string;
	/** Milliseconds added to every commit: a slow disk, for benchmarks and tests. */
	readonly syncDelayMs: number;
	/** The number of the commit that fails as if the disk had refused to sync; 0 is none. For tests. */
	readonly failingCommit: number;
}

export interface Opened {
	readonly epoch: string;
	/** Offset of the oldest entry kept; equals `head` when there is none. */
	readonly oldest: number;
	/** The position after the newest entry. */
	readonly head: number;
	/** When the newest entry was taken, ms; 0 when there is none. */
	readonly lastAt: number;
}

/** Entries in columns, as they cross to the writer: one message a group. */
export interface Group {
	/** When they were taken, ms; not before that of the group before. */
	readonly at: number;
	readonly keys: readonly string[];
	readonly routes: readonly number[];
	readonly values: readonly string[];
}

export interface Committed {
	/** Offset of the group's first entry; the others follow without a gap. */
	readonly first: number;
	/** How long writing and syncing took. */
	readonly ms: number;
}

export interface Trim {
	/** Entries from here on are not consumed. */
	readonly upTo: number;
	/** Entries taken at or after this instant are kept. */
	readonly before: number;
	/** Free pages are given back to the disk at once, not kept for the next entries. */
	readonly squeeze: boolean;
}

export interface Trimmed {
	readonly oldest: number;
	/** True when there is more to delete or to give back to the disk. */
	readonly more: boolean;
	readonly ms: number;
}

export type WriterCalls = {
	open(options: OpenOptions): Opened;
	append(group: Group): Committed;
	/** Deletes a few entries, or gives a few free pages back to the disk. */
	trim(what: Trim): Trimmed;
	/** Checkpoints and closes. */
	close(): void;
};
