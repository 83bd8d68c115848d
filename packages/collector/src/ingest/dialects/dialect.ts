import type { FootfallError } from '@footfall/protocol';
import type { Client, Decoded } from '../hit.ts';
import type { Taken } from '../ingest.ts';

/** What a dialect may know of the request besides its JSON. */
export interface DialectContext {
	readonly received: number;
	/** The client as the connection shows it. */
	readonly client: Client;
	/** Whether `user_agent` and address in the body are believed. */
	readonly trustBody: boolean;
	readonly newId: () => string;
}

export interface Understood {
	/** Undefined: the dialect has no word for it. */
	readonly site?: string;
	readonly events: readonly Decoded[];
	readonly client: Client;
}

export interface Answer {
	readonly status: 200 | 202 | 400 | 405 | 413 | 415 | 429 | 500 | 503;
	readonly body: object;
}

/** Another tool's payload: how its JSON becomes our events, and how our verdict becomes its answer. */
export interface Dialect {
	readonly name: string;
	/** @throws {FootfallError} when the JSON is none of this dialect's. */
	decode(json: unknown, context: DialectContext): Understood;
	/** All events of the request were taken. */
	accepted(taken: Taken, json: unknown, context: DialectContext): Answer;
	/** Nothing was. */
	refused(error: FootfallError): Answer;
}
