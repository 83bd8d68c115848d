import type { Message } from 'kafkajs';
import type { Logger } from '../../logger.ts';
import type { Stream } from '../log.ts';
import { createClient } from './client.ts';
import type { FollowKafka } from './follower.ts';
import { createOutbox } from './outbox.ts';
import { createSender, producerConfig } from './sender.ts';

/** A value is kept up to this length, in characters: far longer than the collector lets any event be. */
const KEPT = 65_536;

/** One message of the topic `analytics-quarantine`: a record that cannot be used, why, and where it stood. */
export interface QuarantineRecord {
	readonly v: 1;
	readonly reason: string;
	/** The log that held it: its epoch, topic (the local log's too), partition and offset. */
	readonly from: { readonly epoch: string; readonly topic: string; readonly partition: number; readonly offset: number };
	/** When it was set aside, milliseconds since the epoch. */
	readonly at: number;
	/** As it stood there, cut to `KEPT` characters. */
	readonly value: string;
}

export function quarantineMessage(record: QuarantineRecord): Message {
	const { epoch, topic, partition, offset } = record.from;
	return { key: `${epoch}/${topic}/${partition}/${offset}`, value: JSON.stringify({ ...record, value: record.value.slice(0, KEPT) }) };
}

/** What is set aside somewhere else, told to the quarantine topic too. */
export interface Quarantine {
	put(what: {
		readonly stream: Stream;
		readonly quarantined: readonly { readonly offset: number; readonly reason: string; readonly value: string }[];
	}): void;
	close(): Promise<void>;
}

export function openQuarantine({ connection, topics }: FollowKafka, clock: () => number, logger: Logger): Quarantine {
	const sender = createSender({ makeProducer: () => createClient(connection, logger).producer(producerConfig) });
	const outbox = createOutbox(sender, topics.quarantine.topic, logger);
	return {
		put({ stream, quarantined }) {
			const at = clock();
			outbox.put(
				quarantined.map(({ offset, reason, value }) => quarantineMessage({ v: 1, reason, from: { ...stream, offset }, at, value })),
			);
		},
		async close() {
			await outbox.close();
			await sender.close();
		},
	};
}
