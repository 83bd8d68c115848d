import { type ActiveNow, FootfallError, type LiveEvent, type Query, type QueryResult, type ServerMessage } from '@footfall/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../logger.ts';
import type { Commit } from '../store/store.ts';
import { createLive, type Live } from './live.ts';

const NOON = Date.UTC(2026, 4, 20, 12);
const query: Query = { site_id: 'shop.example', metrics: ['visits'], date_range: 'day' };
const event = (n: number): LiveEvent => ({
	id: `${n}`,
	time: new Date(NOON + n).toISOString(),
	name: 'pageview',
	hostname: '',
	pathname: `/${n}`,
	title: '',
	source: '',
	country: '',
	device: '',
	browser: '',
	user: '',
});

/** Everything around the live core, in the test's hand. */
function world() {
	let version = 1;
	let commits: ((commit: Commit) => void)[] = [];
	let listeners: ((site: string, event: LiveEvent) => void)[] = [];
	const state = { visits: 1, active: { visitors: 2, sessions: 3 } as ActiveNow, runs: 0, recent: [] as LiveEvent[] };
	const answer = (asked: Query): QueryResult => ({
		results: [{ dimensions: [], metrics: [state.visits] }],
		meta: { visitors: 'distinct', data_version: version, computed_at: '' },
		query: {
			site_id: asked.site_id,
			metrics: asked.metrics,
			dimensions: [],
			filters: [],
			order_by: [],
			pagination: { limit: 1, offset: 0 },
			include: {},
			time_zone: 'UTC',
			date_range: ['2026-05-20T00:00:00Z', '2026-05-21T00:00:00Z'],
		},
	});
	const live = createLive({
		store: {
			version: () => version,
			onCommit(listener) {
				commits.push(listener);
				return () => {
					commits = commits.filter((other) => other !== listener);
				};
			},
		},
		engine: {
			parse(json) {
				if (typeof json !== 'object') throw new FootfallError('invalid_query', { at: 'metrics' });
				return json as Query;
			},
			async run(asked) {
				state.runs++;
				return answer(asked);
			},
			async tail(asked) {
				return answer(asked);
			},
			resolve: (asked) => answer(asked).query,
		},
		ring: {
			activeNow: async () => state.active,
			recent: async (_, n) => state.recent.slice(0, n),
			onEvent(of, listener) {
				const told = (site: string, happened: LiveEvent) => (site === of ? listener(happened) : undefined);
				listeners.push(told);
				return () => {
					listeners = listeners.filter((other) => other !== told);
				};
			},
		},
		control: { findSite: (name) => (name === 'shop.example' ? ({ id: 'shop' } as never) : undefined) },
		clock: Date.now,
		logger: silentLogger,
	});
	const connect = (from: Live = live) => {
		const got: ServerMessage[] = [];
		const line = from.connect((message) => void got.push(message));
		return {
			...line,
			got,
			of: <T extends ServerMessage['type']>(type: T) =>
				got.filter((message): message is Extract<ServerMessage, { type: T }> => message.type === type),
		};
	};
	return {
		live,
		state,
		connect,
		commit(site = 'shop', from = NOON, to = NOON) {
			version++;
			for (const listener of commits) listener({ version, sites: new Map([[site, { from, to }]]) });
		},
		happens(site: string, ...happened: LiveEvent[]) {
			for (const one of happened) for (const listener of listeners) listener(site, one);
		},
		listening: () => commits.length + listeners.length,
	};
}

beforeEach(() => void vi.useFakeTimers({ now: NOON }));
afterEach(() => void vi.useRealTimers());

