import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log, LogBatch, LogEntry, Stream, SubscribeOptions } from './log.ts';

/** What a driver gives the suite: logs over one storage that lives as long as the test. */
export interface LogHarness {
	/** Opens the log; after `close` again, with what was kept. `now` is the time that the log sees, ms. */
	open(options: { now: () => number; retentionMs: number }): Promise<Log>;
	/** Deletes the storage. */
	dispose(): Promise<void>;
	/** The position after the newest entry as its subscribers count it; default: what the log's own stats say. */
	headOf?(): Promise<number>;
	/** Resolves when all that was appended is where subscribers read it; default: it is there at once. */
	settled?(): Promise<void>;
	/** What the log has said of a subscription that cannot begin, where it tells the operator instead of ending it. */
	complaint?(): string;
}

/** Promises that a driver keeps in another way, each with the reason. */
export type Exceptions = Partial<Record<'keeps until released', string>>;

const HOUR = 3_600_000;

export function entry(value: string): LogEntry {
	return { key: `key of ${value}`, route: value.length % 256, value };
}

export const entries = (prefix: string, count: number): LogEntry[] => Array.from({ length: count }, (_, i) => entry(`${prefix}${i}`));

export const valuesOf = (count: number, prefix = ''): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

/** A subscriber that keeps what it gets and can be waited for. */
export function collect(log: Log, options: Partial<SubscribeOptions> = {}) {
	const batches: LogBatch[] = [];
	const subscription = log.subscribe({
		startAt: () => 'oldest',
		...options,
		async onBatch(batch) {
			await options.onBatch?.(batch);
			batches.push(batch);
		},
	});
	const values = (): string[] => batches.flatMap((batch) => batch.entries.map(({ value }) => value));
	return {
		batches,
		values,
		offsets: (): number[] => batches.flatMap((batch) => batch.entries.map(({ offset }) => offset)),
		close: () => subscription.close(),
		async until(count: number): Promise<string[]> {
			await expect.poll(() => values().length, { timeout: 10_000, interval: 5 }).toBeGreaterThanOrEqual(count);
			return values();
		},
	};
}

