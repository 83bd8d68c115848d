import { type Admin, Kafka, logLevel } from 'kafkajs';
import { nanoid } from 'nanoid';

/** A kafkajs client as anybody would make it, beside the ones under test. */
export function plainClient(brokers: readonly string[]): Kafka {
	return new Kafka({
		brokers: [...brokers],
		logLevel: logLevel.NOTHING,
		connectionTimeout: 5000,
		retry: { retries: 8, initialRetryTime: 100 },
	});
}

export async function withAdminOf<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
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

/** Resolves when consumer groups can be joined: a new broker makes their topic when the first one asks, and refuses meanwhile. */
export async function groupsAnswer(kafka: Kafka): Promise<void> {
	const topic = newName();
	await withAdminOf(kafka, (admin) => admin.createTopics({ waitForLeaders: true, topics: [{ topic }] }));
	for (let tries = 0; ; tries++) {
		const consumer = kafka.consumer({ groupId: newName(), retry: { retries: 5, restartOnFailure: async () => false } });
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
