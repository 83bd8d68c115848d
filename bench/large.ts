import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Asked, type Compared, DAY, goals } from './asked.ts';
import { askByHand, compareEach, inTurns, ratioRow, rounded, timed } from './compare.ts';
import { fillStore } from './fill.ts';
import { internal } from './internal.ts';
import type { LoadOptions, LoadResult } from './loadClient.ts';
import { median } from './median.ts';
import { multiplyStore } from './multiplyStore.ts';
import { panelsOf } from './panels.ts';
import { memoryOf, type Running, runJson, startServer, untilIdle } from './process.ts';
import type { Row } from './report.ts';
import { reportAsks } from './reportAsks.ts';

const { openDuckdbStore } = await internal<typeof import('../packages/collector/dist/store/duckdb/duckdb.js')>('store/duckdb/duckdb.js');
const { silentLogger } = await internal<typeof import('../packages/collector/dist/logger.js')>('logger.js');

const server = new URL('../../packages/collector/dist/main.js', import.meta.url);
const loadClient = new URL('./loadClient.js', import.meta.url);
const DAYS = 30;
const MILLION = 1_000_000;
const MB = 1e6;
/** What DuckDB may use in a server that is not told otherwise, MiB. */
const MEMORY_MB = 192;
/** Times that the page is opened in each comparison, and that another question is asked. */
const TIMES = { page: 7, other: 3 };
const WARM = 40;

function quantile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

async function post({ port }: Running, path: string, body: unknown): Promise<void> {
	const response = await fetch(`http://127.0.0.1:${port}${path}`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});
	if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
	await response.arrayBuffer();
}

/** Asks over HTTP. */
const ask = (running: Running, { ask: what }: Compared): Promise<void> =>
	'query' in what ? post(running, '/api/v2/query', what.query) : post(running, `/api/reports/${what.report}`, what.body);

/** Asks what a page asks that is opened, all at once. */
async function openPage(running: Running, panels: readonly Compared[]): Promise<void> {
	await Promise.all(panels.map((panel) => ask(running, panel)));
}

/** The id of the one site that a new server has, which its store is then filled for. */
async function firstSite({ port }: Running): Promise<string> {
	const response = await fetch(`http://127.0.0.1:${port}/api/sites`);
	const { sites } = (await response.json()) as { sites: readonly { id: string }[] };
	return sites[0]?.id ?? '';
}

interface Place {
	readonly file: string;
	readonly asked: Asked;
	readonly start: () => Promise<Running>;
}

const openStore = ({ file }: Pick<Place, 'file'>): ReturnType<typeof openDuckdbStore> =>
	openDuckdbStore({ path: file, memoryMb: MEMORY_MB, logger: silentLogger });

/** The page, opened on a server that has just started, against the same file asked by hand. */
async function cold(place: Place, filtered: boolean): Promise<Row> {
	const panels = panelsOf(place.asked, filtered);
	const took = await inTurns(TIMES.page, {
		async ours() {
			const running = await place.start();
			await untilIdle(running.pid);
			const ms = await timed(() => openPage(running, panels));
			await running.stop();
			return ms;
		},
		async theirs() {
			const store = await openStore(place);
			const ms = await timed(() => Promise.all(panels.map((panel) => askByHand(store, panel))));
			await store.close();
			return ms;
		},
	});
	return ratioRow(`whole dashboard${filtered ? ', filtered' : ''}, cold`, took, `, ${panels.length} questions over HTTP`);
}

/** Reports and the questions of other pages, each by itself. */
async function others(place: Place): Promise<Row[]> {
	const { asked } = place;
	const store = await openStore(place);
	const questions = [false, true].flatMap((filtered) => reportAsks(asked, filtered));
	const rows = await compareEach(store, asked, questions, { times: TIMES.other, now: asked.from + DAYS * DAY - 1 });
	await store.close();
	return rows;
}

/**
 * The page opened again and again while events come in, which touch its last day; then every report; and what memory that takes.
 */
async function warm({ asked, start }: Place): Promise<Row[]> {
	const running = await start();
	await untilIdle(running.pid);
	const pages = [panelsOf(asked, false), panelsOf(asked, true)];
	for (const panels of pages) await openPage(running, panels);
	const load: LoadOptions = { port: running.port, connections: 4, eventsPerRequest: 5, ms: 45_000, perSecond: 240, run: 'l' };
	const loading = runJson<LoadResult>(loadClient, load);
	await sleep(500);
	const took: number[] = [];
	for (let n = 0; n < WARM; n++) {
		took.push(await timed(() => openPage(running, pages[n % 2] ?? [])));
		await sleep(100);
	}
	const paged = memoryOf(running.pid).peak;
	const reports: { readonly name: string; readonly ms: number }[] = [];
	for (const filtered of [false, true])
		for (const question of reportAsks(asked, filtered))
			reports.push({ name: question.name, ms: await timed(() => ask(running, question)) });
	const { requests, seconds } = await loading;
	await untilIdle(running.pid, 60_000);
	const { now, peak } = memoryOf(running.pid);
	await running.stop();
	const note = `${Math.round((requests * load.eventsPerRequest) / seconds)} events/s coming in meanwhile`;
	const slowest = reports.reduce((one, other) => (other.ms > one.ms ? other : one), { name: '', ms: 0 });
	return [
		{
			name: 'whole dashboard, warm, p95',
			value: rounded(quantile(took, 0.95)),
			unit: 'ms',
			target: '< 1000',
			note: `p50 ${rounded(median(took))} ms of ${WARM}; ${note}`,
		},
		{
			name: 'the slowest report meanwhile',
			value: rounded(slowest.ms),
			unit: 'ms',
			note: `${slowest.name}; median ${rounded(median(reports.map(({ ms }) => ms)))} ms of ${reports.length}`,
		},
		{ name: 'server memory after it', value: Math.round(now / MB), unit: 'MB' },
		...(peak === undefined || paged === undefined
			? []
			: [
					{
						name: 'server memory, most, pages and events',
						value: Math.round(paged / MB),
						unit: 'MB',
						target: '< 512',
					},
					{
						name: 'server memory, most, then every report',
						value: Math.round(peak / MB),
						unit: 'MB',
						target: '< 512',
					},
				]),
	];
}

/** Ten million events of the last 30 days behind a real server: the page, every report, memory and disk. */
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
		for (const { id: _, ...goal } of goals) await post(first, `/api/sites/${site}/goals`, goal);
		await first.stop();
		const today = Math.floor(Date.now() / DAY) * DAY;
		const place: Place = { file, start, asked: { site, from: today - (DAYS - 1) * DAY, days: DAYS } };
		const store = await openStore(place);
		// up to yesterday: the server's own clock is today's
		await fillStore(store, { site, events: MILLION, from: place.asked.from, days: DAYS - 1 });
		await store.close();
		if (millions > 1) await multiplyStore(file, millions);
		const { size } = await stat(file);
		const rows: Row[] = [await cold(place, false), await cold(place, true), ...(await warm(place)), ...(await others(place))];
		const disk: Row = {
			name: 'disk per event',
			value: rounded(size / (millions * MILLION)),
			unit: 'B',
			target: '< 40',
			note: 'after a checkpoint',
		};
		return [...rows, disk].map((row) => ({ ...row, name: `${millions} M events: ${row.name}` }));
	} finally {
		await rm(directory, { recursive: true });
	}
}
