import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type EventRecord, RECORD_VERSION } from '@footfall/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../logger.ts';
import { describeStore } from '../store.contract.ts';
import type { Store, StoreBatch } from '../store.ts';
import { openDuckdbStore } from './duckdb.ts';
import { idParts } from './ids.ts';

const openIn = (directory: string): Promise<Store> =>
	openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 128, logger: silentLogger });

describeStore('the DuckDB store', {
	open: openIn,
	endless: 'SELECT count(*) FROM range(100000000) a, range(100000) b WHERE a.range + b.range = 3',
});

describe('a DuckDB file', () => {
	let directory: string;
	beforeEach(async () => {
		directory = await mkdtemp(join(tmpdir(), 'footfall-duckdb-'));
	});
	afterEach(async () => {
		await rm(directory, { recursive: true });
	});
	const file = (name = 'store.duckdb'): string => join(directory, name);
	const stream = { epoch: 'one', topic: 'events', partition: 0 };
	const empty: StoreBatch = {
		stream,
		from: undefined,
		next: 5,
		consumed: 5,
		duplicates: 5,
		conflicts: 0,
		quarantined: [],
		events: [],
		totals: [],
		opened: [],
		grown: [],
		moved: [],
		joined: [],
		links: [],
	};

	const recordOf = (page: number, n: number): EventRecord => ({
		v: RECORD_VERSION,
		id: `mk0abc12duckdb-te-${String(page).padStart(2, '0')}.${n}`,
		site: 'shop',
		name: 'click',
		time: 1_768_000_000_000 + n,
		received: 1_768_000_000_000 + n,
		visitor: '0'.repeat(16),
		route: 0,
		bot: 0,
		dims: {},
	});

	it('has one owner in a process', async () => {
		const store = await openIn(directory);
		await expect(openIn(directory)).rejects.toThrow(/open in this process already/);
		await store.close();
		await (await openIn(directory)).close();
	});

	it('has one owner among processes, and says so', async () => {
		const script = `require(${JSON.stringify(createRequire(import.meta.url).resolve('@duckdb/node-api'))}).DuckDBInstance.create(${JSON.stringify(file())}).then((i) => { globalThis.i = i; console.log('open'); setInterval(() => {}, 1000); })`;
		const other = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
		try {
			await new Promise((resolve) => other.stdout.once('data', resolve));
			await expect(openIn(directory)).rejects.toThrow(/in use by another process.*its own DATA_DIR/);
		} finally {
			other.kill('SIGKILL');
			await new Promise((resolve) => other.once('exit', resolve));
		}
		await (await openIn(directory)).close();
	});

	it('that is none is refused, with what to do', async () => {
		await writeFile(file(), 'once upon a time '.repeat(1000));
		await expect(openIn(directory)).rejects.toThrow(/not a readable DuckDB file.*Move it and store\.duckdb\.wal away/);
		await expect(openDuckdbStore({ path: join(directory, 'missing', 'x.duckdb'), memoryMb: 64, logger: silentLogger })).rejects.toThrow(
			/no such file or directory/i,
		);
	});

	it('written by an older version gets the columns that it lacks', async () => {
		const instance = await DuckDBInstance.create(file());
		const connection = await instance.connect();
		await connection.run("CREATE TABLE visits (visit BIGINT, site VARCHAR); INSERT INTO visits VALUES (7, 'shop')");
		connection.closeSync();
		instance.closeSync();
		const store = await openIn(directory);
		expect(await store.query({ sql: 'SELECT visit, site, visitor, source, user_after FROM visits', params: [] })).toEqual([
			[7, 'shop', 0, '', null],
		]);
		await store.close();
	});

	it('holds a batch whole or not at all, wherever the process dies', async () => {
		const store = await openIn(directory);
		const image = async (name: string): Promise<void> => {
			await copyFile(file(), file(name));
			if (await stat(file('store.duckdb.wal')).catch(() => undefined)) await copyFile(file('store.duckdb.wal'), file(`${name}.wal`));
		};
		await store.write(empty);
		let dying: Promise<void> | undefined;
		// read in the middle of the transaction, when statements before and after it have run
		const deadly: StoreBatch = {
			...empty,
			from: 5,
			next: 9,
			get links() {
				dying = image('inside.duckdb');
				return [{ site: 'shop', visitor: '0'.repeat(16), before: '1'.repeat(16), midnight: 0 }];
			},
		};
		await store.write(deadly);
		await dying;
		await image('after.duckdb');
		await store.close();

		for (const [name, position] of [
			['inside.duckdb', 5],
			['after.duckdb', 9],
		] as const) {
			const revived = await openDuckdbStore({ path: file(name), memoryMb: 64, logger: silentLogger });
			expect(revived.position(stream)).toBe(position);
			expect(revived.version()).toBe(position === 5 ? 1 : 2);
			expect(await revived.query({ sql: 'SELECT count(*) FROM links', params: [] })).toEqual([[position === 5 ? 0 : 1]]);
			await revived.close();
		}
	});

	it('takes in what was committed even while questions are asked all the time', async () => {
		const store = await openDuckdbStore({ path: file(), memoryMb: 32, logger: silentLogger });
		const { size } = await stat(file());
		const asking = new AbortController();
		const ask = async (): Promise<void> => {
			while (!asking.signal.aborted) await store.query({ sql: 'SELECT count(*) FROM range(1000000) r WHERE r.range % 7 = 3', params: [] });
		};
		const questions = Promise.all([ask(), ask(), ask(), ask()]);
		for (let n = 0; n < 14; n++) {
			const events = Array.from({ length: 1000 }, (_, i) => ({ record: recordOf(n, i), visit: null }));
			await store.write({ ...empty, from: n === 0 ? undefined : n, next: n + 1, events });
		}
		expect((await stat(file())).size).toBeGreaterThan(size);
		asking.abort();
		await questions;
		expect(await store.query({ sql: 'SELECT count(*) FROM events', params: [] })).toEqual([[14_000]]);
		await store.close();
	});

	it('runs out of memory with words, and goes on', async () => {
		const store = await openDuckdbStore({ path: file(), memoryMb: 20, logger: silentLogger });
		const greedy = "SELECT list(a.range || repeat('x', 1000)) FROM range(10000000) a";
		await expect(store.query({ sql: greedy, params: [] })).rejects.toMatchObject({
			code: 'overloaded',
			message: expect.stringContaining('FOOTFALL_DUCKDB_MEMORY_MB'),
		});
		expect(await store.query({ sql: 'SELECT 1', params: [] })).toEqual([[1]]);
		await store.close();
	});

	it('keeps an id in four numbers, and can spell it again', async () => {
		const ids = ['mk0abc12V1StGXR8_Z5j.0', `${'0'.repeat(20)}.1`, 'zzzzzzzz-_-_AZaz09-_.999999'];
		const store = await openIn(directory);
		for (const id of ids) {
			const { time, high, low, n } = idParts(id);
			expect(await store.query({ sql: 'SELECT event_id($1, $2, $3, $4)', params: [time, high, low, n] })).toEqual([[id]]);
		}
		await store.close();
	});
});
