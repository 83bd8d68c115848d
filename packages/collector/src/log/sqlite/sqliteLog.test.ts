import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Logger, silentLogger } from '../../logger.ts';
import { workerUrl } from '../../threads/workerUrl.ts';
import { collect, entries, entry, logContract, valuesOf } from '../log.contract.ts';
import type { Log } from '../log.ts';
import type { SqliteLogOptions } from './sqliteLog.ts';
import { openFollowedLog } from './testing/followedLog.ts';

logContract('the SQLite log', async () => {
	const directory = await mkdtemp(path.join(tmpdir(), 'footfall-log-'));
	return {
		open: ({ now, retentionMs }) =>
			openFollowedLog({ directory, clock: now, retentionMs, diskReserveBytes: 0, logger: silentLogger, sweepEveryMs: 10 }),
		dispose: () => rm(directory, { recursive: true, force: true }),
	};
});

describe('the SQLite log', () => {
	let directory: string;
	let open: Log[];

	const openLog = async (options: Partial<SqliteLogOptions> = {}): Promise<Log> => {
		const log = await openFollowedLog({
			directory,
			clock: Date.now,
			retentionMs: 3_600_000,
			diskReserveBytes: 0,
			logger: silentLogger,
			...options,
		});
		open.push(log);
		return log;
	};

	beforeEach(async () => {
		open = [];
		directory = await mkdtemp(path.join(tmpdir(), 'footfall-log-'));
	});

	afterEach(async () => {
		for (const log of open) await log.close();
		await rm(directory, { recursive: true, force: true });
	});

	it('commits what queued while the last group synced as one group', async () => {
		const log = await openLog({ injectSyncDelayMs: 20 });
		const started = performance.now();
		await Promise.all(Array.from({ length: 100 }, () => log.append([entry('x')])));
		await Promise.all(Array.from({ length: 100 }, () => log.append([entry('x')])));
		expect(performance.now() - started).toBeLessThan(400);
		expect(log.stats().syncMs.mean).toBeGreaterThanOrEqual(20);
	});

	it('does not block the event loop while a commit syncs', async () => {
		const log = await openLog({ injectSyncDelayMs: 200 });
		const appending = log.append(entries('a', 10));
		let longest = 0;
		let last = performance.now();
		const timer = setInterval(() => {
			longest = Math.max(longest, performance.now() - last);
			last = performance.now();
		}, 5);
		await appending;
		clearInterval(timer);
		expect(longest).toBeLessThan(150);
	});

	it('delivers a backlog far larger than memory holds of it, in order', async () => {
		const log = await openLog();
		const filler = 'x'.repeat(2000);
		for (let i = 0; i < 20; i++) await log.append(Array.from({ length: 500 }, (_, j) => entry(`${i * 500 + j}:${filler}`)));
		const seen = collect(log);
		const numbers = (await seen.until(10_000)).map((value) => Number.parseInt(value, 10));
		expect(numbers).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
		// 4 MB a batch, although 2000 entries would be allowed in larger ones.
		for (const batch of seen.batches) {
			expect(batch.entries.reduce((sum, { value }) => sum + value.length, 0)).toBeLessThan(4.2 * 1024 * 1024);
		}
	});

	it('gives the space of a deleted backlog back to the disk', async () => {
		let now = Date.now();
		const log = await openLog({ clock: () => now, retentionMs: 1000, sweepEveryMs: 5 });
		for (let i = 0; i < 20; i++) await log.append(Array.from({ length: 500 }, () => entry('x'.repeat(4000))));
		const seen = collect(log);
		await seen.until(10_000);
		const full = log.stats().bytes;
		now += 10_000;
		log.release(seen.batches[0]?.stream ?? { epoch: '', topic: '', partition: 0 }, log.stats().head);
		await expect.poll(() => log.stats().kept, { timeout: 10_000 }).toBe(0);
		await expect
			.poll(
				async () => {
					// What is freed is cut off when the write-ahead log is copied into the file, which needs further commits.
					await log.append([entry('y'.repeat(2_000_000))]);
					return log.stats().bytes;
				},
				{ timeout: 10_000, interval: 20 },
			)
			.toBeLessThan(full);
	});

	describe('when the disk fills up', () => {
		it('warns, then stops accepting before the reserve is gone, then accepts again', async () => {
			let free = 1000;
			let now = 0;
			const said: string[] = [];
			const logger: Logger = { ...silentLogger, warn: (message) => said.push(message), error: (message) => said.push(message) };
			const log = await openLog({ freeBytes: () => free, diskReserveBytes: 100, clock: () => now, logger });
			await log.append([entry('a')]);
			expect(log.stats().state).toBe('ok');

			free = 150;
			now += 1000;
			await log.append([entry('b')]);
			expect(log.stats().state).toBe('nearly_full');

			free = 99;
			now += 1000;
			await expect(log.append([entry('c')])).rejects.toMatchObject({ code: 'log_full', retryAfter: 30 });
			await expect(log.append([entry('c')])).rejects.toMatchObject({ code: 'log_full' });
			expect(log.stats().state).toBe('full');
			expect(said).toEqual(['the disk is nearly full', 'the disk is full; events are answered with 503']);

			free = 1000;
			now += 1000;
			await log.append([entry('d')]);
			expect(await collect(log).until(3)).toEqual(['a', 'b', 'd']);
		});

		it('gives back to the disk what is consumed, however new, and nothing else', async () => {
			let free = 1000;
			let now = 0;
			const log = await openLog({ freeBytes: () => free, diskReserveBytes: 100, clock: () => now, sweepEveryMs: 5 });
			for (let i = 0; i < 10; i++) await log.append(Array.from({ length: 200 }, () => entry('x'.repeat(4000))));
			const seen = collect(log);
			await seen.until(2000);
			const { bytes } = log.stats();
			free = 99;
			now += 1000;
			await expect(log.append([entry('y')])).rejects.toMatchObject({ code: 'log_full' });
			log.release(seen.batches[0]?.stream ?? { epoch: '', topic: '', partition: 0 }, seen.offsets()[1500] ?? 0);
			await expect.poll(() => log.stats().kept, { timeout: 10_000 }).toBe(500);
			// Without any further commit.
			await expect.poll(() => log.stats().bytes, { timeout: 10_000 }).toBeLessThan(bytes / 2);
		});
	});

	describe('when a sync fails', () => {
		it('rejects the group, opens the file anew and goes on; what was acknowledged stays', async () => {
			const log = await openLog({ injectSyncFailure: 3, reopenAfterMs: 30 });
			await log.append([entry('a')]);
			await log.append([entry('b')]);
			const seen = collect(log);
			await seen.until(2);
			await expect(log.append([entry('lost')])).rejects.toMatchObject({ code: 'log_unavailable' });
			expect(log.stats().state).toBe('failed');
			await expect(log.append([entry('early')])).rejects.toMatchObject({ code: 'log_unavailable' });
			await expect.poll(() => log.stats().state).toBe('ok');
			await log.append([entry('c')]);
			expect(await seen.until(3)).toEqual(['a', 'b', 'c']);
			expect(await collect(log).until(3)).toEqual(['a', 'b', 'c']);
		});

		it('closes while it is being opened anew', async () => {
			const log = await openLog({ injectSyncFailure: 1, reopenAfterMs: 60_000 });
			await expect(log.append([entry('a')])).rejects.toMatchObject({ code: 'log_unavailable' });
			await log.close();
		});
	});

	describe('the data directory', () => {
		it('belongs to one log at a time, and says who holds it', async () => {
			await openLog();
			await expect(openLog()).rejects.toThrow(
				`The data directory ${directory} is in use by another Footfall (pid ${process.pid}). Stop it, or set DATA_DIR to another directory.`,
			);
		});

		it('is free again after a close', async () => {
			await (await openLog()).close();
			await (await openLog()).append([entry('a')]);
		});

		it('is free again after the process that held it was killed, with every acknowledged entry in it', async () => {
			const built = new URL('sqliteLog.js', workerUrl('log/sqlite/writer.js'));
			const code = `
				import { openSqliteLog } from ${JSON.stringify(built.href)};
				const logger = { error() {}, warn() {}, info() {}, debug() {} };
				const log = await openSqliteLog({ directory: ${JSON.stringify(directory)}, clock: Date.now, retentionMs: 1e9, diskReserveBytes: 0, logger });
				for (let i = 0; ; i++) {
					await log.append([{ key: '', route: 0, value: String(i) }]);
					process.stdout.write(i + '\\n');
				}`;
			const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
			let printed = '';
			child.stdout.on('data', (chunk: Buffer) => {
				printed += chunk.toString();
			});
			await expect.poll(() => printed.split('\n').length, { timeout: 10_000 }).toBeGreaterThan(100);
			await expect(openLog()).rejects.toThrow(`(pid ${child.pid})`);
			child.kill('SIGKILL');
			await once(child, 'close');
			const acknowledged = printed.split('\n').slice(0, -1);
			const log = await openLog();
			const seen = await collect(log).until(acknowledged.length);
			expect(seen.slice(0, acknowledged.length)).toEqual(acknowledged);
			expect(seen).toEqual(valuesOf(seen.length));
		});

		it('that is a file gives one clear line', async () => {
			const file = path.join(directory, 'file');
			await writeFile(file, '');
			await expect(openLog({ directory: file })).rejects.toThrow(`The data directory ${file} cannot be written.`);
		});
	});
});
