import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { LIVE_PROTOCOL, type ServerMessage } from '@footfall/protocol';
import { queryLimits } from '@footfall/protocol/schemas';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ControlDb, Site } from '../control/control.ts';
import { parseJson } from '../ingest/json.ts';
import type { Live } from '../live/live.ts';
import type { Envelope } from '../reports/goPipelineFeed.ts';
import { siteAsked } from './snapshot.ts';

/** A reader that has this much waiting is too slow, and is let go: it will come back and resume. Bytes. */
const BACKLOG = 4 * 1024 * 1024;
const MESSAGE_BYTES = 64 * 1024;
/** Proxies cut lines that say nothing for a minute. */
const PING_MS = 30_000;

export interface LiveUpgradeDeps {
	/** Path below which the app is mounted, without a closing slash. */
	readonly mount: string;
	readonly live: () => Live;
	readonly feed: (site: Site, send: (message: Envelope) => void) => () => void;
	readonly control: Pick<ControlDb, 'findSite' | 'sites'>;
	/** Whether a request may be answered: its Host and Origin. */
	readonly allowed: (request: IncomingMessage) => boolean;
}

function refuse(socket: Duplex, status: string): void {
	// Node leaves the socket to whoever takes upgrades: a peer that resets it would be an uncaught exception.
	socket.on('error', () => socket.destroy());
	socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Sends JSON, and lets go of a reader that does not keep up. */
function sender(socket: WebSocket): (message: object) => void {
	return (message) => {
		if (socket.readyState !== socket.OPEN) return;
		if (socket.bufferedAmount > BACKLOG) socket.terminate();
		else socket.send(JSON.stringify(message));
	};
}

function keepAlive(socket: WebSocket): void {
	let answered = true;
	socket.on('pong', () => {
		answered = true;
	});
	const timer = setInterval(() => {
		if (!answered) return socket.terminate();
		answered = false;
		socket.ping();
	}, PING_MS);
	socket.on('close', () => clearInterval(timer));
	// Without a listener a broken line would be an uncaught exception; `close` follows and cleans up.
	socket.on('error', () => {});
}

/**
 * Takes WebSocket upgrades of `<mount>/ws`: with our subprotocol the messages of `protocol/live.ts`, without one the Go pipeline's. Other
 * upgrades of the server are not touched. Returns the end of it.
 */
export function attachLive(server: Server, { mount, live, feed, control, allowed }: LiveUpgradeDeps): () => void {
	const sockets = new WebSocketServer({
		noServer: true,
		maxPayload: MESSAGE_BYTES,
		handleProtocols: (offered) => (offered.has(LIVE_PROTOCOL) ? LIVE_PROTOCOL : false),
	});

	const speak = (socket: WebSocket): void => {
		const connection = live().connect(sender(socket));
		socket.on('message', (data) => {
			try {
				connection.receive(parseJson(String(data), queryLimits.jsonDepth));
			} catch {
				connection.receive(undefined);
			}
		});
		socket.on('close', () => connection.close());
	};

	const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
		// Not by URL, which throws at some of what a client may write there, such as `//`.
		const [pathname = '', search = ''] = (request.url ?? '').split(/\?(.*)/s);
		const searchParams = new URLSearchParams(search);
		if (pathname !== `${mount}/ws`) {
			if (server.listenerCount('upgrade') === 1) refuse(socket, '404 Not Found');
			return;
		}
		if (!allowed(request)) {
			refuse(socket, '403 Forbidden');
			return;
		}
		const ours = request.headers['sec-websocket-protocol']?.split(/\s*,\s*/).includes(LIVE_PROTOCOL) ?? false;
		let start: (socket: WebSocket) => void;
		try {
			live();
			const site = ours ? undefined : siteAsked(searchParams.get('site') ?? undefined, control);
			start = site === undefined ? speak : (opened) => void opened.on('close', feed(site, sender(opened)));
		} catch {
			refuse(socket, '503 Service Unavailable');
			return;
		}
		sockets.handleUpgrade(request, socket, head, (opened) => {
			keepAlive(opened);
			start(opened);
		});
	};

	server.on('upgrade', onUpgrade);
	return () => {
		server.off('upgrade', onUpgrade);
		for (const socket of sockets.clients) socket.close(1001, 'The server is stopping.');
		sockets.close();
	};
}

/** Which version of each query's answer a reader was sent, by the query's place. As an event id: `7`, or `7,,5` with three queries. */
function versionsSent(lastEventId: string | undefined) {
	const versions = (lastEventId ?? '').split(',').map((version) => (/^\d+$/.test(version) ? Number(version) : undefined));
	return {
		of: (place: number): number | undefined => versions[place],
		/** The id to send along with a message; undefined when it says nothing of an answer. */
		with(message: ServerMessage): string | undefined {
			if (message.type !== 'result' && message.type !== 'delta' && message.type !== 'unchanged') return undefined;
			const version =
				message.type === 'result'
					? message.result.meta.data_version
					: message.type === 'delta'
						? message.meta.data_version
						: message.data_version;
			versions[Number(message.id)] = version;
			return Array.from(versions, (sent) => sent ?? '').join(',');
		},
	};
}

/** Whether the same version is surely the same answer: other ranges move with the clock, also when no event comes. */
function isFixed(query: unknown): boolean {
	return typeof query === 'object' && query !== null && 'date_range' in query && Array.isArray(query.date_range);
}

/**
 * `GET /api/live?site=…&site=…&query=…&query=…[&events=1]`: the same messages as server-sent events, for pages whose server carries no upgrades.
 * A query's id is its place in the address: `0`, `1`, …. The event id is the data version of each answer that was sent, so that a client
 * that resumes is not sent again what it holds.
 */
export function liveRoutes(live: () => Live): Hono {
	return new Hono().get('/api/live', (c) => {
		const queries = (c.req.queries('query') ?? []).map((text) => parseJson(text, queryLimits.jsonDepth));
		const sites = c.req.queries('site') ?? [];
		const versions = versionsSent(c.req.header('Last-Event-ID'));
		// A proxy that collects the stream before it passes it on would make it pointless.
		c.header('X-Accel-Buffering', 'no');
		const parts = live();
		return streamSSE(c, async (stream) => {
			let waiting = 0;
			const connection = parts.connect((message: ServerMessage) => {
				const data = JSON.stringify(message);
				if (waiting > BACKLOG) return stream.abort();
				waiting += data.length;
				const id = versions.with(message);
				void stream
					.writeSSE({ data, ...(id === undefined ? {} : { id }) })
					.catch(() => stream.abort())
					.finally(() => {
						waiting -= data.length;
					});
			});
			for (const [index, query] of queries.entries()) {
				const have = isFixed(query) ? versions.of(index) : undefined;
				connection.receive({ type: 'subscribe', id: String(index), query, ...(have === undefined ? {} : { have }) });
			}
			for (const site of sites) connection.receive({ type: 'watch', site, events: c.req.query('events') === '1' });
			await new Promise<void>((resolve) => stream.onAbort(resolve));
			connection.close();
		});
	});
}
