import type { DaySum } from '@footfall/protocol';
import type { LogEntry } from '../log/log.ts';

/** A row, or what is wrong with it by the rules of its file; its number, and the line on which it ends, both from 1. */
export type Numbered<Row> = { readonly number: number; readonly line: number } & ({ readonly row: Row } | { readonly fault: string });

/** Rows of a file, some at a time. */
export interface RowBatch<Row> {
	readonly rows: readonly Numbered<Row>[];
	/** Share of the file that is read, 0–1. */
	readonly share: number;
}

/** What becomes of a row: an event, nothing (an image, a redirect), or a fault in words. */
export type Outcome =
	| { readonly entry: LogEntry /** Milliseconds since the epoch. */; readonly time: number }
	| { readonly skipped: true }
	| { readonly fault: string };

/** What becomes of a row of sums: those of a day, nothing, or a fault in words. */
export type SumOutcome = { readonly sum: Omit<DaySum, 'line'> } | { readonly skipped: true } | { readonly fault: string };

export const skipped: { readonly skipped: true } = { skipped: true };

/** Rows in a batch: some milliseconds of work, after which requests have their turn. */
export const BATCH = 200;
