/** Where taking events in stands, since the process started: `received = appended + rejected`. */
export interface IngestHealth {
	readonly received: number;
	readonly appended: number;
	/** By error code. */
	readonly rejected: Readonly<Record<string, number>>;
}

export interface LogHealth {
	/** `ok`, `nearly_full`, `full`, `failed`. */
	readonly state: string;
	/** Entries written since the process started. */
	readonly appended: number;
	/** Entries on disk, and the bytes that they take. */
	readonly kept: number;
	readonly bytes: number;
	/** How long the last synced commits took, ms. */
	readonly syncMs: { readonly mean: number; readonly max: number };
}

/** Files that are brought in, since the process started. */
export interface ImportsHealth {
	/** Imports that are read, undone, or wait for it. */
	readonly running: number;
	/** Events of theirs that the log has taken. */
	readonly events: number;
	/** Rows of theirs that were taken as sums of days. */
	readonly sums: number;
	/** Rows that mean no event, and rows that could not be used. */
	readonly skipped: number;
	readonly bad: number;
}

export interface AggregatorHealth {
	/** `starting`, `running`, `retrying`, `failed`, `stopped`. */
	readonly state: string;
	/** Entries that wait to be aggregated. */
	readonly behind?: number;
	/** The last commit: when (ms since the epoch), how many entries, how long it took (ms). */
	readonly last?: { readonly at: number; readonly entries: number; readonly ms: number };
	/** Since the store was made: `consumed = stored + duplicate + conflict + quarantined`. */
	readonly ledger?: {
		readonly consumed: number;
		readonly stored: number;
		readonly duplicate: number;
		readonly conflict: number;
		/** By reason. */
		readonly quarantined: Readonly<Record<string, number>>;
	};
}

export interface ShipperHealth {
	readonly state: string;
	/** Why it does not ship, when it does not. */
	readonly reason?: string;
	/** Since the process started. */
	readonly shipped: number;
	readonly quarantined: number;
	/** Entries that wait in the spool, and how long the oldest of them has, ms. */
	readonly spooled: number;
	readonly oldestMs: number;
	readonly warnings?: readonly string[];
}

export interface ConsumerHealth {
	readonly state: string;
	readonly reason?: string;
	/** Records in the topic that are not aggregated. */
	readonly lag?: number;
	readonly warnings?: readonly string[];
}

/** What `GET /health/deps` tells of the parts of one process; a part that its role does not have is missing. */
export interface PipelineHealth {
	/** ISO 8601. */
	readonly timestamp: string;
	readonly ingest?: IngestHealth;
	readonly log?: LogHealth;
	readonly imports?: ImportsHealth;
	readonly aggregator?: AggregatorHealth;
	readonly kafka?: { readonly shipper?: ShipperHealth; readonly consumer?: ConsumerHealth };
}
