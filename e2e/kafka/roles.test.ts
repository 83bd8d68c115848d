import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { newName } from '../../packages/collector/src/log/kafka/testing/client.ts';
import { view } from '../fixtures/client.ts';
import { type RunningServer, startProgram, startServer, withTemporaryDirectory } from '../fixtures/server.ts';
import { eventCounts, ready } from '../fixtures/store.ts';
import { kafkaEnv } from './environment.ts';

const brokers = inject('kafka') ?? [];
const long = { timeout: 30_000, interval: 100 };
const page = (path: string) => ({ page: { u: `http://localhost${path}`, t: 'A' } });

const deps = async (url: string) =>
	(await (await fetch(`${url}/health/deps`)).json()) as Record<string, Record<string, Record<string, unknown>>>;
const health = async (url: string) => (await (await fetch(`${url}/health`)).json()) as { status: string; kafkaReady: boolean };

describe.skipIf(brokers.length === 0)('with Kafka in the middle', () => {
	it('one process takes events in and answers, and has each once when it is started again', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const env = kafkaEnv(brokers, newName());
			const first = await startServer({ dataDir, env });
			expect(await view(first.url, page('/a'))).toEqual({ accepted: 1, rejected: [] });
			await ready(first.url);
			await expect.poll(() => eventCounts(first.url), long).toEqual({ 'pageview /a': 1 });
			await expect.poll(() => health(first.url), long).toMatchObject({ status: 'ok', kafkaReady: true });
			expect(await first.stop()).toBe(0);

			const second = await startServer({ dataDir, env });
			await ready(second.url);
			expect(await view(second.url, page('/b'))).toEqual({ accepted: 1, rejected: [] });
			await expect.poll(() => eventCounts(second.url), long).toEqual({ 'pageview /a': 1, 'pageview /b': 1 });
			const { aggregator } = await deps(second.url);
			expect(aggregator?.ledger).toMatchObject({ consumed: 2, stored: 2, duplicate: 0 });
			expect(await second.stop()).toBe(0);
		});
	});

	it('two collectors take events in for one that answers', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const env = kafkaEnv(brokers, newName());
			const answering = await startServer({ dataDir: `${dataDir}/answering`, env: { ...env, FOOTFALL_ROLE: 'aggregate,serve' } });
			const collectors = await Promise.all(
				['one', 'two'].map((name) => startServer({ dataDir: `${dataDir}/${name}`, env: { ...env, FOOTFALL_ROLE: 'collect' } })),
			);
			// The site and the salts come by the control topic.
			for (const { url } of collectors) await expect.poll(async () => (await fetch(`${url}/health/ready`)).status, long).toBe(200);
			await ready(answering.url);
			for (const { url } of collectors) expect(await view(url, page('/a'))).toEqual({ accepted: 1, rejected: [] });
			await expect.poll(() => eventCounts(answering.url), long).toEqual({ 'pageview /a': 2 });
			// One person, whichever collector: the salts are the same.
			const { results } = (await (
				await fetch(`${answering.url}/api/v2/query`, {
					method: 'POST',
					headers: { 'Content-Type': 'application/json' },
					body: JSON.stringify({ site_id: 'localhost', date_range: 'day', metrics: ['visitors', 'visits'] }),
				})
			).json()) as { results: { metrics: number[] }[] };
			expect(results[0]?.metrics).toEqual([1, 1]);

			// Each has its own part only.
			const [collector] = collectors as [RunningServer, RunningServer];
			expect((await fetch(`${collector.url}/api/sites`)).status).toBe(404);
			expect((await fetch(`${collector.url}/`)).status).toBe(404);
			expect((await fetch(`${collector.url}/analytics.js`)).status).toBe(200);
			expect((await fetch(`${answering.url}/api/events`, { method: 'POST', body: '{}' })).status).toBe(404);

			// A new site reaches the collectors.
			await fetch(`${answering.url}/api/sites`, {
				method: 'POST',
				headers: { 'Content-Type': 'application/json' },
				body: JSON.stringify({ domain: 'second.example' }),
			});
			await expect
				.poll(() => view(collector.url, { page: { u: 'http://second.example/x' }, site: 'second.example' }).catch(() => undefined), long)
				.toEqual({ accepted: 1, rejected: [] });
			for (const server of [...collectors, answering]) expect(await server.stop()).toBe(0);
		});
	});

	it('a collector starts and takes events in without Kafka, from what it has heard before', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const env = kafkaEnv(brokers, newName());
			const answering = await startServer({ dataDir: `${dataDir}/answering`, env: { ...env, FOOTFALL_ROLE: 'aggregate,serve' } });
			const collect = { dataDir: `${dataDir}/one`, env: { ...env, FOOTFALL_ROLE: 'collect' } };
			const before = await startServer(collect);
			await expect.poll(async () => (await fetch(`${before.url}/health/ready`)).status, long).toBe(200);
			await sleep(500);
			expect(await before.stop()).toBe(0);

			const during = await startServer({ ...collect, env: { ...collect.env, KAFKA_BROKERS: '127.0.0.1:1' } });
			expect((await fetch(`${during.url}/health/ready`)).status).toBe(200);
			expect(await view(during.url, page('/a'))).toEqual({ accepted: 1, rejected: [] });
			expect(await health(during.url)).toMatchObject({ status: 'ok', kafkaReady: false });
			await expect.poll(async () => (await deps(during.url)).kafka?.shipper, long).toMatchObject({ state: 'retrying', spooled: 1 });
			expect(await during.stop()).toBe(0);

			const after = await startServer(collect);
			await ready(answering.url);
			await expect.poll(() => eventCounts(answering.url), long).toEqual({ 'pageview /a': 1 });
			for (const server of [after, answering]) expect(await server.stop()).toBe(0);
		});
	});

	it('a second owner of the store is refused, and says who the first is', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const env = { ...kafkaEnv(brokers, newName()), FOOTFALL_ROLE: 'aggregate,serve' };
			const first = await startServer({ dataDir, env });
			const second = startProgram({ dataDir, env });
			expect(await second.ended).toBe(1);
			expect(second.errors()).toContain(`is in use by another Footfall (pid ${first.pid})`);
			expect(await first.stop()).toBe(0);
		});
	});

	it('a collector that knows no sites and salts yet has events kept by their senders', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const collector = await startServer({ dataDir, env: { ...kafkaEnv(brokers, newName()), FOOTFALL_ROLE: 'collect' } });
			expect((await fetch(`${collector.url}/health/ready`)).status).toBe(503);
			const body = JSON.stringify({
				v: 1,
				site: 'localhost',
				pages: [{ id: 'mwq94sacngujzozwfirb', u: 'http://localhost/b' }],
				events: [{ n: 0, e: 'pageview' }],
			});
			const refused = await fetch(`${collector.url}/api/events`, { method: 'POST', body });
			expect(refused.status).toBe(503);
			expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
			expect(await collector.stop()).toBe(0);
		});
	});
});

describe('a process that is asked for a part that makes no sense', () => {
	it.each([
		['aggregate', { KAFKA_BROKERS: '127.0.0.1:1', APP_SECRET: 'a secret of some length' }, 'a DuckDB file has one owner'],
		['collect,serve', { KAFKA_BROKERS: '127.0.0.1:1', APP_SECRET: 'a secret of some length' }, 'a DuckDB file has one owner'],
		['collect', { APP_SECRET: 'a secret of some length' }, 'set KAFKA_BROKERS'],
		['aggregate,serve', { KAFKA_BROKERS: '127.0.0.1:1' }, 'need the same secret'],
		['dance', {}, 'must be all, or some of collect, aggregate, serve'],
	])('%s is refused with the reason', async (role, env, reason) => {
		await withTemporaryDirectory(async (dataDir) => {
			const program = startProgram({ dataDir, args: ['--role', role], env });
			expect(await program.ended).toBe(1);
			expect(program.errors()).toContain(reason);
		});
	});
});
