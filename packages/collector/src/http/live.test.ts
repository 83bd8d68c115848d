import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { LIVE_PROTOCOL, type ServerMessage } from '@footfall/protocol';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Live } from '../live/live.ts';
import { attachLive, liveRoutes } from './live.ts';

/** A live core that says hello, repeats what it is told, and can be made to say more. */
function echoingLive() {
	const lines: { send(message: ServerMessage): void; told: unknown[]; closed: boolean }[] = [];
	const live: Live = {
		connect(send) {
			const line = { send, told: [] as unknown[], closed: false };
			lines.push(line);
			send({ type: 'hello', time: 'now', data_version: 7 });
			return {
				receive: (message) => void line.told.push(message),
				close: () => {
					line.closed = true;
				},
			};
		},
		connections: () => lines.length,
		settingsChanged() {},
		close() {},
	};
	return { live, lines };
}

const open: (() => void)[] = [];
afterEach(() => {
	for (const close of open.splice(0).reverse()) close();
});

const site = { id: 'shop', domain: 'shop.example', name: 'Shop', timeZone: 'UTC', aliases: [], createdAt: 0 };

async function serve(options: { allowed?: (request: IncomingMessage) => boolean; starting?: boolean; mount?: string } = {}) {
	const { live, lines } = echoingLive();
	const fed: { site: string; ended: boolean }[] = [];
	const server: Server = createServer((_, response) => response.end('page'));
	const detach = attachLive(server, {
		mount: options.mount ?? '',
		live() {
			if (options.starting) throw new Error('starting');
			return live;
		},
		feed(asked, send) {
			const feed = { site: asked.id, ended: false };
			fed.push(feed);
			send({ type: 'analytics_snapshot', timestamp: 'now', data: { total_events: 1 } });
			return () => {
				feed.ended = true;
			};
		},
		control: { findSite: (name) => (name === 'shop.example' ? site : undefined), sites: () => [site] },
		allowed: options.allowed ?? (() => true),
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	open.push(
		() => server.close(),
		() => server.closeAllConnections(),
		detach,
	);
	const { port } = server.address() as AddressInfo;
	return { port, lines, fed, detach };
}

/** Opens a socket; resolves with its messages once it is open, rejects with the status that refused it. */
function socket(url: string, protocol?: string): Promise<{ ws: WebSocket; got: unknown[]; next(): Promise<unknown> }> {
	const ws = protocol === undefined ? new WebSocket(url) : new WebSocket(url, protocol);
	const got: unknown[] = [];
	const waiting: ((message: unknown) => void)[] = [];
	ws.on('message', (data) => {
		const message: unknown = JSON.parse(String(data));
		const wanted = waiting.shift();
		if (wanted) wanted(message);
		else got.push(message);
	});
	open.push(() => ws.terminate());
	return new Promise((resolve, reject) => {
		ws.on('open', () =>
			resolve({ ws, got, next: () => (got.length > 0 ? Promise.resolve(got.shift()) : new Promise((done) => waiting.push(done))) }),
		);
		ws.on('unexpected-response', (_, response) => reject(new Error(String(response.statusCode))));
		ws.on('error', reject);
	});
}

const until = async (happened: () => boolean): Promise<void> => {
	for (let n = 0; n < 200 && !happened(); n++) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(happened()).toBe(true);
};

describe('the socket', () => {
	it('speaks the dashboard’s messages with its subprotocol', async () => {
		const { port, lines } = await serve();
		const { ws, next } = await socket(`ws://127.0.0.1:${port}/ws`, LIVE_PROTOCOL);
		expect(ws.protocol).toBe(LIVE_PROTOCOL);
		expect(await next()).toEqual({ type: 'hello', time: 'now', data_version: 7 });
		ws.send('{"type":"watch","site":"shop.example"}');
		ws.send('{not json');
		await until(() => lines[0]?.told.length === 2);
		expect(lines[0]?.told).toEqual([{ type: 'watch', site: 'shop.example' }, undefined]);
		ws.close();
		await until(() => lines[0]?.closed === true);
	});

	it('takes filters as deep as a query may have them', async () => {
		const { port, lines } = await serve();
		const { ws } = await socket(`ws://127.0.0.1:${port}/ws`, LIVE_PROTOCOL);
		let filter: unknown = ['is', 'visit:os', ['Linux'], { case_sensitive: false }];
		for (let depth = 1; depth < 8; depth++) filter = ['and', [filter]];
		const message = { type: 'subscribe', id: 'a', query: { filters: [filter] } };
		ws.send(JSON.stringify(message));
		await until(() => lines[0]?.told.length === 1);
		expect(lines[0]?.told).toEqual([message]);
	});

	it('speaks the Go pipeline’s messages without one', async () => {
		const { port, fed } = await serve();
		const { ws, next } = await socket(`ws://127.0.0.1:${port}/ws?site=shop.example`);
		expect(await next()).toEqual({ type: 'analytics_snapshot', timestamp: 'now', data: { total_events: 1 } });
		ws.close();
		await until(() => fed[0]?.ended === true);
		expect(fed[0]?.site).toBe('shop');
	});

	it('lies under the mount', async () => {
		const { port } = await serve({ mount: '/stats' });
		await socket(`ws://127.0.0.1:${port}/stats/ws`, LIVE_PROTOCOL);
		await expect(socket(`ws://127.0.0.1:${port}/ws`, LIVE_PROTOCOL)).rejects.toThrow('404');
	});

	it.each([
		['403', { allowed: () => false }, '/ws', LIVE_PROTOCOL],
		['503', { starting: true }, '/ws', LIVE_PROTOCOL],
		['404', {}, '/elsewhere', LIVE_PROTOCOL],
		['503', {}, '/ws?site=nobody', undefined],
	])('is refused with %s: %j', async (status, options, path, protocol) => {
		const { port } = await serve(options);
		await expect(socket(`ws://127.0.0.1:${port}${path}`, protocol)).rejects.toThrow(status);
	});

	it.each(['//', '///ws', '/ws?%', 'http://[', '*'])('survives an upgrade of %s', async (target) => {
		const { port } = await serve();
		const answer = await new Promise<string>((resolve) => {
			const raw = connectTcp(port, '127.0.0.1', () =>
				raw.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`),
			);
			raw.once('data', (data) => {
				resolve(String(data));
				raw.resetAndDestroy();
			});
		});
		expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
		await socket(`ws://127.0.0.1:${port}/ws`, LIVE_PROTOCOL);
	});

	it('says goodbye when the server stops', async () => {
		const { port, detach } = await serve();
		const { ws } = await socket(`ws://127.0.0.1:${port}/ws`, LIVE_PROTOCOL);
		const closed = new Promise<number>((resolve) => ws.on('close', resolve));
		detach();
		expect(await closed).toBe(1001);
	});
});

interface Sent {
	id: string | undefined;
	message: ServerMessage;
}

/** Follows a stream; `take` waits for so many messages. */
async function stream(app: Hono, path: string, headers: Record<string, string> = {}) {
	const leaving = new AbortController();
	const response = await app.request(path, { headers, signal: leaving.signal });
	const reader = (response.body as ReadableStream<Uint8Array>).getReader();
	let text = '';
	const take = async (count: number): Promise<Sent[]> => {
		const parsed = (): Sent[] =>
			text
				.split('\n\n')
				.slice(0, -1)
				.map((block) => ({
					id: /^id: (.*)$/m.exec(block)?.[1],
					message: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null') as ServerMessage,
				}));
		while (parsed().length < count) text += new TextDecoder().decode((await reader.read()).value);
		return parsed();
	};
	return { response, take, leave: () => reader.cancel() };
}

const fixed = encodeURIComponent(JSON.stringify({ date_range: ['2026-01-01', '2026-01-02'] }));
const moving = encodeURIComponent(JSON.stringify({ date_range: 'realtime' }));

describe('the stream', () => {
	it('subscribes and watches what its address asks for', async () => {
		const { live, lines } = echoingLive();
		const { response, take, leave } = await stream(
			liveRoutes(() => live),
			`/api/live?site=shop.example&events=1&query=${fixed}&query=${moving}`,
		);
		expect(response.headers.get('Content-Type')).toMatch(/^text\/event-stream/);
		expect(await take(1)).toEqual([{ id: undefined, message: { type: 'hello', time: 'now', data_version: 7 } }]);
		expect(lines[0]?.told).toEqual([
			{ type: 'subscribe', id: '0', query: { date_range: ['2026-01-01', '2026-01-02'] } },
			{ type: 'subscribe', id: '1', query: { date_range: 'realtime' } },
			{ type: 'watch', site: 'shop.example', events: true },
		]);
		await leave();
		await until(() => lines[0]?.closed === true);
	});

	it('watches as many sites as it names', async () => {
		const { live, lines } = echoingLive();
		const { take, leave } = await stream(
			liveRoutes(() => live),
			'/api/live?site=shop.example&site=blog.example',
		);
		await take(1);
		expect(lines[0]?.told).toEqual([
			{ type: 'watch', site: 'shop.example', events: false },
			{ type: 'watch', site: 'blog.example', events: false },
		]);
		await leave();
	});

	it('names the versions that were sent, and takes them up again where they are surely the same', async () => {
		const { live, lines } = echoingLive();
		const app = liveRoutes(() => live);
		const { take } = await stream(app, `/api/live?query=${fixed}&query=${moving}&query=${fixed}`);
		await take(1);
		lines[0]?.send({ type: 'unchanged', id: '0', data_version: 5 });
		lines[0]?.send({ type: 'tick', time: 'later', data_version: 9 });
		lines[0]?.send({ type: 'unchanged', id: '2', data_version: 9 });
		expect((await take(4)).map(({ id }) => id)).toEqual([undefined, '5', undefined, '5,,9']);
		await stream(app, `/api/live?query=${fixed}&query=${moving}&query=${fixed}`, { 'Last-Event-ID': '5,6,9' });
		await until(() => lines[1]?.told.length === 3);
		expect(lines[1]?.told.map((told) => (told as { have?: number }).have)).toEqual([5, undefined, 9]);
	});

	it('is refused when a query is not JSON', async () => {
		const { live } = echoingLive();
		const app = new Hono()
			.route(
				'/',
				liveRoutes(() => live),
			)
			.onError((error, c) => c.text(error.message, 400));
		expect((await app.request('/api/live?query={')).status).toBe(400);
	});
});
