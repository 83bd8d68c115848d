import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Cluster, startCluster } from '../../../../../tools/kafka/cluster.mjs';
import type { LogEntry } from '../log.ts';
import type { QuarantineRecord } from './quarantine.ts';
import { makeTopic, messagesIn, valuesIn, withAdmin } from './testing/broker.ts';
import { groupsAnswer, plainClient } from './testing/client.ts';
import { logsFor } from './testing/openLog.ts';

const entry = (value: string, route = 0, key = 'someone'): LogEntry => ({ key, route, value });
const numbered = (count: number): LogEntry[] => Array.from({ length: count }, (_, i) => entry(`{"n":${i}}`, i % 256, `visitor-${i % 17}`));
const long = { timeout: 30_000, interval: 50 };

describe.skipIf(inject('kafka') === undefined)('what is appended', () => {
	let logs: ReturnType<typeof logsFor>;
	beforeEach(() => {
		logs = logsFor({ partitions: 4 });
	});
	afterEach(async () => await logs.dispose());

	it('is read by anybody as keyed messages, in the partition of its routing number, in order', async () => {
		const log = await logs.open();
		await log.append(numbered(2000));
		await expect.poll(() => log.shipper().shipped, long).toBe(2000);
		const messages = await messagesIn(logs.topic);
		expect(messages).toHaveLength(2000);
		for (const { partition, key, value } of messages) {
			const { n } = JSON.parse(value) as { n: number };
			expect(partition).toBe((n % 256) % 4);
			expect(key).toBe(`visitor-${n % 17}`);
		}
		for (const values of Object.values(await valuesIn(logs.topic))) {
			const order = values.map((value) => (JSON.parse(value) as { n: number }).n);
			expect(order).toEqual([...order].sort((a, b) => a - b));
		}
		expect(log.shipper()).toMatchObject({ state: 'shipping', spooled: 0, oldestMs: 0, quarantined: 0 });
	});

	it('is shipped once when the process comes back', async () => {
		const first = await logs.open();
		await first.append(numbered(100));
		await expect.poll(() => first.shipper().shipped, long).toBe(100);
		await first.close();
		const second = await logs.open({ directory: first.directory });
		await second.append([entry('{"n":100}')]);
		await expect.poll(() => second.shipper().shipped, long).toBe(1);
		expect(await messagesIn(logs.topic)).toHaveLength(101);
	});

	it('waits when it is too large for the topic, is found by halving, and quarantined alone', async () => {
		await makeTopic(logs.topic, { 'max.message.bytes': '20000' });
		const log = await logs.open();
		const noise = Array.from({ length: 60_000 }, () => Math.random().toString(36)[2]).join('');
		await log.append([...numbered(50), entry(`{"big":"${noise}"}`), ...numbered(50)]);
		await expect.poll(() => log.shipper().shipped, long).toBe(100);
		await expect.poll(() => log.shipper(), long).toMatchObject({ quarantined: 1, spooled: 0, setAside: 0, state: 'shipping' });
		expect((await valuesIn(logs.topic))[0]).toHaveLength(100);
		const [set] = await messagesIn(logs.quarantine);
		const record = JSON.parse(set?.value ?? '') as QuarantineRecord;
		expect(record).toMatchObject({ v: 1, reason: expect.stringContaining('MESSAGE_TOO_LARGE'), from: { offset: 51 } });
		expect(record.value).toContain(noise.slice(0, 1000));
	});

	it('is kept on this machine when not even the quarantine takes it', async () => {
		await makeTopic(logs.topic, { 'max.message.bytes': '5000' });
		await makeTopic(logs.quarantine, { 'max.message.bytes': '5000' });
		const log = await logs.open();
		const noise = Array.from({ length: 30_000 }, () => Math.random().toString(36)[2]).join('');
		await log.append([entry('{"n":1}'), entry(noise)]);
		await expect.poll(() => log.shipper(), long).toMatchObject({ shipped: 1, quarantined: 1, setAside: 1, spooled: 0 });
	});

	it('waits in the spool while the topic cannot be read by us, and says what to do', async () => {
		await makeTopic(logs.topic, { 'compression.type': 'zstd' });
		const log = await logs.open();
		await log.append(numbered(10));
		await expect.poll(() => log.shipper().state, long).toBe('held');
		expect(log.shipper()).toMatchObject({ spooled: 10, shipped: 0, reason: expect.stringContaining('compressed with zstd') });
		expect(logs.said()).toContain('Set its compression.type to gzip');
	});

	it('waits in the spool while the topic is compacted, because most of it would be deleted', async () => {
		await makeTopic(logs.topic, { 'cleanup.policy': 'compact' });
		const log = await logs.open();
		await log.append(numbered(10));
		await expect.poll(() => log.shipper().reason, long).toContain('is compacted');
		expect(log.shipper()).toMatchObject({ state: 'held', spooled: 10, shipped: 0 });
	});

	it('goes to topics that are made as they must be', async () => {
		const log = await logs.open();
		await log.append(numbered(1));
		await expect.poll(() => log.shipper().shipped, long).toBe(1);
		const config = await withAdmin(async (admin) => {
			const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: logs.topic }] });
			return Object.fromEntries((resources[0]?.configEntries ?? []).map(({ configName, configValue }) => [configName, configValue]));
		});
		expect(config).toMatchObject({ 'compression.type': 'gzip', 'message.timestamp.type': 'LogAppendTime', 'cleanup.policy': 'delete' });
		expect(log.shipper().warnings.join()).toContain('there is one copy of');
	});
});

