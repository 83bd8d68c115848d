import type { ActiveNow, DaySum, LiveEvent } from '@footfall/protocol';
import type { AggregatorStats } from '../aggregate/aggregator.ts';
import type { FollowKafka, KafkaFollower } from '../log/kafka/follower.ts';
import type { Seat } from '../log/sqlite/follow.ts';
import type { Fields, LogLevel } from '../logger.ts';
import type { Cell, Commit, CopyTarget, ImportKey, Statement, StoreLedger } from '../store/store.ts';

/** What the thread of the store can be asked. */

/** Where the events come from: the log of this process, or Kafka. */
export type Source = { readonly seat: Seat } | { readonly kafka: FollowKafka };

export interface OpenStore {
	readonly source: Source;
	/** The database file; its directory must exist. */
	readonly path: string;
	readonly memoryMb: number;
}

export interface Asked {
	/** Chosen by the asker, to cancel it by. */
	readonly id: number;
	readonly statement: Statement;
	readonly timeout?: number | undefined;
}

export interface StoreThreadStats extends AggregatorStats {
	readonly ledger: StoreLedger;
	/** How Kafka is read, where it is. */
	readonly consumer?: ReturnType<KafkaFollower['stats']>;
}

export type StoreThreadCalls = {
	/** Opens the store and begins to aggregate; answers with the version of the last commit. */
	open(options: OpenStore): Promise<number>;
	query(asked: Asked): Promise<Cell[][]>;
	/** With `follows` it is told how far it is. */
	copy(asked: Asked & { readonly target: CopyTarget; readonly follows: boolean }): Promise<number>;
	cancel(id: number): void;
	stats(): StoreThreadStats;
	activeNow(site: string): ActiveNow;
	recent(asked: { readonly site: string; readonly n: number }): LiveEvent[];
	/** From now on the events of a site are told as they come, or no longer. */
	watch(asked: { readonly site: string; readonly on: boolean }): void;
	/** Resolves when what the log held at the time of the call is stored. */
	caughtUp(): Promise<void>;
	/** See `Aggregator.takeOut`. */
	takeOut(of: ImportKey): Promise<number>;
	/** See `StoreWriter.putSums`. */
	putSums(asked: { readonly of: ImportKey; readonly from: number; readonly rows: readonly DaySum[] }): Promise<number>;
	close(): Promise<void>;
};

/** What the thread tells without being asked. */
export type StoreThreadNews =
	| { readonly commit: Commit }
	| { readonly copy: number; readonly share: number }
	| { readonly site: string; readonly event: LiveEvent }
	| { readonly level: LogLevel; readonly message: string; readonly fields: Fields | undefined };
