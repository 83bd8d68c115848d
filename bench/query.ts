import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { QueryEngine } from '../packages/collector/dist/query/engine.js';
import type { Store } from '../packages/collector/dist/store/store.js';
import { fillStore } from './fill.ts';
import { internal } from './internal.ts';
import { type Asked, type Panel, panelsOf } from './panels.ts';
import type { Row } from './report.ts';

const { createQueryEngine } = await internal<typeof import('../packages/collector/dist/query/engine.js')>('query/engine.js');
const { openDuckdbStore } = await internal<typeof import('../packages/collector/dist/store/duckdb/duckdb.js')>('store/duckdb/duckdb.js');
const { silentLogger } = await internal<typeof import('../packages/collector/dist/logger.js')>('logger.js');

const DAY = 86_400_000;
const FROM = Date.UTC(2026, 0, 1);
const DAYS = 30;
/** The generator's last visits run over the last midnight. */
const NOW = FROM + DAYS * DAY + 3_600_000;
const MEMORY_MB = 256;
const asked: Asked = { site: 'example', from: FROM, days: DAYS };

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
	const began = performance.now();
	await work();
	return performance.now() - began;
}

/** A new engine has no answers to give again. */
const engineOn = (store: Store): QueryEngine =>
	createQueryEngine({ store, control: { findSite: () => ({ id: 'example', timeZone: 'UTC', createdAt: FROM }) }, clock: () => NOW });

const inTurn = 8;

/** Runs both so many times; whoever is second finds the file in the system's cache, so they take turns at that too. */
async function inTurns(times: number, { ours, theirs }: Record<'ours' | 'theirs', () => Promise<void>>): Promise<void> {
	for (let n = 0; n < times; n++) for (const run of n % 2 === 0 ? [theirs, ours] : [ours, theirs]) await run();
}

/** One question after the other: ours and theirs in turn, so that both meet the same machine. */
async function compare(store: Store, panel: Panel): Promise<Row> {
	const ours: number[] = [];
	const theirs: number[] = [];
	await inTurns(inTurn, {
		ours: async () => void ours.push(await timed(() => engineOn(store).run(panel.query))),
		theirs: async () => void theirs.push(await timed(() => store.query(panel.statement))),
	});
	return {
		name: `query: ${panel.name}`,
		value: round(middle(ours)),
		unit: 'ms',
		note: `hand-written SQL ${round(middle(theirs))} ms; medians of ${inTurn}`,
	};
}

const round = (ms: number): number => Math.round(ms * 10) / 10;

/** A page that is opened: all its questions at once. */
async function dashboards(path: string, filtered: boolean): Promise<Row[]> {
	const panels = panelsOf(asked, filtered);
	const fresh = async (work: (store: Store) => Promise<unknown>): Promise<number> => {
		const store = await openDuckdbStore({ path, memoryMb: MEMORY_MB, logger: silentLogger });
		const took = await timed(() => work(store));
		await store.close();
		return took;
	};
	const ours: number[] = [];
	const theirs: number[] = [];
	const openOurs = (store: Store): Promise<unknown> => {
		const engine = engineOn(store);
		return Promise.all(panels.map(({ query }) => engine.run(query)));
	};
	const openTheirs = (store: Store): Promise<unknown> => Promise.all(panels.map(({ statement }) => store.query(statement)));
	await inTurns(6, {
		ours: async () => void ours.push(await fresh(openOurs)),
		theirs: async () => void theirs.push(await fresh(openTheirs)),
	});
	const warm: number[] = [];
	const store = await openDuckdbStore({ path, memoryMb: MEMORY_MB, logger: silentLogger });
	const engine = engineOn(store);
	for (let n = 0; n < 20; n++) warm.push(await timed(() => Promise.all(panels.map(({ query }) => engine.run(query)))));
	await store.close();
	const name = `query: whole dashboard${filtered ? ', filtered' : ''}`;
	return [
		{
			name: `${name}, cold`,
			value: Math.round((middle(ours) / middle(theirs)) * 100) / 100,
			unit: '× hand-written',
			target: '≤ 1.3',
			note: `${round(middle(ours))} ms against ${round(middle(theirs))} ms, ${panels.length} questions at once, just opened; medians of 6`,
		},
		{ name: `${name}, again`, value: round(middle(warm)), unit: 'ms', target: '< 1000', note: 'nothing has come in between; median of 20' },
	];
}

/** Measures the dashboard's questions over `size` events of 30 days against SQL written by hand, in the same run. */
export async function benchQuery(size = 1_000_000): Promise<Row[]> {
	const directory = await mkdtemp(join(tmpdir(), 'footfall-bench-'));
	const path = join(directory, 'bench.duckdb');
	try {
		const store = await openDuckdbStore({ path, memoryMb: MEMORY_MB, logger: silentLogger });
		await fillStore(store, { events: size, from: FROM, days: DAYS });
		const rows: Row[] = [];
		for (const panel of [...panelsOf(asked, false), ...panelsOf(asked, true)]) rows.push(await compare(store, panel));
		await store.close();
		return [...rows, ...(await dashboards(path, false)), ...(await dashboards(path, true))];
	} finally {
		await rm(directory, { recursive: true });
	}
}
