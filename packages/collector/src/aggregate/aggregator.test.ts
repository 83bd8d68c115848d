import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventRecord, pageTotals, visitColumns } from '@footfall/protocol';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../logger.ts';
import { openDuckdbStore } from '../store/duckdb/duckdb.ts';
import { FencedError, type Store, type StoreBatch, UnstorableError } from '../store/store.ts';
import { type Aggregator, createAggregator } from './aggregator.ts';
import { arrivals, clicked, events, MIDNIGHT } from './testing/clicks.ts';
import { createMemoryLog } from './testing/memoryLog.ts';
import { type ExpectedEvent, type ExpectedVisit, expectedRows } from './testing/reference.ts';

const HOUR = 3_600_000;
let directory: string;
let store: Store;
const open = (): Promise<Store> => openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 128, logger: silentLogger });
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-aggregate-'));
	store = await open();
});
afterEach(async () => {
	await store.close();
	await rm(directory, { recursive: true });
});

const entry = (value: unknown) => ({ key: '', route: 0, value: typeof value === 'string' ? value : JSON.stringify(value) });
const select = (sql: string) => store.query({ sql, params: [] });

function aggregatorOf(log: ReturnType<typeof createMemoryLog>, into: Store = store): Aggregator {
	return createAggregator({ log, store: into, clock: () => MIDNIGHT, logger: silentLogger, paceMs: 0 });
}

/** What the tables hold of a site, in the words of the reference. */
async function rowsOf(site: string): Promise<{ visits: ExpectedVisit[]; events: ExpectedEvent[] }> {
	const hash = "lpad(lower(hex(visitor)), 16, '0')";
	const dims = visitColumns.join(" || '|' || ");
	const visits = await store.query({
		sql: `SELECT visit::VARCHAR, ${hash}, start, last, finish, pageviews, events, interactive, engaged, bounce, bot, persistent, entry_page, exit_page, user_id, ${dims} FROM visits WHERE site = $1 ORDER BY 1`,
		params: [site],
	});
	const rows = await store.query({
		sql: `SELECT event_id(page_time, page_random, n), visit::VARCHAR, ${hash}, ${dims}, ${pageTotals.join(', ')} FROM events WHERE site = $1 ORDER BY 1`,
		params: [site],
	});
	const names = [
		'visit',
		'visitor',
		'start',
		'last',
		'finish',
		'pageviews',
		'events',
		'interactive',
		'engaged',
		'bounce',
		'bot',
		'persistent',
		'entry',
		'exit',
		'user',
		'dims',
	];
	return {
		visits: visits.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])) as unknown as ExpectedVisit),
		events: rows.map(
			([id, visit, visitor, text, ...totals]) =>
				({
					id,
					visit,
					visitor,
					dims: text,
					totals: Object.fromEntries(pageTotals.flatMap((name, i) => (totals[i] === null ? [] : [[name, totals[i]]]))),
				}) as ExpectedEvent,
		),
	};
}

