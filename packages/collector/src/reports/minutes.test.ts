import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { duckdbDialect } from '../store/duckdb/dialect.ts';
import type { Commit, Statement } from '../store/store.ts';
import { type MinuteMetrics, tellMinutes } from './minutes.ts';

const NOON = Date.UTC(2026, 4, 20, 12);
const MINUTE = 60_000;

describe('minutes', () => {
	let now: number;
	let commit: (commit: Commit) => void;
	let asked: (readonly [from: number, to: number])[];
	let told: MinuteMetrics[];
	let failing: boolean;
	let errors: unknown[];
	let closing: () => Promise<void>;

	beforeEach(() => {
		vi.useFakeTimers();
		now = NOON;
		asked = [];
		told = [];
		errors = [];
		failing = false;
		const { close } = tellMinutes({
			store: {
				dialect: duckdbDialect,
				version: () => 7,
				query: async ({ params: [, from, to] }: Statement) => {
					asked.push([Number(from), Number(to)]);
					return [[BigInt(Number(from)), 2n, 3n, 1n, 1n]];
				},
				onCommit(listener) {
					commit = listener;
					return () => {};
				},
			},
			domainOf: (site) => (site === 'shop' ? 'shop.example' : undefined),
			publish: async (minutes) => {
				if (failing) throw new Error('Kafka is away');
				told.push(...minutes);
			},
			clock: () => now,
			onError: (error) => errors.push(error),
			everyMs: 1000,
		});
		closing = close;
	});
	afterEach(async () => {
		await closing();
		vi.useRealTimers();
	});

	const touch = (from: number, to: number, site = 'shop'): void => commit({ version: 7, sites: new Map([[site, { from, to }]]) });
	const look = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1001);

	it('are told once they are over, with a few seconds for what is on its way', async () => {
		touch(NOON + 1000, NOON + 2000);
		await look();
		now = NOON + MINUTE + 1000;
		await look();
		expect(told).toEqual([]);
		now = NOON + MINUTE + 5000;
		await look();
		expect(told).toEqual([
			{
				v: 1,
				site: 'shop',
				domain: 'shop.example',
				minute: '2026-05-20T12:00:00.000Z',
				pageviews: 2,
				events: 3,
				visitors: 1,
				visits: 1,
				version: 7,
			},
		]);
		await look();
		expect(told).toHaveLength(1);
	});

	it('are told again when an event comes late', async () => {
		now = NOON + 10 * MINUTE;
		touch(NOON, NOON);
		await look();
		touch(NOON + 1, NOON + 1);
		await look();
		expect(asked).toEqual([
			[NOON, NOON + MINUTE],
			[NOON, NOON + MINUTE],
		]);
	});

	it('are told later when they could not be handed on', async () => {
		now = NOON + 10 * MINUTE;
		failing = true;
		touch(NOON, NOON + MINUTE);
		await look();
		expect(errors).toHaveLength(1);
		failing = false;
		await look();
		expect(asked.at(-1)).toEqual([NOON, NOON + 2 * MINUTE]);
		expect(told).toHaveLength(1);
	});

	it('are told an hour at a time after an outage, and the running one when it is over', async () => {
		now = NOON + 100 * MINUTE + 1;
		touch(NOON, now);
		for (let round = 0; round < 4; round++) await look();
		expect(asked).toEqual([
			[NOON, NOON + 60 * MINUTE],
			[NOON + 60 * MINUTE, NOON + 99 * MINUTE],
		]);
		now += MINUTE + 5000;
		await look();
		expect(asked.at(-1)).toEqual([NOON + 99 * MINUTE, NOON + 101 * MINUTE]);
	});

	it('are not told of a day before yesterday, nor of a site that is gone', async () => {
		touch(NOON - 48 * 60 * MINUTE, NOON - 47 * 60 * MINUTE);
		touch(NOON - 10 * MINUTE, NOON - 10 * MINUTE, 'gone');
		for (let round = 0; round < 3; round++) await look();
		expect(asked).toEqual([]);
	});
});
