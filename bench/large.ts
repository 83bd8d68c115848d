import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Query } from '@footfall/protocol';
import { fillStore } from './fill.ts';
import { internal } from './internal.ts';
import type { LoadOptions, LoadResult } from './loadClient.ts';
import { multiplyStore } from './multiplyStore.ts';
import { type Asked, type Panel, panelsOf } from './panels.ts';
import { memoryOf, type Running, runJson, startServer, untilIdle } from './process.ts';
import type { Row } from './report.ts';

const { openDuckdbStore } = await internal<typeof import('../packages/collector/dist/store/duckdb/duckdb.js')>('store/duckdb/duckdb.js');
const { silentLogger } = await internal<typeof import('../packages/collector/dist/logger.js')>('logger.js');

const server = new URL('../../packages/collector/dist/main.js', import.meta.url);
const loadClient = new URL('./loadClient.js', import.meta.url);
const DAY = 86_400_000;
const DAYS = 30;
const MILLION = 1_000_000;
const MB = 1e6;
/** Times that the page is opened in each comparison. */
const TIMES = 6;
const WARM = 40;

const middle = (values: readonly number[]): number => quantile(values, 0.5);
function quantile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
const round = (value: number): number => Math.round(value * 10) / 10;
async function timed(work: () => Promise<unknown>): Promise<number> {
	const began = performance.now();
	await work();
	return performance.now() - began;
}

/** Asks over HTTP what a page asks that is opened, all at once. */
async function openPage({ port }: Running, panels: readonly Panel[]): Promise<void> {
	const ask = async (query: Query): Promise<void> => {
		const response = await fetch(`http://127.0.0.1:${port}/api/v2/query`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(query),
		});
		if (!response.ok) throw new Error(`A question was answered with ${response.status}: ${await response.text()}`);
		await response.arrayBuffer();
	};
	await Promise.all(panels.map(({ query }) => ask(query)));
}

/** The id of the one site that a new server has, which its store is then filled for. */
async function firstSite({ port }: Running): Promise<string> {
	const response = await fetch(`http://127.0.0.1:${port}/api/sites`);
	const { sites } = (await response.json()) as { sites: readonly { id: string }[] };
	return sites[0]?.id ?? '';
}

interface Place {
	readonly directory: string;
	readonly file: string;
	readonly start: () => Promise<Running>;
}

/** The page, opened on a server that has just started, against the same file asked by hand. */
async function cold({ file, start }: Place, asked: Asked, filtered: boolean): Promise<Row> {
	const panels = panelsOf(asked, filtered);
	const ours: number[] = [];
	const theirs: number[] = [];
	const byUs = async (): Promise<void> => {
		const running = await start();
		await untilIdle(running.pid);
		ours.push(await timed(() => openPage(running, panels)));
		await running.stop();
	};
	const byHand = async (): Promise<void> => {
		const store = await openDuckdbStore({ path: file, memoryMb: 256, logger: silentLogger });
		theirs.push(await timed(() => Promise.all(panels.map(({ statement }) => store.query(statement)))));
		await store.close();
	};
	for (let n = 0; n < TIMES; n++) for (const run of n % 2 === 0 ? [byHand, byUs] : [byUs, byHand]) await run();
	return {
		name: `whole dashboard${filtered ? ', filtered' : ''}, cold`,
		value: Math.round((middle(ours) / middle(theirs)) * 100) / 100,
		unit: '× hand-written',
		target: '≤ 1.3',
		note: `${round(middle(ours))} ms over HTTP against ${round(middle(theirs))} ms; medians of ${TIMES}`,
	};
}

/** The page opened again and again while events come in, which touch its last day; and what memory that takes. */
async function warm({ start }: Place, asked: Asked): Promise<Row[]> {
	const running = await start();
	await untilIdle(running.pid);
	const pages = [panelsOf(asked, false), panelsOf(asked, true)];
	for (const panels of pages) await openPage(running, panels);
	const load: LoadOptions = { port: running.port, connections: 4, eventsPerRequest: 5, ms: 30_000, run: 'l' };
	const loading = runJson<LoadResult>(loadClient, load);
	await sleep(500);
	const took: number[] = [];
	for (let n = 0; n < WARM; n++) {
		took.push(await timed(() => openPage(running, pages[n % 2] ?? [])));
		await sleep(100);
	}
	const { requests, seconds } = await loading;
	await untilIdle(running.pid, 60_000);
	const { now, peak } = memoryOf(running.pid);
	await running.stop();
	const note = `${Math.round((requests * load.eventsPerRequest) / seconds)} events/s coming in meanwhile`;
	return [
		{
			name: 'whole dashboard, warm, p95',
			value: round(quantile(took, 0.95)),
			unit: 'ms',
			target: '< 1000',
			note: `p50 ${round(middle(took))} ms of ${WARM}; ${note}`,
		},
		{ name: 'server memory after it', value: Math.round(now / MB), unit: 'MB' },
		...(peak === undefined ? [] : [{ name: 'server memory, most', value: Math.round(peak / MB), unit: 'MB', target: '< 512' }]),
	];
}

/** Ten million events of the last 30 days behind a real server: the page, memory and disk. */
export async function benchLarge(millions = 10): Promise<Row[]> {
	const directory = await mkdtemp(join(tmpdir(), 'footfall-bench-'));
	try {
		const storeDirectory = join(directory, 'store');
		await mkdir(storeDirectory, { recursive: true });
		const file = join(storeDirectory, 'footfall.duckdb');
		const start = (): Promise<Running> =>
			startServer(server, { PORT: '0', DATA_DIR: directory, FOOTFALL_SITE: 'localhost', LOG_LEVEL: 'warn' });
		const first = await start();
		await untilIdle(first.pid);
		const site = await firstSite(first);
		await first.stop();
		const today = Math.floor(Date.now() / DAY) * DAY;
		const asked: Asked = { site, from: today - (DAYS - 1) * DAY, days: DAYS };
		const store = await openDuckdbStore({ path: file, memoryMb: 256, logger: silentLogger });
		// up to yesterday: the server's own clock is today's
		await fillStore(store, { site, events: MILLION, from: asked.from, days: DAYS - 1 });
		await store.close();
		if (millions > 1) await multiplyStore(file, millions);
		const { size } = await stat(file);
		const place: Place = { directory, file, start };
		const rows: Row[] = [await cold(place, asked, false), await cold(place, asked, true), ...(await warm(place, asked))];
		return [
			...rows.map((row) => ({ ...row, name: `${millions} M events: ${row.name}` })),
			{
				name: `${millions} M events: disk per event`,
				value: round(size / (millions * MILLION)),
				unit: 'B',
				target: '< 40',
				note: 'after a checkpoint',
			},
		];
	} finally {
		await rm(directory, { recursive: true });
	}
}
