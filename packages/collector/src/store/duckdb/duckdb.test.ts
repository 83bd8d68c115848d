import { spawn } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { EVENT_ID, type EventRecord, RECORD_VERSION } from '@footfall/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../logger.ts';
import { describeStore } from '../store.contract.ts';
import type { Store, StoreBatch, VisitRow } from '../store.ts';
import { describeSums } from '../sums.contract.ts';
import { openDuckdbStore } from './duckdb.ts';
import { idParts } from './ids.ts';

const openIn = (directory: string): Promise<Store> =>
	openDuckdbStore({ path: join(directory, 'store.duckdb'), memoryMb: 128, logger: silentLogger });

describeStore('the DuckDB store', {
	open: openIn,
	endless: 'SELECT count(*) FROM range(100000000) a, range(100000) b WHERE a.range + b.range = 3',
});

describeSums('the DuckDB store', { open: openIn });

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

	const visitOf = (visit: bigint): VisitRow => ({
		visit,
		site: 'shop',
		visitor: '0'.repeat(16),
		persistent: false,
		dims: {},
		start: 0,
		last: 0,
		finish: 0,
		pageviews: 1,
		events: 1,
		interactive: 0,
		engaged: 0,
		bounce: true,
		bot: 0,
		entry: undefined,
		exit: undefined,
		user: undefined,
	});
	/** Six characters of an id, as an older version kept them. */
	const bits36 = (text: string): number =>
		[...text].reduce(
			(value, character) => value * 64 + '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-'.indexOf(character),
			0,
		);

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

	it('written by an older version is converted: the same rows, found by the ids that were sent', async () => {
		const sent = ['mk0abc12AbC-_xyz0189.3', 'mk0abc12AbC-_xyz0190.3'];
		const halves = (id: string): string[] => [id.slice(8, 14), id.slice(14, 20)].map((text) => String(bits36(text)));
		const instance = await DuckDBInstance.create(file());
		const connection = await instance.connect();
		await connection.run(
			'CREATE TABLE events (page_time BIGINT, page_high BIGINT, page_low BIGINT, n UINTEGER, site VARCHAR, name VARCHAR, source VARCHAR, browser VARCHAR)',
		);
		await connection.run(
			'CREATE TABLE visits (visit BIGINT, site VARCHAR, source VARCHAR, country VARCHAR); CREATE TABLE waiting (page_high BIGINT, page_low BIGINT)',
		);
		for (const [i, id] of sent.entries()) {
			const [high, low] = halves(id);
			await connection.run(
				`INSERT INTO events VALUES (${Number.parseInt('mk0abc12', 36)}, ${high}, ${low}, 3, 'shop', 'click', 'Google', 'Firefox${i}')`,
			);
		}
		await connection.run("INSERT INTO visits VALUES (7, 'shop', 'Google', 'DE')");
		connection.closeSync();
		instance.closeSync();
		for (const opening of ['first', 'second']) {
			const store = await openIn(directory);
			const select = (sql: string) => store.query({ sql, params: [] });
			expect(await select('SELECT n, source, browser, country FROM events ORDER BY browser'), opening).toEqual([
				[3, 'Google', 'Firefox0', ''],
				[3, 'Google', 'Firefox1', ''],
			]);
			expect(await select('SELECT visit, source, country, browser FROM visits')).toEqual([[7, 'Google', 'DE', '']]);
			expect(await select('SELECT count(*) FROM sources')).toEqual([[2]]);
			const { events } = await store.recall({ ids: sent.map((id) => ({ site: 'shop', id })), pages: [], visitors: [], from: 0, to: 0 });
			expect(events.map(({ id }) => id).sort()).toEqual(sent);
			await store.close();
		}
	});

	it('keeps a combination once, however many there are and whoever remembers them', async () => {
		const store = await openDuckdbStore({ path: file(), memoryMb: 128, combinationsKept: 5, logger: silentLogger });
		const visit = (n: number, source: string): VisitRow => ({ ...visitOf(BigInt(n + 1) << 30n), dims: { source, os: 'Linux' } });
		const batch = (from: number, sources: readonly string[]): StoreBatch => ({
			...empty,
			from: from === 0 ? undefined : from,
			next: from + 1,
			opened: sources.map((source, i) => visit(from * 100 + i, source)),
		});
		const many = Array.from({ length: 12 }, (_, i) => `source ${i}`);
		await store.write(batch(0, many));
		await store.write(batch(1, [...many.toReversed(), 'another', '']));
		const select = (sql: string) => store.query({ sql, params: [] });
		expect(await select('SELECT source, count(*) FROM visits GROUP BY 1 HAVING count(*) <> 2 ORDER BY 1')).toEqual([
			['', 1],
			['another', 1],
		]);
		expect(await select('SELECT count(*), count(DISTINCT source) FROM sources')).toEqual([[14, 14]]);
		await store.close();
	});

	it('forgets the combinations of a batch that was not stored', async () => {
		const store = await openIn(directory);
		await store.write(empty);
		const opened = [{ ...visitOf(1n << 30n), dims: { source: 'Google' } }];
		const broken: StoreBatch = {
			...empty,
			from: 5,
			next: 6,
			opened,
			get links(): never {
				throw new RangeError('nothing of this is stored');
			},
		};
		await expect(store.write(broken)).rejects.toThrow('nothing of this is stored');
		expect(await store.query({ sql: 'SELECT count(*) FROM sources', params: [] })).toEqual([[1]]);
		await store.write({ ...empty, from: 5, next: 6, opened });
		expect(await store.query({ sql: 'SELECT source FROM visits', params: [] })).toEqual([['Google']]);
		await store.close();
	});

	it('holds a batch whole or not at all, wherever the process dies', async () => {
		const store = await openIn(directory);
		const image = (name: string): void => {
			copyFileSync(file(), file(name));
			if (existsSync(file('store.duckdb.wal'))) copyFileSync(file('store.duckdb.wal'), file(`${name}.wal`));
		};
		await store.write(empty);
		// read in the middle of the transaction, when statements before and after it have run
		const deadly: StoreBatch = {
			...empty,
			from: 5,
			next: 9,
			get links() {
				image('inside.duckdb');
				return [{ site: 'shop', visitor: '0'.repeat(16), before: '1'.repeat(16), midnight: 0 }];
			},
		};
		await store.write(deadly);
		image('after.duckdb');
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

	it('tells how far a copy is, never less than before', async () => {
		const store = await openIn(directory);
		const ask = (sql: string) => ({ sql, params: [] });
		await store.query(ask('CREATE TABLE many AS SELECT range AS n FROM range(1000000)'));
		const told: number[] = [];
		const work = 'SELECT sha256(sha256(sha256(n::VARCHAR))) AS hash FROM many';
		await store.copy(ask(work), { file: file('out.parquet'), format: 'parquet' }, { onProgress: (share) => told.push(share) });
		expect(told.length).toBeGreaterThan(0);
		expect(told).toEqual(told.toSorted((a, b) => a - b));
		expect(told.every((share) => share > 0 && share <= 1)).toBe(true);
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

	it('spells an id that stands for the same event', async () => {
		const sent = ['mk0abc12V1StGXR8_Z5j.0', `${'0'.repeat(20)}.1`, 'zzzzzzzz-_-_AZaz09-_.999999'];
		const store = await openIn(directory);
		for (const id of sent) {
			const { time, random, n } = idParts(id);
			const [[spelled] = []] = await store.query({ sql: 'SELECT event_id($1, $2, $3)', params: [time, random, n] });
			expect(spelled).toMatch(EVENT_ID);
			expect(idParts(String(spelled))).toEqual({ time, random, n });
		}
		await store.close();
	});
});
