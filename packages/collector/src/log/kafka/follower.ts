import { nanoid } from 'nanoid';
import type { Logger } from '../../logger.ts';
import type { LogFollower, SubscribeOptions } from '../log.ts';
import { createClient, type KafkaConnection } from './client.ts';
import { createPreparer, type KafkaTopics } from './prepare.ts';
import { type KafkaSubscription, type KafkaSubscriptionStats, startKafkaSubscription } from './subscription.ts';

/** All that is plain data, so that it can be handed to another thread. */
export interface FollowKafka {
	readonly connection: KafkaConnection;
	readonly topics: KafkaTopics;
	/** The consumer group of those who share the partitions. */
	readonly group: string;
	/** A new word makes a new log of the same topic. */
	readonly epoch: string;
	/** Whether it is here that warnings of the topics are logged: by one in each process. */
	readonly warns?: boolean;
	/** How long no record may come while some wait, ms; default 60 000. */
	readonly stallMs?: number;
	/** How old what is known of the topic may be, ms: new partitions are found after this; default 30 000. */
	readonly metadataMaxAgeMs?: number;
	/**
	 * Where it is kept as which member of the group this process shares the partitions, so that its next start need not wait until the brokers find out that a killed one is dead. Whoever names it is
	 * its only owner.
	 */
	readonly memberFile?: string;
}

/** The events in Kafka as a log to follow. */
export interface KafkaFollower extends LogFollower {
	/** As `subscribe`, but the partitions are shared with the subscribers in other processes: each has some of them, and others after a rebalance. */
	subscribeShared(options: SubscribeOptions): KafkaSubscription;
	/** Of the subscription that shares the partitions; undefined before there is one. */
	stats(): (KafkaSubscriptionStats & { readonly warnings: readonly string[] }) | undefined;
	close(): Promise<void>;
}

/** Kafka need not be there yet; until it is, subscribers wait. */
export function followKafka(options: FollowKafka, logger: Logger): KafkaFollower {
	const { connection, topics, group, epoch, stallMs = 60_000, metadataMaxAgeMs = 30_000 } = options;
	const { topic } = topics.events;
	const subscriptions = new Set<KafkaSubscription>();
	const { prepare, warnings } = createPreparer(connection, topics, logger, options.warns === true);
	let shared: KafkaSubscription | undefined;

	const begin = (subscriber: SubscribeOptions, groupId: string, commits: boolean): KafkaSubscription => {
		const started = startKafkaSubscription(
			{
				makeClient: (onLog) => createClient(connection, logger, onLog),
				prepare,
				topic,
				groupId,
				commits,
				withKeys: false,
				epoch,
				logger,
				stallMs,
				metadataMaxAgeMs,
				onEnd: () => void subscriptions.delete(started),
				...(commits && options.memberFile !== undefined ? { memberFile: options.memberFile } : {}),
			},
			subscriber,
		);
		subscriptions.add(started);
		return started;
	};

	return {
		// A group of its own sees all partitions; it commits nothing, so the broker forgets it when it has left.
		subscribe: (subscriber) => begin(subscriber, `${group}-${nanoid(10)}`, false),
		subscribeShared(subscriber) {
			shared = begin(subscriber, group, true);
			return shared;
		},
		release(stream, offset) {
			if (stream.topic === topic) shared?.handled(stream.partition, offset);
		},
		// There is one for each partition, and none for all of them.
		head: () => Number.POSITIVE_INFINITY,
		stats: () => shared && { ...shared.stats(), warnings: options.warns === true ? warnings() : [] },
		async close() {
			await Promise.all([...subscriptions].map((subscription) => subscription.close()));
		},
	};
}
