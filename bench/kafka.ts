import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { idTime } from '@footfall/protocol';
import type { LoadOptions, LoadResult } from './loadClient.ts';
import { cpuSeconds, memoryOf, type Running, runJson, startServer } from './process.ts';
import type { Row } from './report.ts';

const realServer = new URL('../../packages/collector/dist/main.js', import.meta.url);

/** What is used of tools/kafka/cluster.mjs. */
interface Cluster {
	readonly brokers: readonly string[];
	readonly nodes: readonly { kill(): Promise<void>; start(): Promise<void> }[];
	stop(): Promise<void>;
}

interface Deps {
	readonly aggregator?: { readonly ledger?: { readonly consumed: number } };
	readonly kafka?: {
		readonly shipper?: { readonly state: string; readonly spooled: number };
		readonly consumer?: { readonly state: string; readonly lag: number };
	};
}

async function depsOf({ port }: Running): Promise<Deps> {
	return (await (await fetch(`http://127.0.0.1:${port}/health/deps`)).json()) as Deps;
}

async function until(true_: () => Promise<boolean>, what: string, atMostMs = 180_000): Promise<void> {
	for (const deadline = performance.now() + atMostMs; performance.now() < deadline; await sleep(20))
		if (await true_().catch(() => false)) return;
	throw new Error(`It took longer than ${atMostMs} ms until ${what}.`);
}

let runs = 0;
const load = (server: Running, options: Pick<LoadOptions, 'connections' | 'eventsPerRequest' | 'ms'>): Promise<LoadResult> =>
	runJson<LoadResult>(new URL('loadClient.js', import.meta.url), {
		...options,
		port: server.port,
		run: `k${(runs++).toString(36)}`,
	} satisfies LoadOptions);

async function post({ port }: Running, url: string): Promise<void> {
	const id = `${idTime(Date.now())}${randomBytes(6).toString('hex')}`;
	const body = JSON.stringify({ v: 1, site: 'localhost', pages: [{ id, u: url }], events: [{ n: 0, e: 'pageview' }] });
	const headers = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36' };
	const response = await fetch(`http://127.0.0.1:${port}/api/events`, { method: 'POST', body, headers });
	if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
}

async function pageviews({ port }: Running): Promise<number> {
	const response = await fetch(`http://127.0.0.1:${port}/api/v2/query`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ site_id: 'localhost', date_range: 'day', metrics: ['pageviews'] }),
	});
	const { results } = (await response.json()) as { results: { metrics: number[] }[] };
	return results[0]?.metrics[0] ?? 0;
}

const quantile = (sorted: readonly number[], q: number): number =>
	sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;

interface Parts {
	readonly cluster: Cluster;
	readonly collector: Running;
	readonly answering: Running;
}

/** From the request until the query API counts it, one page view at a time. */
async function benchLatency({ collector, answering }: Parts): Promise<Row[]> {
	const times: number[] = [];
	let count = await pageviews(answering);
	for (let i = 0; i < 100; i++) {
		const began = performance.now();
		await post(collector, `http://localhost/${i}`);
		count++;
		while ((await pageviews(answering)) < count) await sleep(3);
		times.push(performance.now() - began);
		await sleep(50);
	}
	times.sort((a, b) => a - b);
	return [
		{ name: 'POST to visible, p50', value: quantile(times, 0.5), unit: 'ms' },
		{ name: 'POST to visible, p95', value: quantile(times, 0.95), unit: 'ms', target: '< 2000' },
		{ name: 'POST to visible, p99', value: quantile(times, 0.99), unit: 'ms' },
	];
}

const consumed = async (answering: Running): Promise<number> => (await depsOf(answering)).aggregator?.ledger?.consumed ?? 0;

/** Everything that is sent in some seconds, until the last of it is committed. */
async function benchThroughput({ collector, answering }: Parts): Promise<Row[]> {
	const before = await consumed(answering);
	const began = performance.now();
	const { requests, seconds } = await load(collector, { connections: 32, eventsPerRequest: 20, ms: 6000 });
	const sent = 20 * requests;
	await until(async () => (await consumed(answering)) >= before + sent, 'all was stored');
	const whole = (performance.now() - began) / 1000;
	return [
		{ name: 'acknowledged meanwhile', value: sent / seconds, unit: 'events/s', note: 'batches of 20, one collector' },
		{ name: 'POST to committed in the store', value: sent / whole, unit: 'events/s', note: 'sent for 6 s, until the last is stored' },
	];
}

