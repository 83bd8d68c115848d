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
