import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { type Logger, silentLogger } from '../../../logger.ts';
import type { LogBatch, SubscribeOptions } from '../../log.ts';
import { openSqliteLog } from '../../sqlite/sqliteLog.ts';
import { newName } from './client.ts';
import { type KafkaLog, type KafkaLogOptions, openKafkaLog } from './kafkaLog.ts';

/** Logs over one topic and one spool each, closed and deleted together. */
export function logsFor({ topic = newName(), partitions = 1 }: { topic?: string; partitions?: number } = {}) {
	const spec = { topic, partitions, replication: 1, cleanup: 'delete', retentionMs: -1 } as const;
	const closing: (() => Promise<unknown>)[] = [];
	const said: string[] = [];
	const at =
		(level: string) =>
		(message: string, fields: object = {}): void =>
			void said.push(`${level} ${message} ${JSON.stringify(fields)}`);
	const logger: Logger = { ...silentLogger, error: at('error'), warn: at('warn'), info: at('info') };
	return {
		topic,
		quarantine: `${topic}-quarantine`,
		/** What was logged, one line an entry. */
		said: (): string => said.join('\n'),
		async open({
			directory: given,
			...options
		}: Partial<KafkaLogOptions> & { directory?: string } = {}): Promise<KafkaLog & { directory: string }> {
			const directory = given ?? (await mkdtemp(path.join(tmpdir(), 'footfall-kafka-log-')));
			const spool = await openSqliteLog({ directory, clock: Date.now, retentionMs: 3_600_000, diskReserveBytes: 0, logger });
			const log = openKafkaLog({
				connection: { brokers: inject('kafka') ?? [] },
				topics: { events: spec, quarantine: { ...spec, topic: `${topic}-quarantine`, partitions: 1 }, others: [] },
				group: topic,
				epoch: '',
				spool,
				directory,
				clock: Date.now,
				logger,
				...options,
			});
			closing.push(async () => {
				await log.close();
				if (given === undefined) await rm(directory, { recursive: true, force: true });
			});
			return { ...log, directory };
		},
		async dispose(): Promise<void> {
			for (const close of closing.reverse()) await close();
		},
	};
}

/** A store's positions, kept as the aggregator keeps them: with what was handled. */
export function memoryStore() {
	const positions = new Map<string, number>();
	const values: string[] = [];
	const offsets = new Map<number, number[]>();
	const nameOf = ({ epoch, topic, partition }: LogBatch['stream']): string => `${epoch}/${topic}/${partition}`;
	const subscriber: SubscribeOptions = {
		startAt: (stream) => positions.get(nameOf(stream)) ?? 'oldest',
		async onBatch({ stream, entries, next }) {
			const from = positions.get(nameOf(stream)) ?? 0;
			for (const { offset, value } of entries) {
				if (offset < from) continue;
				values.push(value);
				offsets.set(stream.partition, [...(offsets.get(stream.partition) ?? []), offset]);
			}
			positions.set(nameOf(stream), Math.max(from, next));
		},
	};
	return { positions, values, offsets, subscriber, nameOf };
}
