import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventRecord } from '@footfall/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aggregator, createAggregator } from '../aggregate/aggregator.ts';
import { clicked } from '../aggregate/testing/clicks.ts';
import { createMemoryLog } from '../aggregate/testing/memoryLog.ts';
import { silentLogger } from '../logger.ts';
import { createQueryEngine } from '../query/engine.ts';
import { openDuckdbStore } from '../store/duckdb/duckdb.ts';
import type { Store } from '../store/store.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';

/** Half past three in Berlin; the day began at 22:00 UTC. */
const NOW = Date.parse('2026-05-20T13:30:00Z');
const MINUTE = 60_000;
const site = { id: 'shop', domain: 'shop.example', name: 'Shop', timeZone: 'Europe/Berlin', aliases: [], createdAt: NOW };

let directory: string;
let store: Store;
let aggregator: Aggregator;
let snapshot: Snapshot;

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-snapshot-'));
	store = await openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 128, logger: silentLogger });
	const log = createMemoryLog();
	aggregator = createAggregator({ log, store, clock: () => NOW, logger: silentLogger, paceMs: 0 });
	aggregator.start();
	const seen = (page: number, ago: number, more: Partial<EventRecord> & { client?: number; n?: number } = {}) =>
		clicked({ page, time: NOW - ago * MINUTE, client: page, ...more });
	const dims = (pathname: string, source?: string) => ({
		pathname,
		hostname: 'shop.example',
		device: 'Desktop',
		browser: 'Firefox',
		...(source === undefined ? {} : { source }),
	});
	const records = [
		seen(1, 60, { dims: dims('/', 'Google'), totals: { load: 1000, engaged: 4000 } }),
		seen(1, 59, { n: 1, name: 'click', dims: dims('/', 'Google') }),
		seen(2, 50, { dims: dims('/'), totals: { load: 4000 } }),
		seen(3, 15 * 60, { dims: dims('/early'), totals: { load: 2000 } }),
		seen(4, 16 * 60, { dims: dims('/yesterday'), totals: { load: 9000 } }),
		seen(5, 40, { bot: 90, dims: dims('/bot'), totals: { load: 9000 } }),
		seen(6, 30, { name: 'session_start', dims: dims('/') }),
	];
	await log.append(records.map((record) => ({ key: '', route: 0, value: JSON.stringify(record) })));
	await aggregator.caughtUp();
	const engine = createQueryEngine({ store, control: { findSite: () => site }, clock: () => NOW });
	const recent = {
		id: '1',
		time: '2026-05-20T13:00:00.000Z',
		name: 'session_start',
		hostname: '',
		pathname: '/x',
		title: '',
		source: '',
		country: 'FR',
		device: '',
		browser: '',
		user: '',
	};
	snapshot = await takeSnapshot(site, {
		engine,
		store,
		ring: { activeNow: async () => ({ visitors: 1, sessions: 2 }), recent: async () => [recent] },
		clock: () => NOW,
	});
});
afterAll(async () => {
	await aggregator.close();
	await store.close();
	await rm(directory, { recursive: true });
});

describe('the snapshot', () => {
	it('has the Go pipeline’s keys, and no other', () => {
		expect(Object.keys(snapshot)).toEqual([
			'timestamp',
			'total_events',
			'unique_users',
			'active_sessions',
			'events_by_type',
			'top_pages',
			'traffic_sources',
			'device_stats',
			'browser_stats',
			'hourly_page_views',
			'real_time_events',
			'performance_metrics',
		]);
		expect(Object.keys(snapshot.top_pages[0] ?? {})).toEqual([
			'url',
			'path',
			'views',
			'unique_visitors',
			'average_time_seconds',
			'bounce_rate',
		]);
	});

	it('counts the site’s own day, without bots, under the pipeline’s names', () => {
		expect(snapshot).toMatchObject({
			timestamp: '2026-05-20T13:30:00.000Z',
			total_events: 5,
			unique_users: 4,
			active_sessions: 2,
			events_by_type: { page_view: 3, click: 1, session: 1 },
			device_stats: { Desktop: 4 },
			browser_stats: { Firefox: 4 },
		});
	});

	it('tells pages and sources', () => {
		expect(snapshot.top_pages).toEqual([
			{ url: 'https://shop.example/', path: '/', views: 2, unique_visitors: 3, average_time_seconds: 4, bounce_rate: 33.33 },
			{ url: 'https://shop.example/early', path: '/early', views: 1, unique_visitors: 1, average_time_seconds: 0, bounce_rate: 100 },
		]);
		expect(snapshot.traffic_sources).toEqual([
			{ source: 'Direct / None', count: 3, percent: 75 },
			{ source: 'Google', count: 1, percent: 25 },
		]);
	});

	it('has 24 hours of the local day', () => {
		expect(snapshot.hourly_page_views).toHaveLength(24);
		expect(snapshot.hourly_page_views.filter(({ events }) => events > 0)).toEqual([
			{ hour: 0, events: 1 },
			{ hour: 14, events: 2 },
		]);
	});

	it('tells load times as they were measured', () => {
		expect(snapshot.performance_metrics).toEqual({
			average_load_time_ms: 2333,
			median_load_time_ms: 2000,
			slow_pages_count: 1,
			fast_pages_count: 2,
		});
	});

	it('shows what happened last', () => {
		expect(snapshot.real_time_events).toEqual([
			{ timestamp: '2026-05-20T13:00:00.000Z', type: 'session', url: '/x', user_id: '', location: 'FR' },
		]);
	});
});