/** The broker is away while events come in, and comes back. */
async function benchOutage({ cluster, collector, answering }: Parts): Promise<Row[]> {
	await Promise.all(cluster.nodes.map((node) => node.kill()));
	const before = memoryOf(collector.pid).now;
	const { requests, seconds } = await load(collector, { connections: 8, eventsPerRequest: 1, ms: 20_000 });
	const after = memoryOf(collector.pid).now;
	const rate = requests / seconds;
	await Promise.all(cluster.nodes.map((node) => node.start()));
	const spooled = async (): Promise<number> => (await depsOf(collector)).kafka?.shipper?.spooled ?? Number.POSITIVE_INFINITY;
	const waiting = await spooled();
	await until(async () => (await spooled()) < waiting, 'the first is shipped');
	const began = performance.now();
	const left = await spooled();
	await until(async () => (await spooled()) === 0, 'all is shipped');
	const drained = left / ((performance.now() - began) / 1000);
	const began2 = performance.now();
	await until(async () => (await depsOf(answering)).kafka?.consumer?.lag === 0, 'all is stored');
	return [
		{ name: 'outage: taken in meanwhile', value: rate, unit: 'events/s', note: 'single events, 8 connections, 20 s' },
		{ name: 'outage: spool drained', value: drained, unit: 'events/s' },
		{ name: 'outage: drained, of what came in', value: drained / rate, unit: '×', target: '≥ 3' },
		{ name: 'outage: stored after the spool was empty', value: (performance.now() - began2) / 1000, unit: 's' },
		{ name: 'outage: memory of the collector grew by', value: Math.max(0, after - before) / 1e6, unit: 'MB', target: '≤ 64' },
	];
}

async function benchIdle({ collector, answering }: Parts): Promise<Row[]> {
	await sleep(3000);
	const [one, two] = [cpuSeconds(collector.pid), cpuSeconds(answering.pid)];
	await sleep(20_000);
	return [
		{ name: 'idle collector', value: ((cpuSeconds(collector.pid) - one) / 20) * 100, unit: '% of a processor' },
		{ name: 'idle aggregate,serve', value: ((cpuSeconds(answering.pid) - two) / 20) * 100, unit: '% of a processor' },
	];
}

/** One collector, one broker, one process that aggregates and answers: everything on one machine. */
export async function benchKafka(): Promise<Row[]> {
	const { startCluster } = (await import(new URL('../../tools/kafka/cluster.mjs', import.meta.url).href)) as {
		startCluster(): Promise<Cluster>;
	};
	const directory = await mkdtemp(path.join(tmpdir(), 'footfall-bench-kafka-'));
	const cluster = await startCluster();
	const running: Running[] = [];
	try {
		const env = { PORT: '0', LOG_LEVEL: 'error', KAFKA_BROKERS: cluster.brokers.join(','), APP_SECRET: 'shared by both of them' };
		const start = async (name: string, role: string): Promise<Running> => {
			const server = await startServer(realServer, { ...env, FOOTFALL_ROLE: role, DATA_DIR: path.join(directory, name) });
			running.push(server);
			return server;
		};
		const answering = await start('answers', 'aggregate,serve');
		const collector = await start('collector', 'collect');
		const parts: Parts = { cluster, collector, answering };
		await until(async () => (await fetch(`http://127.0.0.1:${collector.port}/health/ready`)).ok, 'the collector takes events');
		await until(async () => (await depsOf(answering)).kafka?.consumer?.state === 'running', 'the aggregator reads');
		await post(collector, 'http://localhost/');
		await until(async () => (await pageviews(answering)) === 1, 'the first is counted');
		return [...(await benchIdle(parts)), ...(await benchLatency(parts)), ...(await benchThroughput(parts)), ...(await benchOutage(parts))];
	} finally {
		for (const server of running.reverse()) await server.stop();
		await cluster.stop();
		await rm(directory, { recursive: true, force: true });
	}
}
