import type { ErrorCode } from './errors.ts';
import type { Query, QueryMeta, QueryResult, QueryRow } from './query.ts';

/** The WebSocket subprotocol that speaks the messages of this file on `/ws`; without it `/ws` speaks seed 1's. */
export const LIVE_PROTOCOL = 'footfall.live.v1';

/** One event in the live stream: what may be shown of it. */
export interface LiveEvent {
	id: string;
	/** ISO 8601. */
	time: string;
	name: string;
	hostname: string;
	pathname: string;
	title: string;
	source: string;
	country: string;
	device: string;
	browser: string;
	/** Keyed hash of the identified user, else ''. */
	user: string;
}

/** Visitors in the last 5 minutes, sessions in the last 30. */
export interface ActiveNow {
	visitors: number;
	sessions: number;
}

/** From the dashboard: ask a query and be told of every change of its answer. */
export type ClientMessage =
	| {
			type: 'subscribe';
			id: string;
			query: Query /** Data version of the answer the client still holds, to skip an unchanged one. */;
			have?: number;
	  }
	| { type: 'unsubscribe'; id: string }
	| { type: 'watch'; site: string /** Also send each event as it happens. */; events?: boolean }
	| { type: 'unwatch'; site: string };

/**
 * To the dashboard. `delta` patches the last answer by place: `results[at] = row` for each change, then cut to `length`.
 * `tick` comes every second, so that a page can say how old its numbers are and notice a dead line.
 */
export type ServerMessage =
	| { type: 'hello'; time: string; data_version: number }
	| { type: 'result'; id: string; result: QueryResult }
	| { type: 'unchanged'; id: string; data_version: number }
	| { type: 'delta'; id: string; changes: { at: number; row: QueryRow }[]; length: number; meta: QueryMeta; query: QueryResult['query'] }
	| { type: 'active'; site: string; active: ActiveNow }
	| { type: 'event'; site: string; event: LiveEvent }
	| { type: 'tick'; time: string; data_version: number }
	| { type: 'error'; id?: string; code: ErrorCode; message: string; at?: string };

/** Applies a `delta` to the answer it was computed against; returns a new answer. */
export function applyDelta(result: QueryResult, delta: Extract<ServerMessage, { type: 'delta' }>): QueryResult {
	const results = result.results.slice(0, delta.length);
	for (const { at, row } of delta.changes) results[at] = row;
	return { results, meta: delta.meta, query: delta.query };
}

/** The patch from one list of rows to the next, or null when nothing changed. */
export function diffRows(
	before: readonly QueryRow[],
	after: readonly QueryRow[],
): { changes: { at: number; row: QueryRow }[]; length: number } | null {
	const changes = after.flatMap((row, at) => (JSON.stringify(row) === JSON.stringify(before[at]) ? [] : [{ at, row }]));
	return changes.length === 0 && before.length === after.length ? null : { changes, length: after.length };
}
