import type { ControlDb } from '../control/control.ts';
import { createClient } from '../log/kafka/client.ts';
import type { FollowKafka } from '../log/kafka/follower.ts';
import { createSender, producerConfig } from '../log/kafka/sender.ts';
import type { Logger } from '../logger.ts';
import { tellMinutes } from '../reports/minutes.ts';
import type { StoreReader } from '../store/store.ts';

export interface PublishMinutesDeps {
	readonly kafka: FollowKafka;
	readonly topic: string;
	readonly store: StoreReader;
	readonly control: Pick<ControlDb, 'siteById'>;
	readonly clock: () => number;
	readonly logger: Logger;
}

/** Sends the aggregates of each minute to a topic, for others to read. */
export function publishMinutes({ kafka, topic, store, control, clock, logger }: PublishMinutesDeps): { close(): Promise<void> } {
	const sender = createSender({ makeProducer: () => createClient(kafka.connection, logger).producer(producerConfig) });
	const telling = tellMinutes({
		store,
		domainOf: (site) => control.siteById(site)?.domain,
		async publish(minutes) {
			if (minutes.length === 0) return;
			await sender.send(
				topic,
				0,
				minutes.map((minute) => ({ key: minute.site, value: JSON.stringify(minute) })),
			);
		},
		clock,
		onError: (error) => logger.debug('minutes could not be published; they will be', { reason: String(error) }),
	});
	return {
		async close() {
			await telling.close();
			await sender.close();
		},
	};
}
