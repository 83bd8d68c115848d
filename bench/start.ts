import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fillStore } from './fill.ts';
import { internal } from './internal.ts';
import { median } from './median.ts';
import { startServer, untilIdle } from './process.ts';
import type { Row } from './report.ts';
import { createRequests } from './requests.ts';

const { openDuckdbStore } = await internal<typeof import('../packages/collector/dist/store/duckdb/duckdb.js')>('store/duckdb/duckdb.js');
const { silentLogger } = await internal<typeof import('../packages/collector/dist/logger.js')>('logger.js');

const server = new URL('../../packages/collector/dist/main.js', import.meta.url);
const TIMES = 5;
const EVENTS = 400_000;

/** Sends one event; resolves when it is acknowledged. */
function acknowledged(port: number, prefix: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(createRequests(1, prefix, 0).next()));
		socket.setEncoding('latin1');
		socket.on('error', reject);
		socket.on('data', (answer: string) => {
			socket.destroy();
			if (answer.startsWith('HTTP/1.1 202')) resolve();
			else reject(new Error(`The first event was answered with ${answer.slice(0, 40)}`));
		});
	});
}

/** From the start of the process to the acknowledgement of its first event, which is on disk then; ms. */
async function firstEvent(directory: string, run: number): Promise<number> {
	const began = performance.now();
	const running = await startServer(server, { PORT: '0', DATA_DIR: directory, FOOTFALL_SITE: 'localhost', LOG_LEVEL: 'warn' });
	await acknowledged(running.port, `s${run.toString(36).padStart(3, '0')}`);
	const ms = performance.now() - began;
	await untilIdle(running.pid);
	await running.stop();
	return ms;
}

async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
	const directory = await mkdtemp(join(tmpdir(), 'footfall-bench-'));
	try {
		return await work(directory);
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}

/** How long a server that is started lets its first visitor wait: in a new directory, and with a store that holds something. */
export async function benchStart(): Promise<Row[]> {
	const first: number[] = [];
	for (let n = 0; n < TIMES; n++) first.push(await inDirectory((directory) => firstEvent(directory, n)));
	const again = await inDirectory(async (directory) => {
		await mkdir(join(directory, 'store'), { recursive: true });
		const store = await openDuckdbStore({ path: join(directory, 'store', 'footfall.duckdb'), memoryMb: 192, logger: silentLogger });
		await fillStore(store, { events: EVENTS });
		await store.close();
		const took: number[] = [];
		for (let n = 0; n < TIMES; n++) took.push(await firstEvent(directory, TIMES + n));
		return took;
	});
	const row = (name: string, took: readonly number[], note: string): Row => ({
		name,
		value: Math.round(median(took)),
		unit: 'ms',
		target: '< 1000',
		note: `${note}; median of ${TIMES}, slowest ${Math.round(Math.max(...took))} ms`,
	});
	return [
		row('start to the first event on disk', first, 'a new directory'),
		row('the same with a store', again, `${EVENTS} events, opened while events are taken in`),
	];
}