/** The promises of `Log`, held against a driver. */
export function logContract(name: string, harness: () => Promise<LogHarness>, exceptions: Exceptions = {}): void {
	describe(`${name} keeps the promises of a log`, () => {
		let storage: LogHarness;
		let open: Log[];
		let now: number;

		const openLog = async (retentionMs = HOUR): Promise<Log> => {
			const log = await storage.open({ now: () => now, retentionMs });
			open.push(log);
			return log;
		};

		const streamOf = async (log: Log): Promise<Stream> => {
			const seen = collect(log);
			await seen.until(1);
			await seen.close();
			return (seen.batches[0] as LogBatch).stream;
		};

		const itUnless = (promise: keyof Exceptions, title: string, test: () => Promise<void>): void => {
			if (exceptions[promise] === undefined) it(title, test);
		};

		const headOf = async (log: Log): Promise<number> => (storage.headOf ? await storage.headOf() : log.stats().head);

		beforeEach(async () => {
			now = Date.UTC(2026, 0, 1);
			open = [];
			storage = await harness();
		});

		afterEach(async () => {
			for (const log of open) await log.close();
			await storage.dispose();
		});

		it('hands a subscriber what was appended, in the order given', async () => {
			const log = await openLog();
			await log.append(entries('a', 5));
			await log.append(entries('b', 3));
			const seen = collect(log);
			expect(await seen.until(8)).toEqual([...valuesOf(5, 'a'), ...valuesOf(3, 'b')]);
		});

		it('keeps the entries of one call together when many calls run at once', async () => {
			const log = await openLog();
			const calls = Array.from({ length: 200 }, (_, i) => entries(`${i}:`, 1 + (i % 5)));
			await Promise.all(calls.map((call) => log.append(call)));
			const total = calls.flat().length;
			const seen = await collect(log).until(total);
			let at = 0;
			while (at < seen.length) {
				const call = Number(seen[at]?.split(':')[0]);
				const size = 1 + (call % 5);
				expect(seen.slice(at, at + size)).toEqual(valuesOf(size, `${call}:`));
				at += size;
			}
			expect(new Set(seen).size).toBe(total);
		});

		it('takes an empty append', async () => {
			const log = await openLog();
			await log.append([]);
			expect(log.stats().appended).toBe(0);
		});

		it('keeps every character: quotes, line ends, NUL, other scripts, emoji', async () => {
			const log = await openLog();
			const odd = ['"\\\'', 'a\nb\r\n', 'nul\u0000nul', 'Ünïcödé שלום 日本語', '👩‍👩‍👧‍👦', '{"a":[1,2,{"b":null}]}'];
			await log.append(odd.map(entry));
			expect(await collect(log).until(odd.length)).toEqual(odd);
		});

		it('wakes a waiting subscriber at the commit', async () => {
			const log = await openLog();
			const seen = collect(log);
			await log.append([entry('first')]);
			await seen.until(1);
			await log.append([entry('second')]);
			expect(await seen.until(2)).toEqual(['first', 'second']);
		});

		it('gives offsets that grow, and positions to continue from', async () => {
			const log = await openLog();
			await log.append(entries('a', 10));
			const seen = collect(log, { maxEntries: 4 });
			await seen.until(10);
			const offsets = seen.offsets();
			expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
			expect(new Set(offsets).size).toBe(10);
			expect(seen.batches.map((batch) => batch.entries.length)).toEqual([4, 4, 2]);
			expect(seen.batches.map((batch) => batch.behind)).toEqual([6, 2, 0]);
			for (const batch of seen.batches) expect(batch.next).toBe((batch.entries.at(-1)?.offset ?? Number.NaN) + 1);
			expect(await headOf(log)).toBe(seen.batches.at(-1)?.next);
		});

		it('gives one batch at a time, and waits until it is handled', async () => {
			const log = await openLog();
			await log.append(entries('a', 30));
			let running = 0;
			let most = 0;
			const seen = collect(log, {
				maxEntries: 5,
				async onBatch() {
					most = Math.max(most, ++running);
					await new Promise((resolve) => setTimeout(resolve, 5));
					running--;
				},
			});
			await seen.until(30);
			expect(most).toBe(1);
		});

		it('starts where it is told: at a position', async () => {
			const log = await openLog();
			await log.append(entries('a', 6));
			const first = collect(log);
			await first.until(6);
			const position = first.offsets()[4] ?? Number.NaN;
			expect(await collect(log, { startAt: () => position }).until(2)).toEqual(['a4', 'a5']);
		});

		it('starts where it is told: at the first entry since an instant', async () => {
			const log = await openLog();
			for (let minute = 0; minute < 20; minute++) {
				await log.append(entries(`${minute}:`, 3));
				now += 60_000;
			}
			await storage.settled?.();
			const since = Date.UTC(2026, 0, 1) + 15 * 60_000;
			const seen = await collect(log, { startAt: () => ({ since }) }).until(15);
			expect(seen).toHaveLength(15);
			expect(seen[0]).toBe('15:0');
			const none = collect(log, { startAt: () => ({ since: Date.UTC(2026, 0, 1, 1) }) });
			now = Date.UTC(2026, 0, 1, 1);
			await log.append([entry('later')]);
			expect(await none.until(1)).toEqual(['later']);
		});

		it('starts every subscriber by itself', async () => {
			const log = await openLog();
			await log.append(entries('a', 4));
			const [one, two] = [collect(log), collect(log, { maxEntries: 1 })];
			expect(await one.until(4)).toEqual(await two.until(4));
		});

		it('keeps its entries, epoch and positions when opened again', async () => {
			const log = await openLog();
			await log.append(entries('a', 3));
			const stream = await streamOf(log);
			const { head } = log.stats();
			const position = await headOf(log);
			await log.close();
			const again = await openLog();
			expect(again.stats()).toMatchObject({ head, appended: 0, kept: 3 });
			expect(await streamOf(again)).toEqual(stream);
			await again.append([entry('b')]);
			expect(await collect(again, { startAt: () => position }).until(1)).toEqual(['b']);
		});

		it('is another stream in another storage', async () => {
			const log = await openLog();
			await log.append([entry('a')]);
			const other = await harness();
			const second = await other.open({ now: () => now, retentionMs: HOUR });
			await second.append([entry('a')]);
			expect(await streamOf(second)).not.toEqual(await streamOf(log));
			await second.close();
			await other.dispose();
		});

		it('refuses a position that lies beyond its end, rather than wait there', async () => {
			const log = await openLog();
			let failure: unknown;
			log.subscribe({
				startAt: () => 1000,
				onBatch: async () => undefined,
				onFailure: (error) => {
					failure = error;
				},
			});
			await expect.poll(() => String(failure ?? storage.complaint?.()), { timeout: 10_000 }).toContain('before the position 1000');
		});

		it('ends a subscription whose handler fails, tells why, and leaves the others', async () => {
			const log = await openLog();
			let failure: unknown;
			const failing = collect(log, {
				onBatch: () => Promise.reject(new Error('the store is gone')),
				onFailure: (error) => {
					failure = error;
				},
			});
			const other = collect(log);
			await log.append([entry('a')]);
			await expect.poll(() => String(failure), { timeout: 10_000 }).toContain('the store is gone');
			await log.append([entry('b')]);
			expect(await other.until(2)).toEqual(['a', 'b']);
			expect(failing.values()).toEqual([]);
		});

		it('closes a subscription after the batch in hand', async () => {
			const log = await openLog();
			await log.append(entries('a', 10));
			let finish = (): void => undefined;
			let begun = false;
			const seen = collect(log, {
				maxEntries: 2,
				onBatch: () =>
					new Promise((resolve) => {
						begun = true;
						finish = resolve;
					}),
			});
			await expect.poll(() => begun, { timeout: 10_000 }).toBe(true);
			const closing = seen.close();
			let closed = false;
			void closing.then(() => {
				closed = true;
			});
			await new Promise((resolve) => setTimeout(resolve, 20));
			expect(closed).toBe(false);
			finish();
			await closing;
			expect(seen.values()).toEqual(['a0', 'a1']);
		});

		it('closes a subscription that waits', async () => {
			const log = await openLog();
			const seen = collect(log);
			await seen.close();
			await log.append([entry('a')]);
			expect(seen.values()).toEqual([]);
		});

		itUnless('keeps until released', 'deletes what is released and older than the retention', async () => {
			const log = await openLog(HOUR);
			await log.append(entries('old', 10));
			const stream = await streamOf(log);
			const { head } = log.stats();
			now += 2 * HOUR;
			await log.append(entries('new', 5));
			log.release(stream, head);
			await expect.poll(() => log.stats().kept).toBe(5);
			expect(await collect(log).until(5)).toEqual(valuesOf(5, 'new'));
		});

		itUnless('keeps until released', 'never deletes what is not released, however old', async () => {
			const log = await openLog(HOUR);
			await log.append(entries('a', 10));
			const seen = collect(log);
			await seen.until(10);
			const stream = (seen.batches[0] as LogBatch).stream;
			now += 10 * HOUR;
			log.release(stream, seen.offsets()[4] ?? Number.NaN);
			await expect.poll(() => log.stats().kept).toBe(6);
			await new Promise((resolve) => setTimeout(resolve, 50));
			expect(await collect(log).until(6)).toEqual(['a4', 'a5', 'a6', 'a7', 'a8', 'a9']);
		});

		it('never deletes what is newer than the retention, though released', async () => {
			const log = await openLog(HOUR);
			await log.append(entries('a', 10));
			const stream = await streamOf(log);
			now += HOUR / 2;
			log.release(stream, log.stats().head);
			await new Promise((resolve) => setTimeout(resolve, 80));
			expect(log.stats().kept).toBe(10);
		});

		itUnless('keeps until released', 'ignores the release of another epoch', async () => {
			const log = await openLog(HOUR);
			await log.append(entries('a', 10));
			const stream = await streamOf(log);
			now += 2 * HOUR;
			log.release({ ...stream, epoch: 'another' }, log.stats().head);
			await new Promise((resolve) => setTimeout(resolve, 80));
			expect(log.stats().kept).toBe(10);
		});

		it('never reuses an offset, not even when all entries are deleted and the log is opened again', async () => {
			const log = await openLog(HOUR);
			await log.append(entries('a', 10));
			const stream = await streamOf(log);
			const { head } = log.stats();
			now += 2 * HOUR;
			log.release(stream, head);
			await expect.poll(() => log.stats().kept).toBe(0);
			const position = await headOf(log);
			await log.close();
			const again = await openLog();
			expect(again.stats()).toMatchObject({ head, kept: 0 });
			const seen = collect(again, { startAt: () => position });
			await again.append([entry('b')]);
			await seen.until(1);
			expect(seen.offsets()).toEqual([position]);
		});

		it('flushes what is queued when it closes, and takes nothing after', async () => {
			const log = await openLog();
			const queued = Promise.all(Array.from({ length: 50 }, (_, i) => log.append([entry(String(i))])));
			await log.close();
			await queued;
			await expect(log.append([entry('late')])).rejects.toMatchObject({ code: 'shutting_down' });
			const again = await openLog();
			expect(await collect(again).until(50)).toEqual(valuesOf(50));
		});

		it('counts what it appended', async () => {
			const log = await openLog();
			await log.append(entries('a', 7));
			const stats = log.stats();
			expect(stats).toMatchObject({ appended: 7, kept: 7, state: 'ok' });
			expect(stats.bytes).toBeGreaterThan(0);
			expect(stats.syncMs.max).toBeGreaterThanOrEqual(stats.syncMs.mean);
			expect(stats.syncMs.mean).toBeGreaterThan(0);
		});
	});
}
