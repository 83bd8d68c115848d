import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Store } from '../packages/collector/dist/store/store.js';
import { textOf } from './fill.ts';
import { internal } from './internal.ts';
import type { Row } from './report.ts';
import { trafficLog } from './trafficLog.ts';

const { createAggregator } = await internal<typeof import('../packages/collector/dist/aggregate/aggregator.js')>('aggregate/aggregator.js');
const { openDuckdbStore } = await internal<typeof import('../packages/collector/dist/store/duckdb/duckdb.js')>('store/duckdb/duckdb.js');
const { silentLogger } = await internal<typeof import('../packages/collector/dist/logger.js')>('logger.js');

const BATCH = 8000;
const MB = 1024 * 1024;
const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** What a dashboard asks all the time: visits and visitors by day; in the SQL that the query engine makes of it, which joins no combinations that are not named. */
const question = {
	sql: 'SELECT start // 86400000, count(*), count(DISTINCT visitor), sum(pageviews) FROM visit_rows WHERE site = $1 AND bot < 50 GROUP BY 1',
	params: ['example'],
};

/** Traffic made beforehand, so that only the aggregation is measured; as bytes, so that it does not burden the garbage collector. */
function packed(events: number): Buffer[] {
	return Array.from(textOf({ events, chunk: BATCH }), (values) => Buffer.from(values.join('\n')));
}

function* decoded(batches: readonly Buffer[]): Generator<string[]> {
	for (const batch of batches) yield batch.toString().split('\n');
}

/** Aggregates a prefilled log into DuckDB, answering a question every 100 ms meanwhile. */
async function throughput(store: Store, events: number): Promise<Row[]> {
	const log = trafficLog(decoded(packed(events)), { epoch: 'throughput', entries: events, backlog: true });
	const aggregator = createAggregator({ log, store, clock: Date.now, logger: silentLogger });
	const answers: number[] = [];
	let rss = 0;
	const before = process.memoryUsage.rss();
	const asking = setInterval(() => {
		const asked = performance.now();
		rss = Math.max(rss, process.memoryUsage.rss());
		store.query(question).then(() => answers.push(performance.now() - asked));
	}, 100);
	const delay = monitorEventLoopDelay({ resolution: 5 });
	delay.enable();
	const busy = performance.eventLoopUtilization();
	const began = performance.now();
	aggregator.start();
	await aggregator.caughtUp();
	const ms = performance.now() - began;
	const { utilization } = performance.eventLoopUtilization(busy);
	clearInterval(asking);
	delay.disable();
	await aggregator.close();
	const note = `${events} events, 4 a visit, from a log in memory`;
	return [
		{
			name: 'aggregate into DuckDB',
			value: Math.round((events / ms) * 1000),
			unit: 'events/s',
			target: '≥ 40 000',
			note: `${note}, while answering a question every 100 ms`,
		},
		{
			name: 'aggregate: event loop used',
			value: Math.round(utilization * 100),
			unit: '%',
			note: `longest stop ${Math.round(delay.max / 1e6)} ms`,
		},
		{
			name: 'aggregate: question beside it',
			value: Math.round(middle(answers)),
			unit: 'ms',
			note: `median of ${answers.length}, slowest ${Math.round(Math.max(...answers))} ms`,
		},
		{ name: 'aggregate: memory added', value: Math.round((rss - before) / MB), unit: 'MB', note: 'RSS, above that of the log in memory' },
	];
}

/** One event at a time, as on a quiet site: from the log to the tables. */
async function latency(store: Store): Promise<Row> {
	const entries = 60;
	const took: number[] = [];
	function* timed(): Generator<string[]> {
		for (const batch of textOf({ events: entries, seed: 2, chunk: 1, from: Date.UTC(2026, 1, 1) })) {
			const began = performance.now();
			yield batch;
			took.push(performance.now() - began);
		}
	}
	const log = trafficLog(timed(), { epoch: 'latency', entries, backlog: false });
	const aggregator = createAggregator({ log, store, clock: Date.now, logger: silentLogger, paceMs: 0 });
	aggregator.start();
	await aggregator.caughtUp();
	await aggregator.close();
	return {
		name: 'aggregate: one event, log to tables',
		value: Math.round(middle(took)),
		unit: 'ms',
		note: `median of ${entries}, slowest ${Math.round(Math.max(...took))} ms`,
	};
}

/**
 * Measures the way from the log to the tables.
 *
 * Where the time of an event goes, in batches of 8000 on two cores (µs): on the event loop 19, of it reading and checking 4, folding 3,
 * encoding for DuckDB 7, collecting garbage 4; in DuckDB 13, of it taking in the row 4 and its visit 1, commit 2.5, looking up what is
 * known 4, checkpoints 1.5. A batch costs 20 ms whatever its size, most of it planning statements over 45 columns. What made a difference:
 * rows as JSON columns instead of an appender (the loop's share fell to a quarter), no join with them but with tables filled from them
 * (a join was 3 to 10 times slower), inserts kept prepared, checkpoints by rows and not by DuckDB's 16 MB, small blocks (a third of the
 * memory), and encoding the next statement while DuckDB works on the last.
 */
export async function benchAggregate(events = 400_000): Promise<Row[]> {
	const directory = await mkdtemp(join(tmpdir(), 'footfall-bench-'));
	const path = join(directory, 'bench.duckdb');
	try {
		const store = await openDuckdbStore({ path, memoryMb: 256, logger: silentLogger });
		const rows = [...(await throughput(store, events)), await latency(store)];
		await store.close();
		const { size } = await stat(path);
		return [
			...rows,
			{
				name: 'disk per event',
				value: Math.round((size / events) * 10) / 10,
				unit: 'B',
				target: '< 40',
				note: 'events and visits, after a checkpoint',
			},
		];
	} finally {
		await rm(directory, { recursive: true });
	}
}
