import { type Admin, Kafka, logLevel } from 'kafkajs';
import { nanoid } from 'nanoid';
import { inject } from 'vitest';

/** A kafkajs client as anybody would make it, beside the ones under test. */
export function plainClient(brokers: readonly string[] = inject('kafka') ?? []): Kafka {
	return new Kafka({
		brokers: [...brokers],
		logLevel: logLevel.NOTHING,
		connectionTimeout: 5000,
		retry: { retries: 8, initialRetryTime: 100 },
	});
}

export async function withAdmin<T>(work: (admin: Admin) => Promise<T>, kafka: Kafka = plainClient()): Promise<T> {
	const admin = kafka.admin();
	await admin.connect();
	try {
		return await work(admin);
	} finally {
		await admin.disconnect();
	}
}

/** A name that no other test has. */
export const newName = (): string => `test-${nanoid(8)}`;

export async function makeTopic(topic: string, config: Readonly<Record<string, string>> = {}, partitions = 1): Promise<void> {
	const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
	await withAdmin((admin) => admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions, configEntries }] }));
}

/** All messages of a topic, read to its end as of now, in the order of their partitions. */
export async function messagesIn(topic: string, kafka: Kafka = plainClient()): Promise<SeenMessage[]> {
	const ends = await withAdmin((admin) => admin.fetchTopicOffsets(topic), kafka);
	const found: SeenMessage[] = [];
	const left = new Map(ends.filter(({ high, low }) => Number(high) > Number(low)).map(({ partition, high }) => [partition, Number(high)]));
	if (left.size === 0) return found;
	const consumer = kafka.consumer({ groupId: newName(), maxWaitTimeInMs: 100 });
	await consumer.connect();
	await consumer.subscribe({ topics: [topic], fromBeginning: true });
	await new Promise<void>((resolve, reject) => {
		consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
		void consumer.run({
			autoCommit: false,
			eachMessage: async ({ partition, message: { offset, key, value } }) => {
				found.push({ partition, offset: Number(offset), key: key?.toString(), value: value?.toString() ?? '' });
				if (Number(offset) + 1 >= (left.get(partition) ?? 0)) left.delete(partition);
				if (left.size === 0) resolve();
			},
		});
	});
	await consumer.disconnect();
	return found.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
}

/** All values of a topic by partition, in their order. */
export async function valuesIn(topic: string, kafka: Kafka = plainClient()): Promise<Record<number, string[]>> {
	const found: Record<number, string[]> = {};
	for (const { partition } of await withAdmin((admin) => admin.fetchTopicOffsets(topic), kafka)) found[partition] = [];
	for (const { partition, value } of await messagesIn(topic, kafka)) found[partition]?.push(value);
	return found;
}

/** Resolves when consumer groups can be joined: a new broker makes their topic when the first one asks, and refuses meanwhile. */
export async function groupsAnswer(kafka: Kafka = plainClient()): Promise<void> {
	const topic = newName();
	await withAdmin((admin) => admin.createTopics({ waitForLeaders: true, topics: [{ topic }] }), kafka);
	for (let tries = 0; ; tries++) {
		const consumer = kafka.consumer({ groupId: newName() });
		try {
			await consumer.connect();
			await consumer.subscribe({ topics: [topic] });
			await new Promise<void>((resolve, reject) => {
				consumer.on('consumer.group_join', () => resolve());
				consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
				void consumer.run({ eachMessage: async () => {} });
			});
			return;
		} catch (error) {
			if (tries > 50) throw error;
		} finally {
			await consumer.disconnect();
		}
	}
}

export interface SeenMessage {
	readonly partition: number;
	readonly offset: number;
	readonly key: string | undefined;
	readonly value: string;
}

/** Deletes all records of a partition before an offset, as the broker's retention would. */
export async function deleteRecords(topic: string, partition: number, before: number): Promise<void> {
	await withAdmin(async (admin) => {
		// kafkajs must have looked at the topic before.
		await admin.fetchTopicOffsets(topic);
		await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(before) }] });
	});
}
