import type { Config } from '../config.ts';
import type { KafkaConnection } from '../log/kafka/client.ts';
import type { FollowKafka } from '../log/kafka/follower.ts';
import type { TopicSpec } from '../log/kafka/topics.ts';

const HOUR = 3_600_000;

function connectionOf(config: Config): KafkaConnection {
	const { KAFKA_SSL_CA: ca, KAFKA_SSL_CERT: cert, KAFKA_SSL_KEY: key, KAFKA_SASL_MECHANISM: mechanism } = config;
	return {
		brokers: config.KAFKA_BROKERS,
		...(config.KAFKA_SSL ? { ssl: { ...(ca === '' ? {} : { ca }), ...(cert === '' ? {} : { cert, key }) } } : {}),
		...(mechanism === '' ? {} : { sasl: { mechanism, username: config.KAFKA_SASL_USERNAME, password: config.KAFKA_SASL_PASSWORD } }),
	};
}

/** What the settings say of Kafka, as plain data. */
export function kafkaOf(config: Config): FollowKafka {
	const kept = { replication: config.KAFKA_REPLICATION, cleanup: 'delete', retentionMs: config.KAFKA_RETENTION_HOURS * HOUR } as const;
	const events: TopicSpec = { ...kept, topic: config.KAFKA_TOPIC, partitions: config.KAFKA_PARTITIONS };
	const quarantine: TopicSpec = { ...kept, topic: config.KAFKA_QUARANTINE_TOPIC, partitions: 1 };
	const metrics: TopicSpec = { ...kept, topic: config.KAFKA_METRICS_TOPIC, partitions: 1 };
	// Tombstones for a day: whoever follows sees them, and a salt that is deleted is gone an hour later.
	const control: TopicSpec = { ...kept, topic: config.KAFKA_CONTROL_TOPIC, partitions: 1, cleanup: 'compact', retentionMs: 24 * HOUR };
	return {
		connection: connectionOf(config),
		topics: { events, quarantine, others: [metrics, control] },
		group: config.CONSUMER_GROUP,
		epoch: config.KAFKA_EPOCH,
	};
}
