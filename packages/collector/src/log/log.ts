/** One log partition: where a position counts. A log that was deleted and made anew has another epoch. */
export interface Stream {
	readonly epoch: string;
	readonly topic: string;
	readonly partition: number;
}

/** What is appended: a record as JSON, with what a broker needs to place it. */
export interface LogEntry {
	/** Message key: the session id, or the visitor. */
	readonly key: string;
	/** 0–255; picks the partition. */
	readonly route: number;
	/** An `EventRecord` as JSON. */
	readonly value: string;
}

export interface LoggedEntry {
	readonly offset: number;
	readonly value: string;
	/** Where the subscriber has asked for it. */
	readonly key?: string;
}

/** Entries of one stream in the order of their offsets; `next` is the position to continue from once all are handled. */
export interface LogBatch {
	readonly stream: Stream;
	readonly entries: readonly LoggedEntry[];
	readonly next: number;
	/** How many entries were waiting behind this batch when it was read. */
	readonly behind: number;
}

/** Where a subscription begins: a position, the oldest entry kept, or the first entry appended at or after an instant (ms). */
export type StartAt = number | 'oldest' | { since: number };

export interface SubscribeOptions {
	/** Asked once a stream, before its first batch. */
	readonly startAt: (stream: Stream) => StartAt;
	/** Called with one batch at a time, in order; the next comes when the promise resolves. A rejection stops the subscription. */
	readonly onBatch: (batch: LogBatch) => Promise<void>;
	/** Told when the subscription ends by a failure. */
	readonly onFailure?: (error: unknown) => void;
	/** Entries in a batch at most; default 2000. */
	readonly maxEntries?: number;
}

export interface Subscription {
	/** Resolves when the batch in hand is done and no other will come. */
	close(): Promise<void>;
}

export interface LogStats {
	/** Entries appended since this process opened the log. */
	appended: number;
	/** Entries kept now, and the bytes they take. */
	kept: number;
	bytes: number;
	/** The position after the newest entry. */
	head: number;
	/** Duration of the last synced commits, milliseconds: the mean and the longest of the last 100. */
	syncMs: { mean: number; max: number };
	/** `ok`, `nearly_full` (alarm), `full` (not accepting), `failed` (an fsync failed; reopen). */
	state: 'ok' | 'nearly_full' | 'full' | 'failed';
}

/** The part of a log that reads it, in whatever thread. */
export interface LogFollower {
	subscribe(options: SubscribeOptions): Subscription;
	/** Entries before `offset` are consumed; those older than the retention may be deleted. Never deletes others. */
	release(stream: Stream, offset: number): void;
	/** The position after the newest durable entry. */
	head(): number;
}

/** The part of a log that takes entries in. */
export interface LogWriter {
	/** Rejects with `FootfallError` `log_full` or `log_unavailable`; then nothing of the call was kept. */
	append(entries: readonly LogEntry[]): Promise<void>;
	stats(): LogStats;
	/** Flushes what is queued, then closes. Appends after this reject with `shutting_down`. */
	close(): Promise<void>;
}

/**
 * A durable, ordered log of events. Its two halves need not be in one thread, nor, with a broker between them, in one process.
 *
 * Promises: `append` resolves only after its entries are on disk, all or none of them, in the order given; entries of
 * one call are contiguous within a stream. Offsets grow and are never reused, not even after entries are released.
 * A subscriber sees every entry from its start once, in order, and again from its own position after a restart.
 */
export interface Log extends LogWriter, LogFollower {}
