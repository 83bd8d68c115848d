import type { EventRecord } from '@footfall/protocol';
import { describe, expect, inject, it } from 'vitest';
import type { QuarantineRecord } from '../../packages/collector/src/log/kafka/quarantine.ts';
import { messagesIn, type SeenMessage } from '../../packages/collector/src/log/kafka/testing/broker.ts';
import { newName, plainClient } from '../../packages/collector/src/log/kafka/testing/client.ts';
import type { MinuteMetrics } from '../../packages/collector/src/reports/minutes.ts';
import { view } from '../fixtures/client.ts';
import { startServer, withTemporaryDirectory } from '../fixtures/server.ts';
import { eventCounts, ready } from '../fixtures/store.ts';
import { kafkaEnv } from './environment.ts';

const brokers = inject('kafka') ?? [];
const long = { timeout: 30_000, interval: 200 };

/** What has no business in the topic. */
const poison: readonly (string | Buffer | null)[] = [
	null,
	'',
	'not json',
	'[]',
	'{"v":2}',
	'{"v":1,"id":5}',
	'{"v":1,"id":"mwq94sacngujzozwfirb.0","site":"s","name":"pageview","time":"NaN","received":1,"visitor":"00000000000000aa","route":0,"bot":0,"dims":{}}',
	`${'['.repeat(20_000)}`,
	`{"v":1,"x":"${'y'.repeat(900_000)}"}`,
	Buffer.from([0xff, 0xfe, 0x00, 0x80]),
];

/** A consumer that has nothing to do with Footfall, and reads what comes. */
async function readAlong(topic: string): Promise<{ readonly seen: readonly SeenMessage[]; close(): Promise<void> }> {
	const seen: SeenMessage[] = [];
	const consumer = plainClient(brokers).consumer({ groupId: newName(), maxWaitTimeInMs: 100 });
	await consumer.connect();
	await consumer.subscribe({ topics: [topic], fromBeginning: true });
	await consumer.run({
		autoCommit: false,
		eachMessage: async ({ partition, message: { offset, key, value } }) => {
			seen.push({ partition, offset: Number(offset), key: key?.toString(), value: value?.toString() ?? '' });
		},
	});
	return { seen, close: () => consumer.disconnect() };
}