describe('a live connection', () => {
	it('is greeted, and hears every second that the line is alive', async () => {
		const { connect } = world();
		const { got } = connect();
		expect(got).toEqual([{ type: 'hello', time: '2026-05-20T12:00:00.000Z', data_version: 1 }]);
		await vi.advanceTimersByTimeAsync(3000);
		expect(got.slice(1).map(({ type }) => type)).toEqual(['tick', 'tick', 'tick']);
	});

	it('gets the answer, then what changed of it', async () => {
		const { connect, commit, state } = world();
		const page = connect();
		page.receive({ type: 'subscribe', id: 'a', query });
		await vi.advanceTimersByTimeAsync(1);
		expect(page.of('result').map(({ id, result }) => [id, result.results[0]?.metrics])).toEqual([['a', [1]]]);
		state.visits = 2;
		commit();
		await vi.advanceTimersByTimeAsync(250);
		expect(page.of('delta').map(({ changes, length, meta }) => [changes, length, meta.data_version])).toEqual([
			[[{ at: 0, row: { dimensions: [], metrics: [2] } }], 1, 2],
		]);
	});

	it('hears nothing of other sites’ commits, and nothing when nothing changed', async () => {
		const { connect, commit, state } = world();
		const page = connect();
		page.receive({ type: 'subscribe', id: 'a', query });
		await vi.advanceTimersByTimeAsync(300);
		commit('other');
		await vi.advanceTimersByTimeAsync(300);
		expect(state.runs).toBe(1);
		commit();
		await vi.advanceTimersByTimeAsync(300);
		expect(state.runs).toBe(2);
		expect(page.of('delta')).toEqual([]);
	});

	it('shares one run with everybody who asks the same', async () => {
		const { connect, commit, state } = world();
		const pages = [connect(), connect(), connect()];
		for (const [n, page] of pages.entries()) page.receive({ type: 'subscribe', id: `q${n}`, query: { ...query } });
		await vi.advanceTimersByTimeAsync(300);
		state.visits = 5;
		commit();
		await vi.advanceTimersByTimeAsync(300);
		expect(state.runs).toBe(2);
		expect(pages.map((page) => page.of('delta')[0]?.id)).toEqual(['q0', 'q1', 'q2']);
	});

	it('may take a question back, or put another in its place', async () => {
		const { connect, commit, state } = world();
		const page = connect();
		page.receive({ type: 'subscribe', id: 'a', query });
		page.receive({ type: 'subscribe', id: 'a', query: { ...query, metrics: ['events'] } });
		page.receive({ type: 'subscribe', id: 'b', query });
		page.receive({ type: 'unsubscribe', id: 'b' });
		await vi.advanceTimersByTimeAsync(300);
		expect(page.of('result').map(({ id, result }) => [id, result.query.metrics])).toEqual([['a', ['events']]]);
		state.visits = 9;
		commit();
		await vi.advanceTimersByTimeAsync(300);
		expect(page.of('delta')).toHaveLength(1);
	});

	it('hears who is active when that changes, also by time alone', async () => {
		const { connect, state } = world();
		const page = connect();
		page.receive({ type: 'watch', site: 'shop.example' });
		await vi.advanceTimersByTimeAsync(0);
		expect(page.of('active')).toEqual([{ type: 'active', site: 'shop.example', active: { visitors: 2, sessions: 3 } }]);
		await vi.advanceTimersByTimeAsync(5000);
		expect(page.of('active')).toHaveLength(1);
		state.active = { visitors: 1, sessions: 3 };
		await vi.advanceTimersByTimeAsync(1000);
		expect(page.of('active')).toHaveLength(2);
		page.receive({ type: 'unwatch', site: 'shop.example' });
		state.active = { visitors: 0, sessions: 0 };
		await vi.advanceTimersByTimeAsync(1000);
		expect(page.of('active')).toHaveLength(2);
	});

	it('gets single events only if it asks: the last ones oldest first, then each new one, the newest of a rush', async () => {
		const { connect, happens, state } = world();
		state.recent = [event(2), event(1)];
		const [silent, page] = [connect(), connect()];
		silent.receive({ type: 'watch', site: 'shop.example' });
		page.receive({ type: 'watch', site: 'shop.example', events: true });
		await vi.advanceTimersByTimeAsync(0);
		expect(page.of('event').map(({ event: { id } }) => id)).toEqual(['1', '2']);
		happens('shop', event(3));
		happens('other', event(4));
		await vi.advanceTimersByTimeAsync(150);
		expect(page.of('event').map(({ event: { id } }) => id)).toEqual(['1', '2', '3']);
		happens('shop', ...Array.from({ length: 500 }, (_, n) => event(100 + n)));
		await vi.advanceTimersByTimeAsync(150);
		const rush = page.of('event').slice(3);
		expect(rush.length).toBeLessThanOrEqual(20);
		expect(rush.at(-1)?.event.id).toBe('599');
		expect(silent.of('event')).toEqual([]);
	});

	it.each<[string, unknown, Partial<ServerMessage>]>([
		['a message of no kind', { type: 'shout' }, { code: 'invalid_query' }],
		['no message at all', undefined, { code: 'invalid_query' }],
		['a query that is none', { type: 'subscribe', id: 'x', query: 'all of it' }, { id: 'x', code: 'invalid_query', at: 'metrics' }],
		['a site that is not here', { type: 'watch', site: 'elsewhere.example' }, { code: 'unknown_site', at: 'site' }],
	])('is told what is wrong with %s, and goes on', async (_, message, error) => {
		const { connect } = world();
		const page = connect();
		page.receive(message);
		expect(page.of('error')).toEqual([expect.objectContaining(error)]);
		page.receive({ type: 'subscribe', id: 'a', query });
		await vi.advanceTimersByTimeAsync(1);
		expect(page.of('result')).toHaveLength(1);
	});

	it('may follow a hundred questions, not more', async () => {
		const { connect } = world();
		const page = connect();
		for (let n = 0; n <= 100; n++) page.receive({ type: 'subscribe', id: `${n}`, query });
		expect(page.of('error')).toEqual([expect.objectContaining({ id: '100', code: 'overloaded' })]);
	});

	it('leaves nothing behind when it closes', async () => {
		const { live, connect, commit, happens, state, listening } = world();
		const page = connect();
		page.receive({ type: 'subscribe', id: 'a', query });
		page.receive({ type: 'watch', site: 'shop.example', events: true });
		await vi.advanceTimersByTimeAsync(300);
		page.close();
		const before = page.got.length;
		commit();
		happens('shop', event(1));
		await vi.advanceTimersByTimeAsync(3000);
		expect([page.got.length, state.runs, live.connections()]).toEqual([before, 1, 0]);
		live.close();
		expect(listening()).toBe(0);
		expect(vi.getTimerCount()).toBe(0);
	});
});
