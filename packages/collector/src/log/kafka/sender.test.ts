import type { Message, Producer, RecordMetadata } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { checkCovered, createSender, producerConfig } from './sender.ts';

const answered = (...partitions: number[]): RecordMetadata[] =>
	partitions.map((partition) => ({ topicName: 'events', partition, errorCode: 0, baseOffset: '7' }));

/** What the sender uses of a producer, counted. */
function producers(send: (attempt: number, messages: readonly Message[]) => Promise<RecordMetadata[]>) {
	let made = 0;
	let sends = 0;
	const gone: number[] = [];
	const makeProducer = (): Producer => {
		const own = made++;
		const producer: Pick<Producer, 'connect' | 'disconnect' | 'send'> = {
			connect: async () => {},
			disconnect: async () => void gone.push(own),
			send: async ({ messages }) => await send(sends++, messages),
		};
		return producer as Producer;
	};
	return { makeProducer, made: () => made, gone };
}

describe('an answer', () => {
	it('covers what was sent when it names every partition', () => {
		expect(() => checkCovered(answered(0, 1), [{ topic: 'events', partition: 1 }])).not.toThrow();
	});

	it.each<[string, RecordMetadata[]]>([
		['is empty', []],
		['names another partition', answered(0)],
		['is of another topic', [{ ...(answered(1)[0] as RecordMetadata), topicName: 'others' }]],
		['tells of an error', [{ ...(answered(1)[0] as RecordMetadata), errorCode: 6 }]],
	])('does not when it %s', (_, answer) => {
		expect(() => checkCovered(answer, [{ topic: 'events', partition: 1 }])).toThrow('artition 1 of events');
	});
});

describe('the sender', () => {
	it('never makes an idempotent producer, nor one that tries again by itself', () => {
		expect(producerConfig).toMatchObject({ idempotent: false, allowAutoTopicCreation: false, retry: { retries: 0 } });
	});

	it('gives every record its partition', async () => {
		let seen: readonly Message[] = [];
		const { makeProducer } = producers(async (_, messages) => {
			seen = messages;
			return answered(3);
		});
		await createSender({ makeProducer }).send('events', 3, [{ value: 'a' }, { value: 'b' }]);
		expect(seen.map(({ partition }) => partition)).toEqual([3, 3]);
	});

	it('takes a promise that resolved without naming the partition for a failure, and a fresh producer for the next', async () => {
		const { makeProducer, made, gone } = producers(async (attempt) => (attempt === 0 ? [] : answered(1)));
		const sender = createSender({ makeProducer });
		await expect(sender.send('events', 1, [{ value: 'a' }])).rejects.toThrow('says nothing of partition 1');
		await sender.send('events', 1, [{ value: 'a' }]);
		expect(made()).toBe(2);
		expect(gone).toEqual([0]);
	});

	it('gives up a producer that does not answer', async () => {
		const { makeProducer, made } = producers(async (attempt) => (attempt === 0 ? await new Promise(() => {}) : answered(1)));
		const sender = createSender({ makeProducer, watchMs: 20 });
		await expect(sender.send('events', 1, [{ value: 'a' }])).rejects.toThrow('took longer than 20 ms');
		await sender.send('events', 1, [{ value: 'a' }]);
		expect(made()).toBe(2);
	});

	it('keeps its producer when a record is refused for what is in it', async () => {
		const { makeProducer, made } = producers(async (attempt) => {
			if (attempt === 0) throw Object.assign(new Error('too large'), { type: 'MESSAGE_TOO_LARGE' });
			return answered(1);
		});
		const sender = createSender({ makeProducer });
		await expect(sender.send('events', 1, [{ value: 'a' }])).rejects.toThrow('too large');
		await sender.send('events', 1, [{ value: 'a' }]);
		expect(made()).toBe(1);
	});
});
