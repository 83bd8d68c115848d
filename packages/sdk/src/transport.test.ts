import type { WireBatch } from '@footfall/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTransport, type Queued } from './transport.ts';

const page = { id: 'm0000000aaaaaaaaaaaa', u: 'https://shop.example/' };
const event = (n: number, more: object = {}): Queued => ({ p: page, a: Date.now(), n, e: 'test', ...more });

/** A server that answers as told, one answer a request, then 202; `null` is a broken connection. */
function serverThat(...answers: (number | null | [number, Record<string, string>])[]) {
	const bodies: WireBatch[] = [];
	const inits: RequestInit[] = [];
	const fetch = vi.fn(async (_url: unknown, init: RequestInit) => {
		inits.push(init);
		const answer = answers.shift();
		if (answer === null) throw new TypeError('network');
		const [status, headers] = Array.isArray(answer) ? answer : [answer ?? 202, {}];
		bodies.push(JSON.parse(init.body as string));
		return new Response('{}', { status, headers });
	});
	vi.stubGlobal('fetch', fetch);
	const queue: Queued[] = [];
	const deliver = createTransport('https://stats.example/api/events', { v: 1, site: 'shop', bot: undefined }, queue, false, false);
	const numbers = () => bodies.map(({ events }) => events.map(({ n }) => n));
	return { deliver, queue, bodies, inits, fetch, numbers };
}

beforeEach(() => {
	vi.useFakeTimers({ now: 1_800_000_000_000 });
	vi.spyOn(Math, 'random').mockReturnValue(0.5);
	vi.stubGlobal('navigator', { onLine: true, sendBeacon: () => true });
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
	vi.restoreAllMocks();
});

