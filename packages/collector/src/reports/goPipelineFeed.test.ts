import type { LiveEvent } from '@footfall/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Envelope, feedGoPipeline } from './goPipelineFeed.ts';
import type { Snapshot } from './snapshot.ts';

const site = { id: 'shop', domain: 'shop.example', name: 'Shop', timeZone: 'UTC', aliases: [], createdAt: 0 };
const happened: LiveEvent = {
	id: '1',
	time: '2026-05-20T12:00:00.000Z',
	name: 'pageview',
	hostname: 'shop.example',
	pathname: '/cart',
	title: '',
	source: '',
	country: 'DE',
	device: '',
	browser: '',
	user: 'u1',
};

function setUp() {
	const got: Envelope[] = [];
	let load = 500;
	let failing = false;
	let tell: ((site: string) => void) | undefined;
	const snapshot = async (): Promise<Snapshot> => {
		if (failing) throw new Error('the store is busy');
		return { total_events: 3, performance_metrics: { average_load_time_ms: load } } as Snapshot;
	};
	const end = feedGoPipeline(site, (message) => void got.push(message), {
		snapshot,
		ring: {
			onEvent(of, listener) {
				tell = (id) => (id === of ? listener(happened) : undefined);
				return () => {
					tell = undefined;
				};
			},
		},
		clock: Date.now,
	});
	return {
		got,
		end,
		types: () => got.map(({ type }) => type),
		happens: (id: string) => tell?.(id),
		listening: () => tell !== undefined,
		set(next: { load?: number; failing?: boolean }) {
			load = next.load ?? load;
			failing = next.failing ?? failing;
		},
	};
}

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 4, 20, 12) }));
afterEach(() => void vi.useRealTimers());

describe('the Go pipeline’s dashboard', () => {
	it('gets a snapshot on connect and an update every five seconds', async () => {
		const { got, types } = setUp();
		await vi.advanceTimersByTimeAsync(10_000);
		expect(types()).toEqual(['analytics_snapshot', 'analytics_update', 'analytics_update']);
		expect(got[0]).toMatchObject({ timestamp: '2026-05-20T12:00:00.000Z', data: { total_events: 3 } });
	});

	it('hears each event of its site as it happens, in the pipeline’s own names', async () => {
		const { got, happens } = setUp();
		await vi.advanceTimersByTimeAsync(1);
		happens('other');
		happens('shop');
		expect(got.slice(1)).toEqual([
			{
				type: 'real_time_event',
				timestamp: '2026-05-20T12:00:00.001Z',
				data: { timestamp: happened.time, type: 'page_view', url: 'https://shop.example/cart', user_id: 'u1', location: 'DE' },
			},
		]);
	});

	it('is alerted once when pages become slow, and once when they are no longer', async () => {
		const { got, set } = setUp();
		await vi.advanceTimersByTimeAsync(1);
		set({ load: 3500 });
		await vi.advanceTimersByTimeAsync(15_000);
		set({ load: 3000 });
		await vi.advanceTimersByTimeAsync(10_000);
		const alerts = got.filter(({ type }) => type === 'alert').map(({ data }) => data as Record<string, unknown>);
		expect(alerts).toEqual([
			expect.objectContaining({ type: 'performance', severity: 'warning', resolved: false, threshold: 3000, current_value: 3500 }),
			expect.objectContaining({ resolved: true, current_value: 3000 }),
		]);
		expect(alerts[1]?.id).toBe(alerts[0]?.id);
	});

	it('misses an update while the store is busy, not the ones after', async () => {
		const { types, set } = setUp();
		await vi.advanceTimersByTimeAsync(1);
		set({ failing: true });
		await vi.advanceTimersByTimeAsync(5000);
		set({ failing: false });
		await vi.advanceTimersByTimeAsync(5000);
		expect(types()).toEqual(['analytics_snapshot', 'analytics_update']);
	});

	it('is left alone once it is gone', async () => {
		const { got, end, listening } = setUp();
		end();
		await vi.advanceTimersByTimeAsync(20_000);
		expect([got, listening(), vi.getTimerCount()]).toEqual([[], false, 0]);
	});
});
