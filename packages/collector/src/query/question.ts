import { type Filter, type MetricName, type OrderBy, type QueryDimension, type TimeDimension, timeDimensions } from '@footfall/protocol';
import type { Buckets } from './buckets.ts';
import type { Terms } from './columns.ts';
import type { ImportedDays } from './imported/plan.ts';
import type { Range } from './ranges.ts';

/** A query as the compiler takes it: instants, buckets, nothing left to default. */
export interface Question extends Terms {
	/** Site id. */
	readonly site: string;
	readonly range: Range;
	/** With a time dimension. */
	readonly buckets: Buckets | undefined;
	readonly metrics: readonly MetricName[];
	readonly dimensions: readonly QueryDimension[];
	/** Segments are in their place. */
	readonly filters: readonly Filter[];
	/** Some filter asks what visitors did otherwise in the range: no part of it can be answered by itself. */
	readonly behaviour: boolean;
	readonly orderBy: readonly OrderBy[];
	readonly bots: boolean;
	readonly limit: number;
	readonly offset: number;
	/** Adds a cell: rows before pagination. */
	readonly totalRows: boolean;
	/** Adds a cell: 1 when some visitor of the range was known for a day only. */
	readonly asksDaily: boolean;
	/** The range lies in one UTC day, within which all visitors are told from each other: salts change at its midnights. */
	readonly oneDay: boolean;
	/** Imported sums that are added. */
	readonly imports?: ImportedDays;
	/** Only these rows, by their stored dimension values. */
	readonly only?: readonly (readonly string[])[];
}

export function isTime(dimension: QueryDimension): dimension is TimeDimension {
	return (timeDimensions as readonly string[]).includes(dimension);
}
