import kafkajs, { type Message, type Partitioners, type Producer, type ProducerConfig, type RecordMetadata } from 'kafkajs';
import { letGo } from './client.ts';
import { KafkaTrouble, troubleOf } from './trouble.ts';

/** Writes records to partitions, one call a partition. */
export interface Sender {
	/**
	 * Resolves when the broker has said that the records are in that partition, in this order. After a rejection they may be there or not: whoever sends
	 * them again makes duplicates, which are told by their ids.
	 */
	send(topic: string, partition: number, messages: readonly Message[]): Promise<void>;
	close(): Promise<void>;
}

export interface SenderDeps {
	/** A producer on a client of its own, not connected. */
	readonly makeProducer: () => Producer;
	/** How long an answer may take, ms; default 40 000: longer than all of kafkajs's own timeouts together should be. */
	readonly watchMs?: number;
}

/** How long the broker may wait for its replicas, ms. */
const ACK_MS = 10_000;
/** Characters below which compressing costs more than it saves. */
const COMPRESS_FROM = 1024;

/** The partition is always given; a record without one is a mistake of ours that must not be guessed away. */
const explicit: ReturnType<typeof Partitioners.LegacyPartitioner> | (() => (args: { message: Message }) => number) =
	() =>
	({ message: { partition } }: { message: Message }) => {
		if (partition === undefined) throw new Error('A record has no partition.');
		return partition;
	};

/**
 * How a producer must be made.
 *
 * - Not idempotent: with several sends under way and one lost acknowledgement kafkajs's idempotent producer loses records that it reports as written.
 * - No retries of its own: a retry inside of one call is where it forgets a partition whose leader moved (tulios/kafkajs#1303).
 */
export const producerConfig: ProducerConfig = {
	idempotent: false,
	allowAutoTopicCreation: false,
	createPartitioner: explicit as ProducerConfig['createPartitioner'] & {},
	metadataMaxAge: 60_000,
	retry: { initialRetryTime: 100, maxRetryTime: 1000, factor: 0.2, multiplier: 2, retries: 0 },
};

/** @throws {KafkaTrouble} when an answer does not name each partition that was written to. */
export function checkCovered(
	answer: readonly RecordMetadata[],
	sent: readonly { readonly topic: string; readonly partition: number }[],
): void {
	for (const { topic, partition } of sent) {
		const found = answer.find((one) => one.topicName === topic && one.partition === partition);
		if (found === undefined)
			throw new KafkaTrouble('passing', `The answer says nothing of partition ${partition} of ${topic}, which was sent to.`);
		if (found.errorCode !== 0)
			throw new KafkaTrouble('passing', `Partition ${partition} of ${topic} answered with error ${found.errorCode}.`);
	}
}

export function createSender({ makeProducer, watchMs = 40_000 }: SenderDeps): Sender {
	let current: Promise<Producer> | undefined;
	let closed = false;

	const watched = async <T>(work: Promise<T>, what: string): Promise<T> => {
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<never>((_, reject) => {
			timer = setTimeout(() => reject(new KafkaTrouble('passing', `${what} took longer than ${watchMs} ms.`)), watchMs);
		});
		try {
			return await Promise.race([work, late]);
		} finally {
			clearTimeout(timer);
		}
	};

	const connected = async (): Promise<Producer> => {
		const producer = makeProducer();
		try {
			await watched(producer.connect(), 'Connecting to Kafka');
			return producer;
		} catch (error) {
			void letGo(producer);
			throw error;
		}
	};

	/** The next send begins with a fresh producer, which knows nothing of what this one believed of leaders and connections. */
	const giveUp = (of: Promise<Producer>): void => {
		if (current !== of) return;
		current = undefined;
		of.then(letGo, () => {});
	};

	return {
		async send(topic, partition, messages) {
			if (closed) throw new KafkaTrouble('passing', 'The sender is closed.');
			current ??= connected();
			const own = current;
			try {
				const producer = await own;
				const chars = messages.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
				const sending = producer.send({
					topic,
					acks: -1,
					timeout: ACK_MS,
					compression: chars >= COMPRESS_FROM ? kafkajs.CompressionTypes.GZIP : kafkajs.CompressionTypes.None,
					messages: messages.map((message) => ({ ...message, partition })),
				});
				checkCovered(await watched(sending, `Sending to partition ${partition} of ${topic}`), [{ topic, partition }]);
			} catch (error) {
				if (troubleOf(error) !== 'unfit') giveUp(own);
				throw error;
			}
		},
		async close() {
			closed = true;
			const own = current;
			current = undefined;
			await own?.then(letGo, () => {});
		},
	};
}
