import type { TestProject } from 'vitest/node';
import { groupsAnswer, plainClient } from '../../packages/collector/src/log/kafka/testing/client.ts';
import { anyKafka } from '../../tools/kafka/broker.mjs';
import { NoKafka } from '../../tools/kafka/find.mjs';

declare module 'vitest' {
	interface ProvidedContext {
		/** Addresses of the broker that all tests share; undefined where there is none. */
		kafka: readonly string[] | undefined;
	}
}

/** One broker for all tests. Without a way to one they are skipped, but for CI, where that is a failure. */
export default async function oneBroker({ provide }: TestProject): Promise<() => Promise<void>> {
	try {
		const kafka = await anyKafka({ given: process.env.KAFKA_BROKERS ?? '' });
		await groupsAnswer(plainClient(kafka.brokers));
		provide('kafka', kafka.brokers);
		return kafka.stop;
	} catch (error) {
		if (!(error instanceof NoKafka) || process.env.CI === 'true') throw error;
		console.error(`\nThe Kafka tests are skipped. ${error.message}\n`);
		provide('kafka', undefined);
		return async () => {};
	}
}
