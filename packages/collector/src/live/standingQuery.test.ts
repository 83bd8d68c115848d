import { applyDelta, FootfallError, type Query, type QueryResult, type ServerMessage } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { createStandingQuery, type Follower, type LiveEngine } from './standingQuery.ts';

const DAY = 86_400_000;
const TODAY = Date.UTC(2026, 4, 20);
const query: Query = { site_id: 'site', metrics: ['visitors'], date_range: 'day', dimensions: ['visit:source'] };

/** An engine whose answers are put into it, and a clock and a timer that move when told. */
function setUp(asked: Query = query) {
	let now = TODAY + 12 * 3_600_000;
	let rows: [string, number][] = [['Google', 1]];
	let version = 1;
	let cost = 0;
	let total = 1;
	let failure: unknown;
	const calls: string[] = [];
	const timers: { at: number; work: () => void }[] = [];
	const range = (): [string, string] => {
		const from = Math.floor(now / DAY) * DAY;
		return [new Date(from).toISOString(), new Date(from + DAY).toISOString()];
	};
	const answer = async (): Promise<QueryResult> => {
		now += cost;
		if (failure !== undefined) throw failure;
		return {
			results: rows.map(([name, n]) => ({ dimensions: [name], metrics: [n] })),
			meta: { total_rows: total, visitors: 'sum_of_days', data_version: version, computed_at: new Date(now).toISOString() },
			query: {
				site_id: 'site',
				metrics: ['visitors'],
				dimensions: [],
				filters: [],
				order_by: [],
				pagination: { limit: 10, offset: 0 },
				include: {},
				time_zone: 'UTC',
				date_range: range(),
			},
		};
	};
	const engine: LiveEngine = {
		run: () => {
			calls.push('run');
			return answer();
		},
		tail: (_query, _previous, from) => {
			calls.push(`tail ${from - TODAY}`);
			return answer();
		},
		resolve: () => ({ date_range: range() }),
	};
	const standing = createStandingQuery(asked, {
		engine,
		clock: () => now,
		totalCost: () => 0,
		schedule: (work, delay) => {
			const timer = { at: now + delay, work };
			timers.push(timer);
			return () => void timers.splice(timers.indexOf(timer), 1);
		},
	});
	return {
		standing,
		calls,
		noon: TODAY + 12 * 3_600_000,
		set(next: [string, number][]) {
			rows = next;
			version++;
		},
		setTotal(rows: number) {
			total = rows;
		},
		setCost(ms: number) {
			cost = ms;
		},
		setFailure(error: unknown) {
			failure = error;
		},
		follower(): Follower & { got: ServerMessage[] } {
			const got: ServerMessage[] = [];
			return { id: 'q', got, send: (message) => got.push(message) };
		},
		/** Moves the clock and lets everything due happen. */
		async pass(ms: number) {
			const end = now + ms;
			for (;;) {
				await new Promise((resolve) => setImmediate(resolve));
				const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
				if (due === undefined) break;
				timers.splice(timers.indexOf(due), 1);
				now = Math.max(now, due.at);
				due.work();
			}
			now = Math.max(now, end);
		},
	};
}

