import { FootfallError, limits, type Scalar } from '@footfall/protocol';
import type { Client } from '../hit.ts';
import type { DialectContext } from './dialect.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** @throws {FootfallError} `invalid_event` when it is not a JSON object. */
export function fieldsOf(json: unknown): Fields {
	if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new FootfallError('invalid_event');
	return json as Fields;
}

/** A text, or undefined for nothing, null and ''. @throws {FootfallError} `invalid_event` for anything else. */
export function textAt(fields: Fields, name: string): string | undefined {
	const value = fields[name];
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	throw new FootfallError('invalid_event', { at: name });
}

export function requiredText(fields: Fields, name: string): string {
	const value = textAt(fields, name);
	if (value === undefined) throw new FootfallError('invalid_event', { at: name, message: `${name} is required` });
	return value;
}

/** `metadata`, or an empty object. */
export function metadataOf(fields: Fields): Fields {
	const value = fields.metadata;
	return value === undefined || value === null ? {} : fieldsOf(value);
}

/** A finite, non-negative number of milliseconds. */
export function millisecondsAt(fields: Fields, name: string): number | undefined {
	const value = fields[name];
	return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Metadata as properties: scalars as they are, the rest as JSON text, so that nothing is lost; `left` has a place of its own. */
export function propsOf(metadata: Fields, left: readonly string[]): Record<string, Scalar> | undefined {
	const props: Record<string, Scalar> = {};
	for (const [key, value] of Object.entries(metadata)) {
		if (left.includes(key) || value === undefined) continue;
		props[key] = typeof value === 'object' && value !== null ? JSON.stringify(value).slice(0, limits.propValueLength) : (value as Scalar);
	}
	return Object.keys(props).length === 0 ? undefined : props;
}

/** A page address from a full URL, or from a path on a host. */
export function addressOf(url: string | undefined, path: string | undefined): string {
	if (url !== undefined && URL.canParse(url)) return url;
	const target = url ?? path ?? '/';
	return URL.canParse(target, 'http://localhost') ? new URL(target, 'http://localhost').href : target;
}

/**
 * Whom an event is about when a server sends it.
 *
 * A browser that sends for itself is seen as it is. A server's own address and program name say nothing about its visitors: then they
 * are told apart by user or session id, unless the body may be believed.
 */
export function clientBehind(fields: Fields, { client, trustBody }: DialectContext): Client {
	const browser = client.userAgent.startsWith('Mozilla/');
	if (trustBody) {
		const userAgent = textAt(fields, 'user_agent');
		const ip = textAt(fields, 'ip_address');
		if (userAgent !== undefined || ip !== undefined) {
			return {
				ip: ip ?? '',
				userAgent: userAgent ?? '',
				languages: client.languages,
				isServer: userAgent === undefined || ip === undefined,
			};
		}
	}
	return browser ? client : { ip: '', userAgent: '', languages: '', isServer: true };
}
