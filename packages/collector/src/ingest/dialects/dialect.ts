import type { FootfallError } from '@footfall/protocol';
import type { Client, Understood } from '../hit.ts';
import type { Taken } from '../ingest.ts';

/** What a dialect may know of the request besides its JSON. */
export interface DialectContext {
	/** Milliseconds since the epoch. */
	readonly received: number;
	/** Length of the whole body, characters. */
	readonly size: number;
	/** The client as the connection shows it. */
	readonly client: Client;
	/** Whether what the body says of the visitor's address and User-Agent is believed. */
	readonly trustBody: () => boolean;
	/** A fresh UUID. */
	readonly newUuid: () => string;
}

export interface Answer {
	readonly status: number;
	readonly body: object;
}

/**
 * A way of saying events: how its JSON becomes ours, and how our verdict becomes its answer. One file each.
 *
 * All three may throw a `FootfallError`, which is then told by `refuse`.
 */
export interface Dialect {
	readonly name: string;
	/** Checks shapes and types only; what the values may be is judged in one place for all dialects (`steps.ts`). */
	decode(json: unknown, context: DialectContext): Understood;
	/** The events were judged, and what was accepted is durable. */
	answer(taken: Taken, json: unknown, context: DialectContext): Answer;
	/** Nothing was kept. */
	refuse(error: FootfallError): Answer;
}
