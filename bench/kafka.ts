import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { idTime } from '@footfall/protocol';
import { benchOutage } from './kafkaOutage.ts';
import { type Cluster, consumed, depsOf, load, type Parts, until } from './kafkaParts.ts';
import { cpuSeconds, type Running, startServer } from './process.ts';
import type { Row } from './report.ts';

const realServer = new URL('../../packages/collector/dist/main.js', import.meta.url);

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

/** Everything that is sent in some seconds, until the last of it is committed. */
async function benchThroughput({ collector, answering }: Parts): Promise<Row[]> {
	const before = await consumed(answering);
	const began = performance.now();
	const { requests, seconds } = await load(collector, { connections: 32, eventsPerRequest: 20, ms: 8000 });
	const sent = 20 * requests;
	await until(async () => (await consumed(answering)) >= before + sent, 'all was stored');
	const whole = (performance.now() - began) / 1000;
	return [
		{ name: 'acknowledged meanwhile', value: sent / seconds, unit: 'events/s', note: 'batches of 20, one collector' },
		{ name: 'POST to committed in the store', value: sent / whole, unit: 'events/s', note: 'sent for 8 s, until the last is stored' },
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
		const startCollector = async (name: string): Promise<Running> => {
			const collector = await start(name, 'collect');
			await until(async () => (await fetch(`http://127.0.0.1:${collector.port}/health/ready`)).ok, 'the collector takes events');
			return collector;
		};
		const collector = await startCollector('collector');
		const parts: Parts = { cluster, collector, answering };
		await until(async () => (await depsOf(answering)).kafka?.consumer?.state === 'running', 'the aggregator reads');
		await post(collector, 'http://localhost/');
		await until(async () => (await pageviews(answering)) === 1, 'the first is counted');
		const rows = [...(await benchIdle(parts)), ...(await benchLatency(parts)), ...(await benchThroughput(parts))];
		await collector.stop();
		// What a process takes at its busiest would hide by how much it grows.
		return [...rows, ...(await benchOutage({ cluster, answering, collector: await startCollector('afresh') }))];
	} finally {
		for (const server of running.reverse()) await server.stop();
		await cluster.stop();
		await rm(directory, { recursive: true, force: true });
	}
}