describe.skipIf(inject('kafka') === undefined)('a broker that', () => {
	let cluster: Cluster;
	let logs: ReturnType<typeof logsFor>;
	beforeAll(async () => {
		cluster = await startCluster({ sasl: true, tls: true });
	});
	afterAll(async () => await cluster?.stop());
	beforeEach(() => {
		logs = logsFor({ partitions: 2 });
	});
	afterEach(async () => await logs.dispose());
	const [node] = [() => cluster.nodes[0] as Cluster['nodes'][number]];

	it('does not know the password is not sent to; events wait, and it is said', async () => {
		const sasl = { mechanism: 'plain', username: 'footfall', password: 'wrong' } as const;
		const log = await logs.open({ connection: { brokers: [node().saslAddress], sasl } });
		await log.append(numbered(5));
		await expect.poll(() => log.shipper().state, long).toBe('held');
		expect(log.shipper()).toMatchObject({ spooled: 5, reason: expect.stringMatching(/SASL PLAIN authentication failed/i) });
		expect(logs.said()).toContain('Kafka refuses events until somebody acts');
	});

	it('does not let this user make the topic holds events back, and says so', async () => {
		const sasl = { mechanism: 'plain', username: 'footfall', password: 'right' } as const;
		const log = await logs.open({ connection: { brokers: [node().saslAddress], sasl } });
		await log.append(numbered(5));
		await expect.poll(() => log.shipper().state, long).toBe('held');
		expect(log.shipper()).toMatchObject({ spooled: 5, reason: expect.stringContaining('may not make them') });
	});

	it('knows user and password is shipped to', async () => {
		const sasl = { mechanism: 'plain', username: 'admin', password: 'right' } as const;
		const log = await logs.open({ connection: { brokers: [node().saslAddress], sasl } });
		await log.append(numbered(5));
		await expect.poll(() => log.shipper().shipped, long).toBe(5);
	});

	it('shows a certificate that nobody vouches for is not talked to', async () => {
		const log = await logs.open({ connection: { brokers: [node().tlsAddress], ssl: {} } });
		await log.append(numbered(5));
		await expect.poll(() => log.shipper().state, long).toBe('held');
		expect(log.shipper().reason).toMatch(/self.signed/i);
	});

	it('shows a certificate of ours is shipped to', async () => {
		const log = await logs.open({ connection: { brokers: [node().tlsAddress], ssl: { ca: cluster.certificate } } });
		await log.append(numbered(5));
		await expect.poll(() => log.shipper().shipped, long).toBe(5);
	});

	it('is down at the start is shipped to when it comes, and again after it was killed', async () => {
		await node().kill();
		const log = await logs.open({ connection: { brokers: [node().address] } });
		await log.append(numbered(10));
		await expect.poll(() => log.shipper().state, long).toBe('retrying');
		await node().start();
		await expect.poll(() => log.shipper().shipped, long).toBe(10);
		await node().kill();
		await log.append(numbered(10));
		await expect.poll(() => log.shipper().state, long).toBe('retrying');
		await sleep(1000);
		expect(log.shipper().oldestMs).toBeGreaterThan(500);
		await node().start();
		await expect.poll(() => log.shipper().shipped, long).toBe(20);
		await groupsAnswer(plainClient(cluster.brokers));
		expect(Object.values(await valuesIn(logs.topic, plainClient(cluster.brokers))).flat().length).toBeGreaterThanOrEqual(20);
	});
});