function expectedOf(records: readonly EventRecord[]) {
	const { visits, events: rows } = expectedRows(records);
	return { visits: visits.sort((a, b) => (a.visit < b.visit ? -1 : 1)), events: rows.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

describe('the aggregator', () => {
	it('makes the same rows of the same events, in any order, any batches, with a restart after any of them', {
		timeout: 120_000,
	}, async () => {
		let run = 0;
		// ten sites at a time, so that a batch holds several cases and their events lie between each other's
		const sites = fc.array(
			events.chain((records) => fc.tuple(fc.constant(records), arrivals(records, 24))),
			{ minLength: 10, maxLength: 10 },
		);
		await fc.assert(
			fc.asyncProperty(
				sites,
				fc.array(fc.constantFrom('go on', 'go on', 'restart', 'reopen'), { minLength: 5, maxLength: 5 }),
				async (cases, between) => {
					run++;
					const stream = { epoch: `run ${run}`, topic: 'events', partition: 0 };
					const log = createMemoryLog(stream);
					const named = cases.map(([records, batches], i) => {
						const site = `site ${run}.${i}`;
						return {
							site,
							records: records.map((record) => ({ ...record, site })),
							batches: batches.map((batch) => batch.map((record) => ({ ...record, site }))),
						};
					});
					let aggregator = aggregatorOf(log);
					aggregator.start();
					const most = Math.max(...named.map(({ batches }) => batches.length));
					for (let i = 0; i < most; i++) {
						const batch = named.flatMap(({ batches }) => batches[i] ?? []);
						await log.append(batch.map(entry));
						await aggregator.caughtUp();
						const then = between[i % between.length];
						if (then === 'go on') continue;
						await aggregator.close();
						if (then === 'reopen') {
							await store.close();
							store = await open();
						}
						aggregator = aggregatorOf(log);
						aggregator.start();
					}
					await aggregator.close();
					expect(store.position(stream)).toBe(log.stats().head);
					for (const { site, records } of named) expect(await rowsOf(site)).toEqual(expectedOf(records));
				},
			),
			{ numRuns: 20, endOnFailure: true },
		);
		const { consumed, stored, duplicate } = store.ledger();
		expect(consumed).toBe(stored + duplicate);
	});

	it('forgets yesterday’s links, but not a visit that goes on for a week', async () => {
		const records = Array.from({ length: 400 }, (_, n) => clicked({ time: MIDNIGHT - HOUR + n * 29 * 60_000, page: n }));
		const log = createMemoryLog();
		const aggregator = createAggregator({ log, store, clock: () => MIDNIGHT, logger: silentLogger, paceMs: 0, maxEntries: 25 });
		await log.append(records.map(entry));
		aggregator.start();
		await aggregator.caughtUp();
		await aggregator.close();
		expect(await rowsOf('shop')).toEqual(expectedOf(records));
		expect(await select('SELECT count(*) FROM visits')).toEqual([[1]]);
		const [[oldest]] = (await select('SELECT min(midnight) FROM links')) as [[number]];
		expect(oldest).toBeGreaterThanOrEqual((records.at(-1)?.received ?? 0) - 48 * HOUR);
	});

	it('sets aside what it cannot use, with the reason, and goes on', async () => {
		const good = clicked({ time: MIDNIGHT, n: 0 });
		const bad: [unknown, string][] = [
			['{"v":1,', 'not_json'],
			['null', 'invalid_record'],
			['[]', 'invalid_record'],
			[{ ...good, v: 2 }, 'unknown_version'],
			[{ ...good, id: "x'; DROP TABLE events" }, 'invalid_id'],
			[{ ...good, site: '' }, 'invalid_site'],
			[{ ...good, name: 7 }, 'invalid_name'],
			[{ ...good, time: 'NaN' }, 'invalid_time'],
			[{ ...good, time: 2 ** 41 }, 'invalid_time'],
			[{ ...good, received: null }, 'invalid_received'],
			[{ ...good, visitor: 'F' }, 'invalid_visitor'],
			[{ ...good, before: 5 }, 'invalid_before'],
			[{ ...good, session: {} }, 'invalid_session'],
			[{ ...good, user: [] }, 'invalid_user'],
			[{ ...good, bot: 101 }, 'invalid_bot'],
			[{ ...good, dims: { source: 5 } }, 'invalid_dims'],
			[{ ...good, props: { deep: {} } }, 'invalid_props'],
			[{ ...good, revenue: { amount: 0.5, currency: 'EUR' } }, 'invalid_revenue'],
			[{ ...good, totals: { engaged: -1 } }, 'invalid_totals'],
		];
		const log = createMemoryLog();
		await log.append([...bad.map(([value]) => entry(value)), entry(good), entry(`"${'x'.repeat(1_000_000)}"`)]);
		const aggregator = aggregatorOf(log);
		aggregator.start();
		await aggregator.caughtUp();
		await aggregator.close();
		expect((await select('SELECT reason FROM quarantine ORDER BY position')).map(([reason]) => reason)).toEqual([
			...bad.map(([, reason]) => reason),
			'invalid_record',
		]);
		expect(await select('SELECT max(length(value)) FROM quarantine')).toEqual([[65_536]]);
		const { consumed, stored, quarantined } = store.ledger();
		expect({ consumed, stored }).toEqual({ consumed: bad.length + 2, stored: 1 });
		expect(Object.values(quarantined).reduce((a, b) => a + b, 0)).toBe(bad.length + 1);
	});

	it('mends what no store can keep: NULs and half characters', async () => {
		const log = createMemoryLog();
		await log.append([
			entry(
				JSON.stringify(clicked({ time: MIDNIGHT, name: 'a\0b\ud800c', props: { 'k\udfff': 'v\0' }, dims: { pathname: '/\ud83d\ude00' } })),
			),
		]);
		const aggregator = aggregatorOf(log);
		aggregator.start();
		await aggregator.caughtUp();
		await aggregator.close();
		expect(await select('SELECT name, props, pathname FROM events')).toEqual([['ab\ufffdc', '{"k\ufffd":"v"}', '/😀']]);
	});

	it('takes the first of two events with the same id, and counts another content as a conflict', async () => {
		const log = createMemoryLog();
		const record = clicked({ time: MIDNIGHT + HOUR, name: 'Signup', props: { plan: 'pro' } });
		const aggregator = aggregatorOf(log);
		aggregator.start();
		await log.append([
			entry(record),
			entry({ ...record, time: record.time + 7, received: 5 }),
			entry({ ...record, props: { plan: 'free' } }),
		]);
		await aggregator.caughtUp();
		await log.append([
			entry({ ...record, visitor: '1'.repeat(16) }),
			entry({ ...record, name: 'Login' }),
			entry({ ...record, site: 'another' }),
		]);
		await aggregator.caughtUp();
		await aggregator.close();
		expect(store.ledger()).toMatchObject({ consumed: 6, stored: 2, duplicate: 2, conflict: 2 });
		expect(await select("SELECT name, props, time FROM events WHERE site = 'shop'")).toEqual([['Signup', '{"plan":"pro"}', record.time]]);
	});

	it('reads a log made anew from its beginning', async () => {
		for (const epoch of ['one', 'two']) {
			const log = createMemoryLog({ epoch, topic: 'events', partition: 0 });
			await log.append([
				entry(clicked({ time: MIDNIGHT, n: epoch.length })),
				entry(clicked({ time: MIDNIGHT, name: 'click', n: epoch === 'one' ? 8 : 9 })),
			]);
			const aggregator = aggregatorOf(log);
			aggregator.start();
			await aggregator.caughtUp();
			await aggregator.close();
			expect(log.released).toBe(2);
		}
		expect(store.ledger()).toMatchObject({ consumed: 4, stored: 3, duplicate: 1 });
	});

	/** A store whose writes fail when told to, before or after they have happened. */
	const failing = (fails: (batch: StoreBatch) => 'before' | 'after' | undefined, error = new Error('the disk is full')): Store => ({
		...store,
		async write(batch) {
			const when = fails(batch);
			if (when === 'before') throw error;
			await store.write(batch);
			if (when === 'after') throw error;
		},
	});

	it('tries again until the store takes a batch, and stores it once even when it was stored unnoticed', async () => {
		const log = createMemoryLog();
		const faults: ('before' | 'after' | undefined)[] = ['before', 'after', undefined];
		const aggregator = aggregatorOf(
			log,
			failing(() => faults.shift()),
		);
		aggregator.start();
		await log.append([entry(clicked({ time: MIDNIGHT }))]);
		await aggregator.caughtUp();
		expect(aggregator.stats()).toMatchObject({ state: 'running', behind: 0, last: { entries: 1 } });
		await log.append([entry(clicked({ time: MIDNIGHT, n: 1 }))]);
		await aggregator.caughtUp();
		await aggregator.close();
		expect(store.ledger()).toMatchObject({ consumed: 2, stored: 2, duplicate: 0 });
	});

	it('finds the one event that the store can never take, and stores its neighbours', async () => {
		const log = createMemoryLog();
		const records = Array.from({ length: 21 }, (_, n) =>
			clicked({ time: MIDNIGHT + n, page: n, dims: { pathname: n === 13 ? '/poison' : `/${n}` } }),
		);
		await log.append(records.map(entry));
		const poisoned = ({ events: rows }: StoreBatch) =>
			rows.some(({ record }) => record.dims.pathname === '/poison') ? 'before' : undefined;
		const aggregator = aggregatorOf(log, failing(poisoned, new UnstorableError('no such thing')));
		aggregator.start();
		await aggregator.caughtUp();
		await aggregator.close();
		expect(store.ledger()).toMatchObject({ consumed: 21, stored: 20, quarantined: { unstorable: 1 } });
		expect(await select('SELECT position FROM quarantine')).toEqual([[13]]);
		expect(await select('SELECT pageviews FROM visits')).toEqual([[20]]);
	});

	it('stops when another aggregator has written meanwhile', async () => {
		const log = createMemoryLog();
		const aggregator = aggregatorOf(
			log,
			failing(() => 'before', new FencedError('somebody else')),
		);
		aggregator.start();
		await log.append([entry(clicked({ time: MIDNIGHT }))]);
		await expect(aggregator.caughtUp()).rejects.toThrow('somebody else');
		expect(aggregator.stats().state).toBe('failed');
		await aggregator.close();
		expect(log.released).toBe(0);
	});

	it('can be closed while the store takes nothing, and loses nothing by it', async () => {
		const log = createMemoryLog();
		await log.append([entry(clicked({ time: MIDNIGHT }))]);
		const stuck = aggregatorOf(
			log,
			failing(() => 'before'),
		);
		stuck.start();
		while (stuck.stats().state !== 'retrying') await new Promise((resolve) => setTimeout(resolve, 5));
		await stuck.close();
		expect(stuck.stats().state).toBe('stopped');
		const aggregator = aggregatorOf(log);
		aggregator.start();
		await aggregator.caughtUp();
		await aggregator.close();
		expect(store.ledger()).toMatchObject({ consumed: 1, stored: 1 });
	});
});
