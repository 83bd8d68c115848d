import type { Admin, Kafka } from 'kafkajs';
import { inject } from 'vitest';
import { newName, plainClient, withAdminOf } from './client.ts';

/** A client of the broker that all tests share. */
const sharedClient = (): Kafka => plainClient(inject('kafka') ?? []);

export const withAdmin = <T>(work: (admin: Admin) => Promise<T>, kafka: Kafka = sharedClient()): Promise<T> => withAdminOf(kafka, work);

export async function makeTopic(topic: string, config: Readonly<Record<string, string>> = {}, partitions = 1): Promise<void> {
	const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
	await withAdmin((admin) => admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions, configEntries }] }));
}

export interface SeenMessage {
	readonly partition: number;
	readonly offset: number;
	readonly key: string | undefined;
	readonly value: string;
}

/** All messages of a topic, read to its end as of now, in the order of their partitions. */
export async function messagesIn(topic: string, kafka: Kafka = sharedClient()): Promise<SeenMessage[]> {
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
export async function valuesIn(topic: string, kafka: Kafka = sharedClient()): Promise<Record<number, string[]>> {
	const found: Record<number, string[]> = {};
	for (const { partition } of await withAdmin((admin) => admin.fetchTopicOffsets(topic), kafka)) found[partition] = [];
	for (const { partition, value } of await messagesIn(topic, kafka)) found[partition]?.push(value);
	return found;
}

/** Deletes all records of a partition before an offset, as the broker's retention would. */
export async function deleteRecords(topic: string, partition: number, before: number): Promise<void> {
	await withAdmin(async (admin) => {
		// kafkajs must have looked at the topic before.
		await admin.fetchTopicOffsets(topic);
		await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(before) }] });
	});
}