describe.skipIf(brokers.length === 0)('with others at the topics', () => {
	it('whoever reads the topic while events come in finds each well-formed and keyed, and those of a visit in their order', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const name = newName();
			const env = kafkaEnv(brokers, name);
			const answering = await startServer({ dataDir: `${dataDir}/answering`, env: { ...env, FOOTFALL_ROLE: 'aggregate,serve' } });
			const collector = await startServer({ dataDir: `${dataDir}/collecting`, env: { ...env, FOOTFALL_ROLE: 'collect' } });
			await expect.poll(async () => (await fetch(`${collector.url}/health/ready`)).status, long).toBe(200);
			const { seen, close } = await readAlong(name);
			const browse = async (visitor: number): Promise<void> => {
				const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + visitor}.0.0.0 Safari/537.36`;
				for (let step = 0; step < 12; step++) {
					const events = [{ e: 'pageview' }, { e: 'Signup' }];
					await view(collector.url, { page: { u: `http://localhost/${visitor}/${step}` }, userAgent, events });
				}
			};
			await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(browse));
			await expect.poll(() => seen.length, long).toBe(8 * 12 * 2);

			for (const { key, partition, value } of seen) {
				const record = JSON.parse(value) as EventRecord;
				expect(record).toMatchObject({
					v: 1,
					id: expect.stringMatching(/^.{20}\.\d+$/),
					name: expect.any(String),
					time: expect.any(Number),
				});
				expect(key).toBe(record.session ?? record.visitor);
				expect(partition).toBe(record.route % 3);
			}
			const keys = new Set(seen.map(({ key }) => key));
			expect(keys.size).toBe(8);
			for (const one of keys) {
				const visit = seen.filter(({ key }) => key === one);
				expect(new Set(visit.map(({ partition }) => partition)).size).toBe(1);
				// As they were read, which is as they were sent: page after page, each with its two events.
				const steps = visit.map(({ value }) => (JSON.parse(value) as EventRecord).dims.pathname?.split('/')[2]);
				expect(steps).toEqual(Array.from({ length: 24 }, (_, i) => String(i >> 1)));
			}
			// Nothing was taken from anybody: the store has them too.
			await ready(answering.url);
			await expect.poll(async () => Object.values(await eventCounts(answering.url)).reduce((sum, count) => sum + count, 0), long).toBe(192);
			await close();
			for (const server of [collector, answering]) expect(await server.stop()).toBe(0);
		});
	});

	it('what has no business in the topic is quarantined with its reason, and its neighbours do not wait', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const name = newName();
			const server = await startServer({ dataDir, env: kafkaEnv(brokers, name) });
			await ready(server.url);
			await view(server.url, { page: { u: 'http://localhost/before' } });
			await expect.poll(() => eventCounts(server.url), long).toEqual({ 'pageview /before': 1 });
			const producer = plainClient(brokers).producer();
			await producer.connect();
			for (const value of poison)
				await producer.send({ topic: name, messages: [0, 1, 2].map((partition) => ({ partition, key: 'foreign', value })) });
			await producer.disconnect();
			await view(server.url, { page: { u: 'http://localhost/after' } });
			await expect.poll(() => eventCounts(server.url), long).toEqual({ 'pageview /before': 1, 'pageview /after': 1 });

			const all = 3 * poison.length;
			await expect.poll(async () => (await messagesIn(`${name}-quarantine`)).length, long).toBe(all);
			const records = (await messagesIn(`${name}-quarantine`)).map(({ value }) => JSON.parse(value) as QuarantineRecord);
			expect(new Set(records.map(({ reason }) => reason))).toEqual(
				new Set(['not_json', 'invalid_record', 'unknown_version', 'invalid_id', 'invalid_time']),
			);
			for (const { from } of records) expect(from).toMatchObject({ topic: name, offset: expect.any(Number) });

			let metrics = '';
			const numberOf = (line: string): number =>
				Number(new RegExp(`^footfall_${line.replace(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(metrics)?.[1]);
			// what the broker has is asked now and then
			const lag = async (): Promise<number> => {
				metrics = await (await fetch(`${server.url}/metrics`)).text();
				return numberOf('consumer_lag');
			};
			await expect.poll(lag, long).toBe(0);
			expect(numberOf('events_received_total')).toBe(2);
			expect(numberOf('events_acknowledged_total')).toBe(2);
			expect(numberOf('shipped_total')).toBe(2);
			expect(numberOf('consumed_total')).toBe(2 + all);
			expect(numberOf('stored_total')).toBe(2);
			expect(numberOf('quarantined_total{reason="unknown_version"}')).toBe(3);
			expect(numberOf('spool_entries')).toBe(0);
			expect(numberOf('kafka_ready')).toBe(1);
			expect(numberOf('log_sync_seconds{stat="mean"}')).toBeGreaterThan(0);
			expect(metrics).toContain('footfall_event_loop_lag_seconds{quantile="0.99"}');
			expect(await server.stop()).toBe(0);
		});
	});

	it('the aggregates of each minute come out', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const name = newName();
			const server = await startServer({ dataDir, env: kafkaEnv(brokers, name) });
			const twoMinutesAgo = { e: 'pageview', a: 120_000 };
			await view(server.url, { page: { u: 'http://localhost/a' }, events: [twoMinutesAgo, { e: 'Signup', a: 120_000 }] });
			await expect.poll(async () => (await messagesIn(`${name}-metrics`).catch(() => [])).length, long).toBeGreaterThan(0);
			const [message] = await messagesIn(`${name}-metrics`);
			const minute = JSON.parse(message?.value ?? '') as MinuteMetrics;
			expect(minute).toMatchObject({
				v: 1,
				domain: 'localhost',
				pageviews: 1,
				events: 2,
				visitors: 1,
				visits: 1,
				minute: expect.stringMatching(/:00\.000Z$/),
			});
			expect(message?.key).toBe(minute.site);
			expect(await server.stop()).toBe(0);
		});
	});
});
