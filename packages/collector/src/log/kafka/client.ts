import type { ConnectionOptions } from 'node:tls';
import kafkajs, { type Kafka, type logCreator, type SASLOptions } from 'kafkajs';
import type { Logger } from '../../logger.ts';

/** How brokers are reached. */
export interface KafkaConnection {
	/** `host:port`, at least one. */
	readonly brokers: readonly string[];
	/** TLS; the server's certificate is always verified. */
	readonly ssl?: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>;
	readonly sasl?: { readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; readonly username: string; readonly password: string };
	readonly clientId?: string;
}

/** Told of every line that kafkajs logs: level, words, and the values that go with them. */
type LogListener = (message: string, fields: Readonly<Record<string, unknown>>) => void;

export const REQUEST_MS = 15_000;

/**
 * A fresh client. It and what is made from it share connections and what is known of the brokers: after trouble the next one begins anew.
 *
 * Every number is set, because kafkajs fills in its own only where an option object is missing as a whole. What it logs is for `debug`: its errors
 * are mostly steps of its own retrying, and what they mean is said by those who use it.
 */
export function createClient(
	{ brokers, ssl, sasl, clientId = 'footfall' }: KafkaConnection,
	logger: Pick<Logger, 'debug'>,
	onLog?: LogListener,
): Kafka {
	const creator: logCreator =
		() =>
		({ namespace, log: { message, timestamp: _time, logger: _name, stack: _stack, ...fields } }) => {
			onLog?.(message, fields);
			logger.debug(`kafkajs: ${message}`, { part: namespace });
		};
	return new kafkajs.Kafka({
		clientId,
		// kafkajs begins with the first: one that is down would be everybody's first.
		brokers: shuffled(brokers),
		...(ssl === undefined ? {} : { ssl: { ...ssl, rejectUnauthorized: true } }),
		...(sasl === undefined ? {} : { sasl: { ...sasl } as SASLOptions }),
		connectionTimeout: 5000,
		authenticationTimeout: 10_000,
		requestTimeout: REQUEST_MS,
		enforceRequestTimeout: true,
		retry: { initialRetryTime: 100, maxRetryTime: 1000, factor: 0.2, multiplier: 2, retries: Math.max(3, brokers.length) },
		logLevel: kafkajs.logLevel.WARN,
		logCreator: creator,
	});
}

function shuffled(items: readonly string[]): string[] {
	return items
		.map((item) => ({ item, at: Math.random() }))
		.sort((a, b) => a.at - b.at)
		.map(({ item }) => item);
}

/** Closes something of kafkajs, though not longer than a moment: it waits for answers that may never come. */
export async function letGo(what: { disconnect(): Promise<void> } | undefined): Promise<void> {
	if (what === undefined) return;
	let timer: NodeJS.Timeout | undefined;
	const moment = new Promise<void>((resolve) => {
		timer = setTimeout(resolve, 2000);
	});
	await Promise.race([what.disconnect().catch(() => {}), moment]);
	clearTimeout(timer);
}
