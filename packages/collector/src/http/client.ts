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

function socketAddress(c: Context): string {
	return (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket?.remoteAddress ?? '';
}

/** Believes `X-Forwarded-For` from the given networks only. */
export function createClientReader(trustedProxies: readonly string[]): ClientReader {
	const trusted = networks(trustedProxies);
	return {
		clientOf: (c) => ({
			ip: visitorAddress(socketAddress(c), c.req.header('X-Forwarded-For'), trusted),
			userAgent: c.req.header('User-Agent') ?? '',
			languages: c.req.header('Accept-Language') ?? '',
		}),
		isTrusted: (c) => trusted.has(normalAddress(socketAddress(c))),
	};
}
