import { FootfallError } from '@footfall/protocol';
import type { MiddlewareHandler } from 'hono';

const loopbackHost = /^(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Whether an address to listen on is reached from this machine only. */
export function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

export interface GuardOptions {
	/** The server listens on loopback only and has no accounts. */
	readonly loopbackOnly: boolean;
	/** Public address, '' when there is none. */
	readonly baseUrl: string;
}

/** What a request says of where it comes from; header names in lower case. */
export interface Provenance {
	readonly method: string;
	header(name: string): string | undefined;
}

/**
 * Says why a request for something that is not public is refused, or nothing.
 *
 * Browsers say where a request comes from (`Sec-Fetch-Site`, else `Origin`); other clients send neither. While the server listens on
 * loopback and has no accounts, the Host must be a loopback name or `baseUrl`'s: otherwise any web page could rebind its own name to 127.0.0.1
 * and read everything.
 */
export type Guard = (request: Provenance) => string | undefined;

export function createGuard({ loopbackOnly, baseUrl }: GuardOptions): Guard {
	const publicHost = baseUrl === '' ? undefined : new URL(baseUrl).host;
	return ({ method, header }) => {
		const host = header('host') ?? '';
		if (loopbackOnly && host !== publicHost && !loopbackHost.test(host)) {
			return `This server is meant for this machine only and was asked for as ${JSON.stringify(host)}. Set BASE_URL to its public address.`;
		}
		const site = header('sec-fetch-site');
		const origin = header('origin');
		const foreign = site === undefined ? origin !== undefined && hostOf(origin) !== host : site !== 'same-origin' && site !== 'none';
		// A link from elsewhere may lead here; it cannot read what it finds.
		if (foreign && !(method === 'GET' && header('sec-fetch-mode') === 'navigate')) return 'This address answers its own pages only.';
		return undefined;
	};
}

/** A guard in front of routes. */
export function guarded(guard: Guard): MiddlewareHandler {
	return async (c, next) => {
		const refusal = guard({
			method: c.req.method,
			header: (name) => c.req.header(name) ?? (name === 'host' ? new URL(c.req.url).host : undefined),
		});
		if (refusal !== undefined) throw new FootfallError('forbidden', { message: refusal });
		await next();
	};
}

function hostOf(origin: string): string | undefined {
	return URL.canParse(origin) ? new URL(origin).host : undefined;
}
