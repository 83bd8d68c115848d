import type { PipelineHealth } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { booksOf, troublesOf } from './books.ts';

const well: PipelineHealth = {
	timestamp: '2026-05-20T12:00:00.000Z',
	ingest: { received: 12, appended: 10, rejected: { stale: 1, invalid_name: 1 } },
	log: { state: 'ok', appended: 10, kept: 10, bytes: 4096, syncMs: { mean: 1, max: 2 } },
	aggregator: {
		state: 'running',
		behind: 0,
		ledger: { consumed: 40, stored: 35, duplicate: 3, conflict: 1, quarantined: { not_json: 1 } },
	},
};

describe('the books', () => {
	it('balance when every event is somewhere', () => {
		expect(booksOf(well).map(({ left, right }) => [left, right])).toEqual([
			[12, 12],
			[10, 10],
			[40, 40],
		]);
		expect(troublesOf(well)).toEqual([]);
	});

	it('count what was imported, which the log has and nobody has sent', () => {
		const log = { state: 'ok', appended: 17, kept: 17, bytes: 1, syncMs: { mean: 1, max: 1 } };
		const imports = { running: 1, events: 7, sums: 3, skipped: 2, bad: 1 };
		expect(booksOf({ ...well, log, imports })[1]).toMatchObject({ name: 'kept + imported = written to the log', left: 17, right: 17 });
		expect(troublesOf({ ...well, log })[0]?.what).toMatch(/do not balance/);
	});

	it.each<[string, Partial<PipelineHealth>]>([
		['an event that was received and is nowhere', { ingest: { received: 13, appended: 10, rejected: { stale: 2 } } }],
		['an acknowledgement without an entry', { log: { state: 'ok', appended: 9, kept: 9, bytes: 1, syncMs: { mean: 1, max: 1 } } }],
		[
			'an entry that was consumed and is nowhere',
			{ aggregator: { state: 'running', ledger: { consumed: 5, stored: 4, duplicate: 0, conflict: 0, quarantined: {} } } },
		],
	])('tell of %s', (_, change) => {
		const [first] = troublesOf({ ...well, ...change });
		expect(first?.what).toMatch(/do not balance.*by -?1\./);
		expect(first?.mild).toBeUndefined();
	});

	it('are those that a process keeps: a collector has no store, a server no log', () => {
		const { ingest, log, aggregator, timestamp } = well;
		expect(booksOf({ timestamp, ...(ingest ? { ingest } : {}), ...(log ? { log } : {}) })).toHaveLength(2);
		expect(booksOf({ timestamp, ...(aggregator ? { aggregator } : {}) })).toHaveLength(1);
	});
});

describe('troubles', () => {
	const kafka = (state: string): PipelineHealth['kafka'] => ({
		shipper: { state, reason: 'no broker answers', shipped: 1, quarantined: 0, spooled: 5, oldestMs: 10, warnings: ['one broker only'] },
		consumer: { state: 'running', lag: 0 },
	});

	it('say what to do', () => {
		const full = troublesOf({ ...well, log: { state: 'full', appended: 10, kept: 10, bytes: 1, syncMs: { mean: 1, max: 1 } } });
		expect(full).toMatchObject([{ what: expect.stringContaining('503'), advice: expect.stringContaining('FOOTFALL_RETENTION_HOURS') }]);
		expect(troublesOf({ ...well, aggregator: { state: 'failed' } })).toMatchObject([{ what: 'The aggregator has stopped.' }]);
		expect(troublesOf({ ...well, ...(kafka('retrying') ? { kafka: kafka('retrying') } : {}) } as PipelineHealth)).toMatchObject([
			{ what: 'To Kafka: no broker answers', advice: expect.stringContaining('spool') },
			{ what: 'one broker only', mild: true },
		]);
	});

	it('are mild while numbers are only late', () => {
		expect(troublesOf({ ...well, aggregator: { state: 'running', behind: 60_000 } })).toMatchObject([{ mild: true }]);
		expect(troublesOf({ ...well, aggregator: { state: 'running', behind: 10 } })).toEqual([]);
	});
});
