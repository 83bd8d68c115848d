import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from 'kafkajs';
import { beforeEach, describe, expect, it } from 'vitest';
import { createOutbox } from './outbox.ts';

describe('an outbox', () => {
	let sent: string[];
	let away: boolean;
	let said: string[];
	const sender = {
		async send(_topic: string, _partition: number, messages: readonly Message[]) {
			if (away) throw new Error('Kafka is away');
			sent.push(...messages.map(({ value }) => String(value)));
		},
		close: async () => {},
	};
	const make = () => createOutbox(sender, 'topic', { warn: (message) => said.push(message) }, 10);
	const messages = (count: number, from = 0): Message[] => Array.from({ length: count }, (_, i) => ({ value: String(from + i) }));
	const numbers = (count: number, from = 0): string[] => messages(count, from).map(({ value }) => String(value));

	beforeEach(() => {
		sent = [];
		said = [];
		away = false;
	});

	it('sends in order what is put in', async () => {
		const outbox = make();
		outbox.put(messages(120));
		outbox.put(messages(5, 120));
		await expect.poll(() => sent).toEqual(numbers(125));
		await outbox.close();
	});

	it('keeps what cannot be sent and sends it later', async () => {
		const outbox = make();
		away = true;
		outbox.put(messages(3));
		await sleep(50);
		expect(sent).toEqual([]);
		away = false;
		await expect.poll(() => sent).toEqual(numbers(3));
		await outbox.close();
	});

	it('drops the oldest when too many wait, and says so', async () => {
		const outbox = make();
		away = true;
		outbox.put(messages(1500));
		expect(said).toContain('messages for others are dropped: too many wait');
		away = false;
		await expect.poll(() => sent).toEqual(numbers(1000, 500));
		await outbox.close();
	});

	it('ends though Kafka is away', async () => {
		const outbox = make();
		away = true;
		outbox.put(messages(3));
		await outbox.close();
		expect(sent).toEqual([]);
	});
});
