import type { Logger } from '../../logger.ts';
import { createClient, type KafkaConnection, letGo } from './client.ts';
import { ensureTopics, type TopicSpec, warningsOf } from './topics.ts';

export interface KafkaTopics {
	/** The events. */
	readonly events: TopicSpec;
	readonly quarantine: TopicSpec;
	/** More that shall exist. */
	readonly others: readonly TopicSpec[];
}

export interface Preparer {
	/** Makes and checks the topics; answers how many partitions the events have. Whoever asks meanwhile shares the answer. */
	prepare(): Promise<{ readonly partitions: number }>;
	/** What is not as it should be with the topics, though it works; as of the last look. */
	warnings(): readonly string[];
}

/** @param says Whether warnings are logged: by one in each process. */
export function createPreparer(connection: KafkaConnection, topics: KafkaTopics, logger: Logger, says: boolean): Preparer {
	let warnings: readonly string[] = [];
	let preparing: Promise<{ partitions: number }> | undefined;

	const now = async (): Promise<{ partitions: number }> => {
		const admin = createClient(connection, logger).admin();
		try {
			await admin.connect();
			const found = await ensureTopics(admin, [topics.events, topics.quarantine, ...topics.others]);
			const words = warningsOf(found.values());
			if (says) for (const warning of words) if (!warnings.includes(warning)) logger.warn(warning);
			warnings = words;
			return { partitions: found.get(topics.events.topic)?.partitions ?? topics.events.partitions };
		} finally {
			await letGo(admin);
		}
	};

	return {
		prepare() {
			preparing ??= now().finally(() => {
				preparing = undefined;
			});
			return preparing;
		},
		warnings: () => warnings,
	};
}
