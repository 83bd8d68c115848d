import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DaySum } from '@footfall/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreUnderTest } from './store.contract.ts';
import type { Commit, ImportKey, Store } from './store.ts';

const DAY = 86_400_000;
const of = (id: string, site = 'shop'): ImportKey => ({ site, import: id });
const refold = () => ({ events: [], opened: [] });
const visitors = (line: number, day: number, count: number): DaySum => ({
	line,
	table: 'visitors',
	day,
	values: {},
	sums: { visitors: count, visits: count + 1, pageviews: 2 * count, bounces: 1, visit_duration: 60 },
});
const source = (line: number, day: number, name: string, count: number): DaySum => ({
	line,
	table: 'sources',
	day,
	values: { source: name, utm_medium: 'email' },
	sums: { visitors: count },
});

/** What every store promises of sums that were counted elsewhere. */
export function describeSums(name: string, { open }: Pick<StoreUnderTest, 'open'>): void {
	describe(`${name}, of imported sums`, () => {
		let directory: string;
		let store: Store;
		beforeEach(async () => {
			directory = await mkdtemp(join(tmpdir(), 'footfall-sums-'));
			store = await open(directory);
		});
		afterEach(async () => {
			await store.close();
			await rm(directory, { recursive: true });
		});
		const kept = (columns = 'import_id, line, kind, day, source, visitors') =>
			store.query({ sql: `SELECT ${columns} FROM imported ORDER BY site, import_id, line`, params: [] });

		it('keeps what a file says, and nothing for what it does not', async () => {
			expect(await store.putSums(of('a'), 1, [visitors(1, 20_000, 5), source(2, 20_000, 'Google', 3)])).toBe(2);
			expect(await kept('site, import_id, line, kind, day, source, utm_medium, visitors, visits, visit_duration, events')).toEqual([
				['shop', 'a', 1, 'visitors', 20_000, '', '', 5, 6, 60, null],
				['shop', 'a', 2, 'sources', 20_000, 'Google', 'email', 3, null, null, null],
			]);
		});

		it('writes rows once, however often they are written again, from the line on where it went on', async () => {
			await store.putSums(of('a'), 1, [visitors(1, 20_000, 5), visitors(2, 20_001, 6)]);
			await store.putSums(of('a'), 3, [visitors(3, 20_002, 7)]);
			await store.putSums(of('a'), 2, [visitors(2, 20_001, 6)]);
			await store.putSums(of('a'), 3, [visitors(3, 20_002, 7)]);
			expect(await kept('line, day, visitors')).toEqual([
				[1, 20_000, 5],
				[2, 20_001, 6],
				[3, 20_002, 7],
			]);
		});

		it('leaves a day of a table to the import that had it first', async () => {
			await store.putSums(of('a'), 1, [visitors(1, 20_000, 5), source(2, 20_001, 'Google', 3)]);
			expect(await store.putSums(of('b'), 1, [visitors(1, 20_000, 9), visitors(2, 20_001, 9), source(3, 20_001, 'Bing', 9)])).toBe(1);
			expect(await store.putSums(of('c', 'blog'), 1, [visitors(1, 20_000, 9)])).toBe(1);
			expect(await kept('site, import_id, kind, day, visitors')).toEqual([
				['blog', 'c', 'visitors', 20_000, 9],
				['shop', 'a', 'visitors', 20_000, 5],
				['shop', 'a', 'sources', 20_001, 3],
				['shop', 'b', 'visitors', 20_001, 9],
			]);
		});

		it('takes an import out with all its sums, and no other', async () => {
			await store.putSums(of('a'), 1, [visitors(1, 20_000, 5), visitors(2, 20_001, 6)]);
			await store.putSums(of('b'), 1, [visitors(1, 20_002, 7)]);
			expect(await store.takeOut(of('a'), refold)).toBe(2);
			expect(await store.takeOut(of('a'), refold)).toBe(0);
			expect(await kept('import_id, visitors')).toEqual([['b', 7]]);
			expect(await store.putSums(of('b'), 2, [visitors(2, 20_000, 8)])).toBe(1);
		});

		it('announces which days were touched, wherever on earth they are, and that no event was', async () => {
			const commits: Commit[] = [];
			store.onCommit((commit) => void commits.push(commit));
			await store.putSums(of('a'), 1, [visitors(1, 20_000, 5), visitors(2, 20_002, 6)]);
			await store.putSums(of('b'), 1, [visitors(1, 20_000, 5)]);
			await store.takeOut(of('a'), refold);
			const span = { from: 20_000 * DAY - 14 * 3_600_000, to: 20_003 * DAY + 12 * 3_600_000, sums: true };
			expect(commits).toEqual([
				{ version: 1, sites: new Map([['shop', span]]) },
				{ version: 3, sites: new Map([['shop', span]]) },
			]);
		});

		it('holds them when it is opened again', async () => {
			await store.putSums(of('a'), 1, [visitors(1, 20_000, 5)]);
			await store.close();
			store = await open(directory);
			expect(await kept('visitors')).toEqual([[5]]);
			expect(store.version()).toBe(1);
		});
	});
}