describe('the transport', () => {
	it('sends what comes within 250 ms in one request without preflight', async () => {
		const { deliver, bodies, inits } = serverThat();
		deliver(event(0));
		await vi.advanceTimersByTimeAsync(200);
		deliver(event(1));
		await vi.advanceTimersByTimeAsync(49);
		expect(bodies).toHaveLength(0);
		await vi.advanceTimersByTimeAsync(1);
		expect(bodies).toEqual([
			{
				v: 1,
				site: 'shop',
				pages: [page],
				events: [
					{ p: 0, n: 0, e: 'test', a: 250 },
					{ p: 0, n: 1, e: 'test', a: 50 },
				],
			},
		]);
		expect(inits[0]).toMatchObject({ method: 'POST', keepalive: true, credentials: 'omit' });
		expect(inits[0]?.headers).toBeUndefined();
	});

	it('says each page once and points to it', async () => {
		const { deliver, bodies } = serverThat();
		const other = { id: 'm0000000bbbbbbbbbbbb', u: 'https://shop.example/b' };
		for (const each of [event(0), event(1), event(0, { p: other })]) deliver(each);
		deliver();
		expect(bodies[0]?.pages).toEqual([page, other]);
		expect(bodies[0]?.events.map(({ p }) => p)).toEqual([0, 0, 1]);
	});

	it.each([null, 408, 429, 500, 503])('tries again after %s, and sends each event once', async (failure) => {
		const { deliver, numbers, queue } = serverThat(failure, failure);
		deliver(event(0));
		deliver();
		await vi.advanceTimersByTimeAsync(10_000);
		expect(numbers().at(-1)).toEqual([0]);
		expect(queue).toEqual([]);
		await vi.advanceTimersByTimeAsync(600_000);
		expect(vi.mocked(fetch)).toHaveBeenCalledTimes(3);
	});

	it.each([400, 401, 403, 404, 410, 422])('gives up at once on %i', async (status) => {
		const { deliver, fetch, queue } = serverThat(status);
		const outcomes: number[] = [];
		deliver(event(0, { c: ({ status }: { status: number }) => outcomes.push(status) }));
		deliver();
		await vi.advanceTimersByTimeAsync(600_000);
		expect(fetch).toHaveBeenCalledTimes(1);
		expect(queue).toEqual([]);
		expect(outcomes).toEqual([status]);
	});

	it('waits as long as Retry-After says', async () => {
		const { deliver, fetch } = serverThat([429, { 'Retry-After': '30' }]);
		deliver(event(0));
		deliver();
		await vi.advanceTimersByTimeAsync(29_999);
		deliver(event(1));
		expect(fetch).toHaveBeenCalledTimes(1);
		await vi.advanceTimersByTimeAsync(1);
		expect(fetch).toHaveBeenCalledTimes(2);
	});

	it('gives up after seven tries', async () => {
		const { deliver, fetch, queue } = serverThat(...Array.from({ length: 20 }, () => 503));
		deliver(event(0));
		deliver();
		await vi.advanceTimersByTimeAsync(3_600_000);
		expect(fetch).toHaveBeenCalledTimes(7);
		expect(queue).toEqual([]);
	});

	it('never gives up for being offline', async () => {
		vi.stubGlobal('navigator', { onLine: false });
		const { deliver, queue } = serverThat(...Array.from({ length: 20 }, () => null));
		deliver(event(0));
		deliver();
		await vi.advanceTimersByTimeAsync(600_000);
		expect(queue).toHaveLength(1);
	});

	it('halves what is too large for the server', async () => {
		const { deliver, numbers } = serverThat(413, 413);
		for (let n = 0; n < 4; n++) deliver(event(n));
		deliver();
		await vi.advanceTimersByTimeAsync(60_000);
		expect(numbers()[0]).toEqual([0, 1, 2, 3]);
		expect(numbers()[1]).toEqual([0, 1]);
		expect(new Set(numbers().slice(2).flat())).toEqual(new Set([0, 1, 2, 3]));
	});

	it('keeps at most 60 KB and nine requests in flight, in chunks of 15 KB', async () => {
		const { deliver, inits } = serverThat();
		vi.mocked(fetch).mockImplementation((_url, init) => {
			inits.push(init as RequestInit);
			return new Promise(() => {});
		});
		for (let n = 0; n < 120; n++) deliver(event(n, { d: { text: 'ü'.repeat(500) } }));
		deliver();
		const sizes = inits.map(({ body }) => new Blob([body as string]).size);
		expect(Math.max(...sizes)).toBeLessThanOrEqual(15_000);
		expect(sizes.reduce((a, b) => a + b)).toBeLessThanOrEqual(60_000);
		expect(sizes.reduce((a, b) => a + b)).toBeGreaterThan(30_000);
		expect(inits.every(({ keepalive }) => keepalive)).toBe(true);
	});

	it('keeps at most nine requests in flight', () => {
		const { deliver } = serverThat();
		vi.mocked(fetch).mockImplementation(() => new Promise(() => {}));
		for (let n = 0; n < 20; n++) {
			deliver(event(n));
			deliver();
		}
		expect(fetch).toHaveBeenCalledTimes(9);
	});

	it('does not send again what is still in flight', () => {
		const { deliver } = serverThat();
		vi.mocked(fetch).mockImplementation(() => new Promise(() => {}));
		deliver(event(0));
		deliver();
		deliver(undefined, 1);
		expect(fetch).toHaveBeenCalledTimes(1);
	});

	it('says no negative age after the clock was set back', async () => {
		const { deliver, bodies } = serverThat();
		deliver(event(0));
		vi.setSystemTime(Date.now() - 86_400_000);
		deliver();
		expect(bodies[0]?.events[0]?.a).toBe(0);
	});

	it('survives a fetch that throws or answers nothing', async () => {
		const { deliver, queue } = serverThat();
		for (const broken of [
			() => {
				throw new Error('patched');
			},
			() => undefined,
		]) {
			vi.stubGlobal('fetch', broken);
			deliver(event(0));
			expect(() => deliver()).not.toThrow();
			await vi.advanceTimersByTimeAsync(1);
			expect(queue).toHaveLength(1);
			queue.length = 0;
		}
	});
});
