import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LoadOptions, LoadResult } from './loadClient.ts';
import { median } from './median.ts';
import { memoryOf, type Running, runJson, startServer, untilIdle } from './process.ts';
import type { Row } from './report.ts';

const here = (file: string): URL => new URL(file, import.meta.url);
const realServer = new URL('../../packages/collector/dist/main.js', import.meta.url);

/** Milliseconds added to every commit in the second comparison: a common disk without a cache that survives power loss. */
const SLOW_DISK_MS = 5;

interface Options {
	/** Length of one measurement, ms. */
	readonly ms?: number;
	/** Measurements of each kind; the median counts. */
	readonly rounds?: number;
}

interface Measured {
	readonly perSecond: number;
	readonly p50: number;
	readonly p99: number;
}

let runs = 0;

async function measure(server: Running, load: Pick<LoadOptions, 'connections' | 'eventsPerRequest' | 'ms'>): Promise<Measured> {
	const options: LoadOptions = { ...load, port: server.port, run: (runs++).toString(36) };
	const { requests, failures, seconds, latency } = await runJson<LoadResult>(here('loadClient.js'), options);
	if (failures > 0) throw new Error(`${failures} of ${requests + failures} requests failed.`);
	return { perSecond: requests / seconds, p50: latency.p50, p99: latency.p99 };
}

const medianOf = (all: readonly Measured[], key: keyof Measured): number => median(all.map((one) => one[key]));

async function withServer<T>(file: URL, env: Readonly<Record<string, string>>, work: (server: Running) => Promise<T>): Promise<T> {
	const dataDir = await mkdtemp(path.join(tmpdir(), 'footfall-bench-'));
	try {
		const server = await startServer(file, { PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...env });
		try {
			return await work(server);
		} finally {
			await server.stop();
		}
	} finally {
		await rm(dataDir, { recursive: true, force: true });
	}
}

/** Measures a server and the bare one in turn, so that both see the same machine. */
async function against(bare: Running, server: Running, connections: number, { ms = 4000, rounds = 3 }: Options) {
	const single = { connections, eventsPerRequest: 1, ms };
	const ours: Measured[] = [];
	const ceiling: Measured[] = [];
	await measure(bare, { ...single, ms: 1500 });
	await measure(server, { ...single, ms: 1500 });
	for (let round = 0; round < rounds; round++) {
		await untilIdle(server.pid);
		ceiling.push(await measure(bare, single));
		ours.push(await measure(server, single));
	}
	return { ours, ceiling, ratio: medianOf(ours, 'perSecond') / medianOf(ceiling, 'perSecond') };
}

/** What one process takes in, over HTTP and durably, against a route of the same framework that keeps nothing. */
export async function benchIngest(options: Options = {}): Promise<Row[]> {
	return await withServer(here('bareServer.js'), {}, async (bare) => [
		...(await withServer(realServer, {}, (server) => benchFastDisk(bare, server, options))),
		...(await withServer(here('slowDiskServer.js'), { SYNC_DELAY_MS: String(SLOW_DISK_MS) }, (server) =>
			benchSlowDisk(bare, server, options),
		)),
	]);
}

async function benchFastDisk(bare: Running, server: Running, options: Options): Promise<Row[]> {
	const { ours, ceiling, ratio } = await against(bare, server, 64, options);
	await untilIdle(server.pid);
	const batches = { connections: 64, eventsPerRequest: 20, ms: options.ms ?? 4000 };
	const many: Measured[] = [];
	for (let round = 0; round < (options.rounds ?? 3); round++) {
		many.push(await measure(server, batches));
		await untilIdle(server.pid, 120_000);
	}
	const memory = memoryOf(server.pid);
	const note = '64 connections';
	return [
		{ name: 'bare Hono route, same body', value: medianOf(ceiling, 'perSecond'), unit: 'requests/s', note },
		{ name: 'single events, durable', value: medianOf(ours, 'perSecond'), unit: 'requests/s', note },
		{ name: 'single events, of the bare route', value: ratio, unit: '×', target: '≥ 0.5' },
		{ name: 'single events, p50', value: medianOf(ours, 'p50'), unit: 'ms' },
		{ name: 'single events, p99', value: medianOf(ours, 'p99'), unit: 'ms' },
		{ name: 'batches of 20, acknowledged', value: 20 * medianOf(many, 'perSecond'), unit: 'events/s', target: '≥ 60 000', note },
		{ name: 'batches of 20, p50', value: medianOf(many, 'p50'), unit: 'ms' },
		{ name: 'batches of 20, p99', value: medianOf(many, 'p99'), unit: 'ms' },
		{ name: 'server memory after it', value: memory.now / 1e6, unit: 'MB' },
		...(memory.peak === undefined ? [] : [{ name: 'server memory, most', value: memory.peak / 1e6, unit: 'MB', target: '< 512' }]),
	];
}

async function benchSlowDisk(bare: Running, server: Running, options: Options): Promise<Row[]> {
	const { ours, ratio } = await against(bare, server, 512, options);
	const note = `${SLOW_DISK_MS} ms added to every sync, 512 connections`;
	return [
		{ name: 'slow disk: single events, durable', value: medianOf(ours, 'perSecond'), unit: 'requests/s', note },
		{ name: 'slow disk: of the bare route', value: ratio, unit: '×', target: '≥ 0.5' },
		{ name: 'slow disk: p50', value: medianOf(ours, 'p50'), unit: 'ms' },
		{ name: 'slow disk: p99', value: medianOf(ours, 'p99'), unit: 'ms' },
	];
}
