import { nanoid } from 'nanoid';
import type { Logger } from '../../logger.ts';
import { createClient } from './client.ts';
import type { FollowKafka } from './follower.ts';
import { createPreparer } from './prepare.ts';
import { createSender, producerConfig } from './sender.ts';
import { startKafkaSubscription } from './subscription.ts';

/** A compacted topic of one partition: the last value of each key counts, and null deletes it. */
export interface KafkaTable {
	/** Resolves when it is written; tries again for as long as kafkajs does, no longer. */
	put(key: string, value: string | null): Promise<void>;
	/** Tells every entry from the oldest on, then those that come; `onCaughtUp` once, when all that was there has been told. Returns what ends it. */
	follow(onEntry: (key: string, value: string | null) => void, onCaughtUp: () => void): () => Promise<void>;
	close(): Promise<void>;
}

const LOOK_MS = 100;

export function openKafkaTable({ connection, topics, group, stallMs = 60_000 }: FollowKafka, topic: string, logger: Logger): KafkaTable {
	const sender = createSender({ makeProducer: () => createClient(connection, logger).producer(producerConfig) });
	const { prepare } = createPreparer(connection, topics, logger, false);
	return {
		put: (key, value) => sender.send(topic, 0, [{ key, value }]),
		follow(onEntry, onCaughtUp) {
			const subscription = startKafkaSubscription(
				{
					makeClient: (onLog) => createClient(connection, logger, onLog),
					prepare,
					topic,
					groupId: `${group}-${nanoid(10)}`,
					commits: false,
					withKeys: true,
					epoch: '',
					logger,
					stallMs,
					metadataMaxAgeMs: 300_000,
					onEnd: () => {},
				},
				{
					startAt: () => 'oldest',
					async onBatch({ entries }) {
						// No entry is empty: one without a value deletes.
						for (const { key = '', value } of entries) onEntry(key, value === '' ? null : value);
					},
				},
			);
			const looking = setInterval(() => {
				const { state, lag } = subscription.stats();
				if (state !== 'running' || lag > 0) return;
				clearInterval(looking);
				onCaughtUp();
			}, LOOK_MS).unref();
			return async () => {
				clearInterval(looking);
				await subscription.close();
			};
		},
		close: () => sender.close(),
	};
}