describe('a standing query', () => {
	it('answers whoever comes, and asks the engine once for all of them', async () => {
		const { standing, follower, pass, calls } = setUp();
		const [one, two] = [follower(), follower()];
		standing.follow(one);
		standing.follow(two);
		await pass(0);
		expect(one.got).toMatchObject([{ type: 'result', result: { results: [{ dimensions: ['Google'], metrics: [1] }] } }]);
		expect(two.got).toEqual(one.got);
		expect(calls).toEqual(['run']);
	});

	it('pushes what changed, soon after a commit that touches its range', async () => {
		const { standing, follower, pass, set, noon } = setUp();
		const one = follower();
		standing.follow(one);
		await pass(1000);
		set([
			['Google', 2],
			['Bing', 1],
		]);
		standing.touched(noon, noon);
		await pass(0);
		const [first, second] = one.got;
		if (first?.type !== 'result' || second?.type !== 'delta') throw new Error('expected a result and a delta');
		expect(applyDelta(first.result, second).results.map(({ dimensions, metrics }) => [dimensions[0], metrics[0]])).toEqual([
			['Google', 2],
			['Bing', 1],
		]);
	});

	it('tells how many rows there are, also when those shown are the same', async () => {
		const { standing, follower, pass, setTotal, noon } = setUp();
		const one = follower();
		standing.follow(one);
		await pass(1000);
		setTotal(12);
		standing.touched(noon, noon);
		await pass(1000);
		expect(one.got.at(-1)).toMatchObject({ type: 'delta', changes: [], length: 1, meta: { total_rows: 12 } });
	});

	it('leaves alone what a commit does not touch', async () => {
		const { standing, follower, pass, calls } = setUp();
		standing.follow(follower());
		await pass(1000);
		standing.touched(TODAY - 2 * DAY, TODAY - DAY);
		await pass(1000);
		expect(calls).toEqual(['run']);
	});

	it('gathers commits that come in a rush', async () => {
		const { standing, follower, pass, noon, calls } = setUp();
		standing.follow(follower());
		await pass(0);
		for (let n = 0; n < 50; n++) standing.touched(noon, noon);
		await pass(1000);
		expect(calls).toHaveLength(2);
	});

	it('keeps the engine busy for a fifth of the time at most', async () => {
		const { standing, follower, pass, setCost, noon, calls } = setUp();
		setCost(500);
		standing.follow(follower());
		for (let second = 0; second < 50; second++) {
			standing.touched(noon, noon);
			await pass(1000);
		}
		expect(calls.length).toBeGreaterThan(10);
		expect(calls.length * 500).toBeLessThanOrEqual(50_000 / 4);
	});

	it('asks only for the buckets from the first that was touched', async () => {
		const { standing, follower, pass, calls } = setUp({ ...query, dimensions: ['time:hour'] });
		standing.follow(follower());
		await pass(1000);
		standing.touched(TODAY + 7_200_000, TODAY + 7_300_000);
		standing.touched(TODAY + 3_600_000, TODAY + 3_700_000);
		await pass(1000);
		expect(calls).toEqual(['run', 'tail 3600000']);
	});

	it('asks anew when the day has changed, events or none', async () => {
		const { standing, follower, pass, calls } = setUp();
		standing.follow(follower());
		await pass(1000);
		standing.clockMoved();
		await pass(DAY);
		expect(calls).toEqual(['run']);
		standing.clockMoved();
		await pass(1000);
		expect(calls).toEqual(['run', 'run']);
	});

	it('asks anew, and not only the end, when the settings of the site have changed', async () => {
		const { standing, follower, pass, calls } = setUp({ ...query, dimensions: ['time:hour'] });
		standing.follow(follower());
		await pass(1000);
		standing.settingsChanged();
		await pass(1000);
		expect(calls).toEqual(['run', 'run']);
	});

	it('spares a client that comes back what it still holds', async () => {
		const { standing, follower, pass } = setUp();
		standing.follow(follower());
		await pass(1000);
		const [same, other] = [follower(), follower()];
		standing.follow(same, 1);
		standing.follow(other, 0);
		expect(same.got).toEqual([{ type: 'unchanged', id: 'q', data_version: 1 }]);
		expect(other.got).toMatchObject([{ type: 'result' }]);
	});

	it('tells of a failure, and recovers with the next commit', async () => {
		const { standing, follower, pass, setFailure, noon } = setUp();
		const one = follower();
		standing.follow(one);
		await pass(1000);
		setFailure(new FootfallError('query_timeout'));
		standing.touched(noon, noon);
		await pass(1000);
		expect(one.got.at(-1)).toMatchObject({ type: 'error', id: 'q', code: 'query_timeout' });
		setFailure(undefined);
		standing.touched(noon, noon);
		await pass(1000);
		expect(one.got.at(-1)).toMatchObject({ type: 'result' });
	});

	it('says nothing to those who left', async () => {
		const { standing, follower, pass, noon, set } = setUp();
		const one = follower();
		const leave = standing.follow(one);
		await pass(1000);
		leave();
		set([['Google', 9]]);
		standing.touched(noon, noon);
		await pass(1000);
		expect(one.got).toHaveLength(1);
		expect(standing.followers()).toBe(0);
	});
});
