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

/** All values of a topic by partition, read to its end. */
export async function valuesIn(topic: string, kafka: Kafka = plainClient()): Promise<Record<number, string[]>> {
	const ends = await withAdmin((admin) => admin.fetchTopicOffsets(topic), kafka);
	const found: Record<number, string[]> = Object.fromEntries(ends.map(({ partition }) => [partition, []]));
	const left = new Map(ends.filter(({ high, low }) => Number(high) > Number(low)).map(({ partition, high }) => [partition, Number(high)]));
	if (left.size === 0) return found;
	const consumer = kafka.consumer({ groupId: newName(), maxWaitTimeInMs: 100 });
	await consumer.connect();
	await consumer.subscribe({ topics: [topic], fromBeginning: true });
	await new Promise<void>((resolve, reject) => {
		consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
		void consumer.run({
			autoCommit: false,
			eachMessage: async ({ partition, message }) => {
				found[partition]?.push(message.value?.toString() ?? '');
				if (Number(message.offset) + 1 >= (left.get(partition) ?? 0)) left.delete(partition);
				if (left.size === 0) resolve();
			},
		});
	});
	await consumer.disconnect();
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
