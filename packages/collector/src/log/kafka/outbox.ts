import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from 'kafkajs';
import type { Logger } from '../../logger.ts';
import type { Sender } from './sender.ts';
import { reasonOf } from './trouble.ts';

/** Messages that somebody else wants to know of and that are kept elsewhere already: sent in order, again and again while Kafka is away, and dropped when too many wait. */
export interface Outbox {
	put(messages: readonly Message[]): void;
	close(): Promise<void>;
}

/** Waiting at most; a value is bounded, so this is some megabytes. */
const MOST = 1000;

/** @param pauseMs Before what failed is tried again. */
export function createOutbox(sender: Sender, topic: string, logger: Pick<Logger, 'warn'>, pauseMs = 2000): Outbox {
	const closing = new AbortController();
	let waiting: Message[] = [];
	let sending: Promise<void> | undefined;

	const send = async (): Promise<void> => {
		while (waiting.length > 0 && !closing.signal.aborted) {
			const batch = waiting.slice(0, 50);
			try {
				await sender.send(topic, 0, batch);
				waiting = waiting.filter((message) => !batch.includes(message));
			} catch (error) {
				logger.warn('messages for others wait', { topic, waiting: waiting.length, reason: reasonOf(error) });
				await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
			}
		}
		sending = undefined;
	};

	return {
		put(messages) {
			if (messages.length === 0) return;
			waiting.push(...messages);
			if (waiting.length > MOST) {
				logger.warn('messages for others are dropped: too many wait', { topic, dropped: waiting.length - MOST });
				waiting = waiting.slice(-MOST);
			}
			sending ??= send();
		},
		async close() {
			// What waits for nothing but its turn still goes out.
			await Promise.race([sending, sleep(1000, undefined, { ref: false })]);
			closing.abort();
			await sending;
		},
	};
}
