import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka, Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Cluster, startCluster } from '../../../../../tools/kafka/cluster.mjs';
import { type CuttingProxy, startProxy } from '../../../../../tools/kafka/proxy.mjs';
import { silentLogger } from '../../logger.ts';
import { createClient } from './client.ts';
import { createSender, producerConfig, type Sender } from './sender.ts';
import { valuesIn, withAdmin } from './testing/broker.ts';
import { groupsAnswer, newName, plainClient } from './testing/client.ts';

/** What kafkajs 2.2.4 does wrong, seen on real brokers, and that our sender does not pass it on. */
describe.skipIf(inject('kafka') === undefined)('with three brokers', () => {
	let cluster: Cluster;
	let proxies: CuttingProxy[];
	let plain: Kafka;

	beforeAll(async () => {
		proxies = await Promise.all([0, 1, 2].map((index) => startProxy({ target: () => cluster.nodes[index]?.behindPort ?? 0 })));
		cluster = await startCluster({ brokers: 3, proxyPorts: proxies.map(({ port }) => port) });
		plain = plainClient(cluster.brokers);
		await groupsAnswer(plain);
	});

	afterAll(async () => {
		await cluster?.stop();
		for (const proxy of proxies ?? []) await proxy.close();
	});

	const producerOf = (through: readonly string[]): Producer => createClient({ brokers: through }, silentLogger).producer(producerConfig);
	const behind = (): string[] => cluster.nodes.map(({ behindAddress }) => behindAddress);

	/** A topic of two partitions with one copy each: 0 on broker 1, 1 on broker 2. */
	async function splitTopic(): Promise<string> {
		const topic = newName();
		const replicaAssignment = [
			{ partition: 0, replicas: [1] },
			{ partition: 1, replicas: [2] },
		];
		await withAdmin(
			(admin) =>
				admin.createTopics({
					waitForLeaders: true,
					topics: [{ topic, replicaAssignment, configEntries: [{ name: 'min.insync.replicas', value: '1' }] }],
				}),
			plain,
		);
		return topic;
	}

	/** Moves partition 1 to broker 1, and waits until it leads there. */
	async function moveLeader(topic: string): Promise<void> {
		await withAdmin(async (admin) => {
			await admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment: [{ partition: 1, replicas: [1] }] }] });
			await expect
				.poll(
					async () =>
						(await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]?.partitions.find(({ partitionId }) => partitionId === 1)
							?.leader,
					{ timeout: 20_000 },
				)
				.toBe(1);
		}, plain);
		await sleep(500);
	}

	describe('when a leader moves to a broker that has answered already', () => {
		it('kafkajs resolves although it has not written a partition (tulios/kafkajs#1303)', async () => {
			const topic = await splitTopic();
			const producer = plain.producer({ allowAutoTopicCreation: false, retry: { retries: 8, initialRetryTime: 100 } });
			await producer.connect();
			const both = (value: string) => ({ topicMessages: [{ topic, messages: [0, 1].map((partition) => ({ partition, value })) }] });
			await producer.sendBatch(both('before'));
			await moveLeader(topic);
			const answer = await producer.sendBatch(both('after'));
			await producer.disconnect();
			expect(answer.map(({ partition }) => partition)).toEqual([0]);
			expect(await valuesIn(topic, plain)).toEqual({ 0: ['before', 'after'], 1: ['before'] });
		});

		it('our sender fails until it is written', async () => {
			const topic = await splitTopic();
			const sender = createSender({ makeProducer: () => producerOf(cluster.brokers) });
			const both = (value: string) => Promise.allSettled([0, 1].map((partition) => sender.send(topic, partition, [{ value }])));
			await both('before');
			await moveLeader(topic);
			const [first, second] = await both('after');
			expect(first?.status).toBe('fulfilled');
			expect(second?.status).toBe('rejected');
			await sendUntilDone(sender, topic, 1, 'after');
			await sender.close();
			expect(await valuesIn(topic, plain)).toEqual({ 0: ['before', 'after'], 1: ['before', 'after'] });
		});
	});

	describe('when an acknowledgement is lost while several sends are under way', () => {
		/** The answer to the first write is swallowed, and its connection cut; what comes after goes through. */
		async function loseOneAck(work: () => Promise<void>): Promise<void> {
			const before = proxies.reduce((sum, proxy) => sum + proxy.lost(), 0);
			for (const proxy of proxies) proxy.loseAcks(1);
			const watch = setInterval(() => {
				if (proxies.reduce((sum, proxy) => sum + proxy.lost(), 0) > before) for (const proxy of proxies) proxy.loseAcks(0);
			}, 1);
			try {
				await work();
			} finally {
				clearInterval(watch);
				for (const proxy of proxies) proxy.loseAcks(0);
			}
			expect(proxies.reduce((sum, proxy) => sum + proxy.lost(), 0)).toBeGreaterThan(before);
		}

		it('the idempotent producer of kafkajs says that it wrote records which it did not', async () => {
			const topic = newName();
			await withAdmin(
				(admin) => admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1, replicationFactor: 3 }] }),
				plain,
			);
			const producer = plainClient(behind()).producer({ idempotent: true, allowAutoTopicCreation: false });
			await producer.connect();
			const send = (value: string) => producer.send({ topic, messages: [{ partition: 0, value }] });
			await send('warm');
			await loseOneAck(async () => {
				await Promise.all(['A', 'B', 'C'].map(send));
			});
			await producer.disconnect();
			const written = (await valuesIn(topic, plain))[0] ?? [];
			expect(new Set(written)).not.toEqual(new Set(['warm', 'A', 'B', 'C']));
		});

		it('our sender has everything written that it says is, and a repeat at most', async () => {
			const topic = newName();
			await withAdmin(
				(admin) => admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1, replicationFactor: 3 }] }),
				plain,
			);
			const sender = createSender({ makeProducer: () => producerOf(behind()) });
			await sendUntilDone(sender, topic, 0, 'warm');
			await loseOneAck(async () => {
				await Promise.all(['A', 'B', 'C'].map((value) => sendUntilDone(sender, topic, 0, value)));
			});
			await sender.close();
			const written = (await valuesIn(topic, plain))[0] ?? [];
			expect(new Set(written)).toEqual(new Set(['warm', 'A', 'B', 'C']));
			expect(written.length).toBeLessThanOrEqual(8);
		});
	});
});

/** As the shipper does. */
async function sendUntilDone(sender: Sender, topic: string, partition: number, value: string): Promise<void> {
	for (let attempt = 0; ; attempt++) {
		try {
			await sender.send(topic, partition, [{ value }]);
			return;
		} catch (error) {
			if (attempt > 50) throw error;
			await sleep(100);
		}
	}
}
