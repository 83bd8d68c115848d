import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { networks, normalAddress, visitorAddress } from '../ingest/clientAddress.ts';
import type { Client } from '../ingest/hit.ts';

/** Finds out who sends a request. */
export interface ClientReader {
	clientOf(c: Context): Client;
	/** Whether the connection comes from one of `TRUSTED_PROXIES`. */
	isTrusted(c: Context): boolean;
}

type Bindings = { readonly [K in keyof HttpBindings]?: Partial<HttpBindings[K]> } | undefined;

const incomingOf = (c: Context) => (c.env as Bindings)?.incoming;

const socketAddress = (c: Context): string => incomingOf(c)?.socket?.remoteAddress ?? '';

/**
 * A request header by its lower-case name.
 *
 * Node has parsed them all already; asking the web `Headers` that stand before them costs a microsecond each.
 */
export function headerOf(c: Context, name: string): string | undefined {
	const headers = incomingOf(c)?.headers;
	if (headers === undefined) return c.req.header(name);
	const value = headers[name];
	return typeof value === 'string' ? value : undefined;
}

/** Believes `X-Forwarded-For` from the given networks only. */
export function createClientReader(trustedProxies: readonly string[]): ClientReader {
	const trusted = networks(trustedProxies);
	return {
		clientOf: (c) => ({
			ip: visitorAddress(socketAddress(c), trustedProxies.length === 0 ? undefined : headerOf(c, 'x-forwarded-for'), trusted),
			userAgent: headerOf(c, 'user-agent') ?? '',
			languages: headerOf(c, 'accept-language') ?? '',
		}),
		isTrusted: (c) => trusted.has(normalAddress(socketAddress(c))),
	};
}
