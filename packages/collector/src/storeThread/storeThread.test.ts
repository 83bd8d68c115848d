import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventRecord, LiveEvent } from '@footfall/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteLog, type SqliteLog } from '../log/sqlite/sqliteLog.ts';
import { type Logger, silentLogger } from '../logger.ts';
import { duckdbDialect } from '../store/duckdb/dialect.ts';
import { openStoreThread, type StoreThread } from './open.ts';

let directory: string;
let log: SqliteLog;
let opened: StoreThread[];
let said: string[];
const note = (message: string): void => void said.push(message);
const logger: Logger = { ...silentLogger, error: note, warn: note };

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-thread-'));
	opened = [];
	said = [];
	log = await openLog();
});
afterEach(async () => {
	for (const thread of opened) await thread.close();
	await log.close();
	await rm(directory, { recursive: true });
});

const openLog = (): Promise<SqliteLog> =>
	openSqliteLog({ directory: join(directory, 'log'), clock: Date.now, retentionMs: 3_600_000, diskReserveBytes: 0, logger: silentLogger });

async function open(path = join(directory, 'store.duckdb')): Promise<StoreThread> {
	const thread = await openStoreThread({ source: { seat: log.seat() }, path, memoryMb: 128, dialect: duckdbDialect, logger });
	opened.push(thread);
	return thread;
}

let made = 0;
function record(given: Partial<EventRecord> = {}): EventRecord {
	const time = Date.now();
	const id = `${time.toString(36)}${(made++).toString(36).padStart(12, '0')}.0`;
	const dims = { pathname: '/', title: 'Home' };
	return { v: 1, id, site: 'shop', name: 'pageview', time, received: time, visitor: '00000000000000aa', route: 0, bot: 0, dims, ...given };
}
const append = (...records: EventRecord[]): Promise<void> =>
	log.append(records.map((value) => ({ key: value.visitor, route: 0, value: JSON.stringify(value) })));

const count = async ({ store }: StoreThread): Promise<unknown> => {
	const [row] = await store.query({ sql: 'SELECT count(*) FROM events', params: [] });
	return row?.[0];
};
const patience = { timeout: 10_000, interval: 10 };

describe('the store in its thread', () => {
	it('takes in what the log gets, announces each commit, and tells who is active', async () => {
		const thread = await open();
		const versions: number[] = [];
		const touched: string[] = [];
		thread.store.onCommit(({ version, sites }) => {
			versions.push(version);
			touched.push(...sites.keys());
		});
		await append(record(), record({ visitor: '00000000000000bb' }));
		await expect.poll(() => count(thread), patience).toBe(2);
		// a reader may see a commit before it is told
		await expect.poll(() => touched, patience).toContain('shop');
		expect(thread.store.version()).toBe(versions.at(-1));
		expect(await thread.ring.activeNow('shop')).toEqual({ visitors: 2, sessions: 2 });
		expect(await thread.stats()).toMatchObject({ state: 'running', behind: 0, ledger: { consumed: 2, stored: 2 } });
	});

	it('tells how far a copy is to whoever asks for it', async () => {
		const { store } = await open();
		await store.query({ sql: 'CREATE TABLE many AS SELECT range AS n FROM range(1000000)', params: [] });
		const told: number[] = [];
		const statement = { sql: 'SELECT sha256(sha256(sha256(n::VARCHAR))) AS hash FROM many', params: [] };
		const target = { file: join(directory, 'out.parquet'), format: 'parquet' } as const;
		expect(await store.copy(statement, target, { onProgress: (share) => told.push(share) })).toBe(1_000_000);
		expect(told.length).toBeGreaterThan(0);
		expect(told.every((share) => share > 0 && share <= 1)).toBe(true);
	});

	it('goes on where it was after it was closed and opened again', async () => {
		const first = await open();
		await append(record());
		await expect.poll(() => count(first), patience).toBe(1);
		await first.close();
		await append(record());
		const second = await open();
		await expect.poll(() => count(second), patience).toBe(2);
		expect((await second.stats()).ledger).toMatchObject({ consumed: 2, stored: 2, duplicate: 0 });
	});

	it('tells the events of a site to those who watch it, and of no other', async () => {
		const { ring } = await open();
		const heard: LiveEvent[] = [];
		const stop = ring.onEvent('shop', (event) => heard.push(event));
		expect(await ring.recent('shop', 10)).toEqual([]);
		await append(record({ name: 'Signup' }), record({ site: 'other', name: 'Elsewhere' }));
		await expect.poll(() => heard.map(({ name }) => name), patience).toEqual(['Signup']);
		stop();
		await append(record({ name: 'Later' }));
		await expect.poll(async () => (await ring.recent('shop', 10)).map(({ name }) => name), patience).toEqual(['Later', 'Signup']);
		expect(heard).toHaveLength(1);
	});

	it('answers in codes: a cancelled question, one that takes too long, SQL that is none', async () => {
		const { store } = await open();
		const endless = { sql: 'SELECT count(*) FROM range(10000000000) a, range(1000) b WHERE a.range % 7 = b.range % 3', params: [] };
		const leaving = new AbortController();
		const left = store.query(endless, { signal: leaving.signal });
		leaving.abort();
		await expect(left).rejects.toMatchObject({ code: 'query_cancelled' });
		await expect(store.query(endless, { signal: leaving.signal })).rejects.toMatchObject({ code: 'query_cancelled' });
		await expect(store.query(endless, { timeout: 50 })).rejects.toMatchObject({ code: 'query_timeout', status: 503 });
		await expect(store.query({ sql: 'SELECT nothing', params: [] })).rejects.toThrow(/nothing/);
	});

	it('says to the operator why the store cannot be opened', async () => {
		await expect(open(join(directory, 'log'))).rejects.toThrow(/log cannot be opened/);
	});

	it('is told to be shutting down once it is closed, and takes nothing from the log any more', async () => {
		const thread = await open();
		await thread.close();
		await expect(count(thread)).rejects.toMatchObject({ code: 'shutting_down' });
		await append(record());
		expect(said).toEqual([]);
	});
});
