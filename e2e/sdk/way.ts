import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/**
 * What happens to one request on its way to the collector: a status answered in its place, `lost` when the collector
 * stores it and the answer never arrives, `cut` when it never gets there, or a delay in ms before it is passed on.
 */
export type Fate = { status: number; retryAfter?: number } | 'lost' | 'cut' | { delay: number };

/** One test's part of the way: its pages, its script, and what happens to its requests. */
export interface Lane {
	/** Html by path below the lane's root; every path that is not here is the page `''`. */
	readonly pages: Map<string, { html: string; status?: number; headers?: Record<string, string> }>;
	/** The fates of the next requests, in order; after them all are passed on. */
	readonly fates: Fate[];
	/** Milliseconds that every request takes to get here, when set. */
	delay?: number;
	/** While this is true no request gets here at all. */
	cut?: boolean;
	/** The requests that browsers made to the collector's address. */
	readonly requests: { method: string; bytes: number; status: number }[];
}

/** A web server with test pages, and the road from them to a collector: it can be made bad. */
export interface Way {
	/** `http://127.0.0.1:<port>`; the same server is also `http://localhost:<port>`, which is another origin. */
	readonly origin: string;
	lane(id: string): Lane;
	close(): Promise<void>;
}

/** Each lane is another visitor, so that no test joins another's visit. */
const addressOf = (id: string): string => `100.64.${Number.parseInt(id.slice(0, 2), 16) || 0}.${Number.parseInt(id.slice(2, 4), 16) || 0}`;

const scripts = new URL('../../packages/sdk/dist/', import.meta.url);

/**
 * Serves `/t/<lane>/…` as pages, and `/s/<lane>/` as a mount of the collector: the built scripts, and `api/events`, which
 * leads to the collector at `collector`.
 */
export async function startWay(collector: string): Promise<Way> {
	const lanes = new Map<string, Lane>();
	const lane = (id: string): Lane => {
		const known = lanes.get(id) ?? { pages: new Map(), fates: [], requests: [] };
		lanes.set(id, known);
		return known;
	};

	async function onPage(response: ServerResponse, id: string, path: string): Promise<void> {
		const { pages } = lane(id);
		const { html, status = 200, headers = {} } = pages.get(path) ?? pages.get('') ?? { html: '' };
		response.writeHead(status, { 'Content-Type': path.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8', ...headers });
		response.end(html);
	}

	async function onScript(response: ServerResponse, path: string): Promise<void> {
		const body = await readFile(fileURLToPath(new URL(path, scripts)));
		response.writeHead(200, { 'Content-Type': 'text/javascript', 'Access-Control-Allow-Origin': '*' });
		response.end(body);
	}

	async function onEvents(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
		const { requests, fates, delay, cut } = lane(id);
		if (cut === true) {
			request.socket.destroy();
			return;
		}
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		const seen = { method: request.method ?? '', bytes: body.length, status: 0 };
		requests.push(seen);
		if (delay !== undefined) await sleep(delay);
		const fate = fates.shift();
		if (fate === 'cut') {
			request.socket.destroy();
			return;
		}
		if (typeof fate === 'object' && 'delay' in fate) await sleep(fate.delay);
		if (typeof fate === 'object' && 'status' in fate) {
			seen.status = fate.status;
			const retryAfter = fate.retryAfter === undefined ? {} : { 'Retry-After': `${fate.retryAfter}` };
			response.writeHead(fate.status, {
				'Access-Control-Allow-Origin': '*',
				'Access-Control-Expose-Headers': 'Retry-After',
				...retryAfter,
			});
			response.end('{"error":{"code":"overloaded","message":"as told"}}');
			return;
		}
		const answer = await fetch(`${collector}/api/events`, {
			method: request.method ?? 'POST',
			headers: {
				'Content-Type': request.headers['content-type'] ?? '',
				'User-Agent': request.headers['user-agent'] ?? '',
				'X-Forwarded-For': addressOf(id),
				...(request.headers.origin === undefined ? {} : { Origin: request.headers.origin }),
			},
			...(body.length > 0 ? { body } : {}),
		});
		const text = await answer.text();
		seen.status = answer.status;
		if (fate === 'lost') {
			request.socket.destroy();
			return;
		}
		const headers = Object.fromEntries([...answer.headers].filter(([name]) => /^(access-control-|content-type|retry-after)/.test(name)));
		response.writeHead(answer.status, headers);
		response.end(text);
	}

	const server = createServer((request, response) => {
		const { pathname } = new URL(request.url ?? '/', 'http://way');
		const [, kind, id = '', ...rest] = pathname.split('/');
		const path = decodeURIComponent(rest.join('/'));
		const answer =
			kind === 't'
				? onPage(response, id, path)
				: kind === 's' && path.endsWith('.js')
					? onScript(response, path)
					: kind === 's'
						? onEvents(request, response, id)
						: Promise.reject(new Error(pathname));
		answer.catch(() => response.writeHead(404).end());
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		lane,
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
