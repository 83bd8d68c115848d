/** The variables of processes that work together over topics of their own. */
export function kafkaEnv(brokers: readonly string[], name: string): Record<string, string> {
	return {
		KAFKA_BROKERS: brokers.join(','),
		KAFKA_TOPIC: name,
		KAFKA_QUARANTINE_TOPIC: `${name}-quarantine`,
		KAFKA_METRICS_TOPIC: `${name}-metrics`,
		KAFKA_CONTROL_TOPIC: `${name}-control`,
		CONSUMER_GROUP: name,
		KAFKA_PARTITIONS: '3',
		APP_SECRET: 'what all processes of this test share',
	};
}
