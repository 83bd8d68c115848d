import { FootfallError, limits, type Scalar } from '@footfall/protocol';
import { normalAddress } from '../clientAddress.ts';
import type { Client } from '../hit.ts';
import type { Taken } from '../ingest.ts';
import { cut } from '../text.ts';
import type { DialectContext } from './dialect.ts';

/*
 * What the payloads of analytics servers have in common: one flat event in a JSON object, with metadata, sent by a server for its
 * visitors or by their browsers.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** @throws {FootfallError} `invalid_event` when it is not a JSON object. */
export function fieldsOf(json: unknown, at?: string): Fields {
	if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Fields;
	throw new FootfallError('invalid_event', at === undefined ? {} : { at });
}

/** A text, or undefined for nothing, null and ''. @throws {FootfallError} `invalid_event` for anything else. */
export function textAt(fields: Fields, name: string): string | undefined {
	const value = fields[name];
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	throw new FootfallError('invalid_event', { at: name });
}

/** The texts of fields that must be there. @throws {FootfallError} `invalid_event` that names those which are not. */
export function requiredTexts<const Names extends readonly string[]>(fields: Fields, ...names: Names): { [I in keyof Names]: string } {
	const missing = names.filter((name) => textAt(fields, name) === undefined);
	if (missing.length > 0)
		throw new FootfallError('invalid_event', { at: missing.join(', '), message: `Missing required fields: ${missing.join(', ')}` });
	return names.map((name) => textAt(fields, name) ?? '') as { [I in keyof Names]: string };
}

/** `metadata`, or an empty object. */
export function metadataOf(fields: Fields): Fields {
	return fields.metadata === undefined || fields.metadata === null ? {} : fieldsOf(fields.metadata, 'metadata');
}

/** A finite, non-negative number of milliseconds. */
export function millisecondsAt(fields: Fields, name: string): number | undefined {
	const value = fields[name];
	return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/**
 * When an event happened by its own account: an ISO 8601 date-time or milliseconds since the epoch.
 *
 * These senders' clocks and queues are their own matter, and a repeated example carries the date it was written on: a time that is too
 * old to be accepted, or in the future, gives way to the receipt. Undefined: it says nothing that counts.
 *
 * @throws {FootfallError} `invalid_age` when it is no time at all.
 */
export function timestampAt(fields: Fields, name: string, received: number): number | undefined {
	const value = fields[name];
	if (value === undefined || value === null || value === '') return undefined;
	const time = typeof value === 'string' ? Date.parse(value) : value;
	if (typeof time !== 'number' || !Number.isFinite(time))
		throw new FootfallError('invalid_age', { at: name, message: `${name} is not an ISO 8601 date-time.` });
	return time <= received && received - time <= limits.ageCookieless ? time : undefined;
}

/** `1920x1080` from `screen_width` and `screen_height`. */
export function screenOf({ screen_width: width, screen_height: height }: Fields): string | undefined {
	return typeof width === 'number' && typeof height === 'number' ? `${Math.round(width)}x${Math.round(height)}` : undefined;
}

/** Metadata as properties: scalars as they are, the rest as JSON text, so that nothing is lost; `elsewhere` has a place of its own. */
export function propsOf(metadata: Fields, elsewhere: readonly string[]): Record<string, Scalar> | undefined {
	const entries = Object.entries(metadata).filter(([key]) => !elsewhere.includes(key));
	if (entries.length === 0) return undefined;
	const scalarOf = (value: unknown): Scalar =>
		typeof value === 'object' && value !== null ? cut(JSON.stringify(value), limits.propValueLength) : (value as Scalar);
	return Object.fromEntries(entries.map(([key, value]) => [key, scalarOf(value)]));
}

/** A page address from a full URL, or from a path on no particular host. A hash is only kept where it is a route. */
export function addressOf(url: string | undefined, path?: string): string {
	const target = url ?? path ?? '/';
	if (!URL.canParse(target, 'http://localhost')) return target;
	const address = new URL(target, 'http://localhost');
	if (!/^#[/!]/.test(address.hash)) address.hash = '';
	return address.href;
}

const isBrowser = ({ userAgent }: Client): boolean => userAgent.startsWith('Mozilla/');

/**
 * Whom an event is about.
 *
 * - A browser that sends for itself is seen as it is.
 * - A server speaks for its visitors. Where the body may be believed, address and User-Agent in it are the visitor's; else nothing is
 *   known of them. Either way visitors are told apart by user or session id where there is one (`visitor.ts`).
 */
export function clientBehind(fields: Fields, { client, trustBody }: DialectContext): Client {
	const believed = trustBody();
	const ip = believed ? normalAddress(textAt(fields, 'ip_address') ?? '') : '';
	const userAgent = believed ? (textAt(fields, 'user_agent') ?? '') : '';
	// A browser that repeats its own User-Agent in the body still sends for itself.
	if (ip === '' && isBrowser(client)) return client;
	return { ip, userAgent, languages: '', isServer: true };
}

/** The one event of a request was accepted; else why it was not. @throws {FootfallError} */
export function acceptedId({ ids: [id], rejected: [first] }: Taken): string {
	if (id !== undefined) return id;
	throw new FootfallError(first?.code ?? 'invalid_event', first?.at === undefined ? {} : { at: first.at });
}
