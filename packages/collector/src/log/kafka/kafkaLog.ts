import { join } from 'node:path';
import { nanoid } from 'nanoid';
import type { Logger } from '../../logger.ts';
import type { Log, SubscribeOptions } from '../log.ts';
import type { SpoolingLog } from '../spool.ts';
import { createClient, type KafkaConnection, letGo } from './client.ts';
import { createSender, producerConfig } from './sender.ts';
import { type ShipperStats, startShipper } from './shipper.ts';
import { openShipState } from './shipState.ts';
import { type KafkaSubscription, type KafkaSubscriptionStats, startKafkaSubscription } from './subscription.ts';
import { ensureTopics, type TopicSpec } from './topics.ts';

export interface KafkaTopics {
	/** The events. */
	readonly events: TopicSpec;
	readonly quarantine: TopicSpec;
	/** More that shall exist. */
	readonly others?: readonly TopicSpec[];
}

export interface KafkaLogOptions {
	readonly connection: KafkaConnection;
	readonly topics: KafkaTopics;
	/** The consumer group of those who share the partitions. */
	readonly group: string;
	/** A new word makes a new log of the same topic. */
	readonly epoch?: string;
	/** Where events wait until they are shipped. Without one nothing can be appended here. */
	readonly spool?: { readonly log: SpoolingLog; readonly directory: string };
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	readonly logger: Logger;
	/** How long no record may come while some wait, ms; default 60 000. */
	readonly stallMs?: number;
	/** How old what is known of the topic may be, ms: new partitions are found after this; default 30 000. */
	readonly metadataMaxAgeMs?: number;
	/** How long an answer to the shipper may take, ms. */
	readonly watchMs?: number;
}

export interface KafkaLogStats {
	readonly shipper: ShipperStats | undefined;
	/** The subscription that shares the partitions of its group with other processes. */
	readonly consumer: KafkaSubscriptionStats | undefined;
	/** What is not as it should be with the topics, though it works. */
	readonly warnings: readonly string[];
}

/** Kafka as a log: what is appended lies in the spool first, and reaches its subscribers through the topic. */
export interface KafkaLog extends Log {
	/** As `subscribe`, but the partitions are shared with the subscribers in other processes: each has some of them, and others after a rebalance. */
	subscribeShared(options: SubscribeOptions): KafkaSubscription;
	/** Whether events go to Kafka and come from it at this moment. */
	ready(): boolean;
	kafka(): KafkaLogStats;
}

/** How long a shutdown waits for what is spooled; what is left is shipped at the next start. */
const DRAIN_MS = 3000;

/** Opens it. Kafka need not be there: what is appended waits in the spool. */
export function openKafkaLog(options: KafkaLogOptions): KafkaLog {
	const { connection, topics, group, epoch = '', spool, clock, logger, stallMs = 60_000 } = options;
	const subscriptions = new Set<KafkaSubscription>();
	let shared: KafkaSubscription | undefined;
	let warnings: readonly string[] = [];
	let closed = false;

	const prepareNow = async (): Promise<{ partitions: number }> => {
		const admin = createClient(connection, logger).admin();
		try {
			await admin.connect();
			const specs = [topics.events, topics.quarantine, ...(topics.others ?? [])];
			const found = await ensureTopics(admin, specs);
			const words = [...found.values()].flatMap((state) => state.warnings);
			for (const warning of words) if (!warnings.includes(warning)) logger.warn(warning);
			warnings = words;
			return { partitions: found.get(topics.events.topic)?.partitions ?? topics.events.partitions };
		} finally {
			await letGo(admin);
		}
	};

	let preparing: Promise<{ partitions: number }> | undefined;
	/** Makes and checks the topics; answers how many partitions the events have. Whoever asks meanwhile shares the answer. */
	const prepare = (): Promise<{ partitions: number }> => {
		preparing ??= prepareNow().finally(() => {
			preparing = undefined;
		});
		return preparing;
	};

	const state = spool && openShipState(join(spool.directory, 'shipped.db'));
	const sender =
		spool &&
		createSender({
			makeProducer: () => createClient(connection, logger).producer(producerConfig),
			...(options.watchMs === undefined ? {} : { watchMs: options.watchMs }),
		});
	const shipper =
		spool && state && sender
			? startShipper({
					spool: spool.log.spool,
					release: (stream, offset) => spool.log.release(stream, offset),
					sender,
					prepare,
					topic: topics.events.topic,
					quarantineTopic: topics.quarantine.topic,
					state,
					clock,
					logger,
				})
			: undefined;

	const begin = (subscriber: SubscribeOptions, groupId: string, commits: boolean): KafkaSubscription => {
		const started = startKafkaSubscription(
			{
				makeClient: (onLog) => createClient(connection, logger, onLog),
				prepare,
				topic: topics.events.topic,
				groupId,
				commits,
				epoch,
				logger,
				stallMs,
				metadataMaxAgeMs: options.metadataMaxAgeMs ?? 30_000,
				onEnd: () => void subscriptions.delete(started),
			},
			subscriber,
		);
		subscriptions.add(started);
		return started;
	};

	return {
		async append(entries) {
			if (!spool) throw new Error('This process takes no events in: it has no spool.');
			await spool.log.append(entries);
		},
		// A group of its own sees all partitions; it commits nothing, so the broker forgets it when it has left.
		subscribe: (subscriber) => begin(subscriber, `${group}-${nanoid(10)}`, false),
		subscribeShared(subscriber) {
			shared = begin(subscriber, group, true);
			return shared;
		},
		release(stream, offset) {
			if (stream.topic === topics.events.topic) shared?.handled(stream.partition, offset);
		},
		ready() {
			const ships = shipper?.stats().state ?? 'shipping';
			const reads = shared?.stats().state ?? 'running';
			return !closed && ships === 'shipping' && reads === 'running';
		},
		kafka: () => ({ shipper: shipper?.stats(), consumer: shared?.stats(), warnings }),
		stats: () => spool?.log.stats() ?? { appended: 0, kept: 0, bytes: 0, head: 0, syncMs: { mean: 0, max: 0 }, state: 'ok' },
		async close() {
			if (closed) return;
			closed = true;
			await Promise.all([...subscriptions].map((subscription) => subscription.close()));
			await shipper?.close(DRAIN_MS);
			await sender?.close();
			state?.close();
			await spool?.log.close();
		},
	};
}
