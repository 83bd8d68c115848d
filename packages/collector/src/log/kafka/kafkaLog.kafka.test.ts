import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, inject } from 'vitest';
import { type Logger, silentLogger } from '../../logger.ts';
import { logContract } from '../log.contract.ts';
import { openSqliteLog } from '../sqlite/sqliteLog.ts';
import { makeTopic, withAdmin } from './testing/broker.ts';
import { newName } from './testing/client.ts';
import { type KafkaLog, openKafkaLog } from './testing/kafkaLog.ts';

const brokers = inject('kafka');

describe.skipIf(brokers === undefined)('with a broker', () => {
	logContract(
		'the Kafka log',
		async () => {
			const directory = await mkdtemp(path.join(tmpdir(), 'footfall-kafka-log-'));
			const name = newName();
			const said: string[] = [];
			const logger: Logger = { ...silentLogger, error: (message, fields) => void said.push(`${message} ${JSON.stringify(fields)}`) };
			// The producers' own times, so that the test's clock counts.
			await makeTopic(name, { 'message.timestamp.type': 'CreateTime', 'retention.ms': '-1' });
			const opened: KafkaLog[] = [];
			return {
				open: async ({ now, retentionMs }) => {
					const spool = await openSqliteLog({
						directory,
						clock: now,
						retentionMs,
						diskReserveBytes: 0,
						logger: silentLogger,
						sweepEveryMs: 10,
					});
					const topic = { topic: name, partitions: 1, replication: 1, cleanup: 'delete', retentionMs: -1 } as const;
					const log = openKafkaLog({
						connection: { brokers: brokers ?? [] },
						topics: { events: topic, quarantine: { ...topic, topic: `${name}-quarantine` }, others: [] },
						group: name,
						epoch: '',
						spool,
						directory,
						clock: now,
						logger,
					});
					opened.push(log);
					return log;
				},
				settled: () => expect.poll(() => opened.every((log) => log.shipper().spooled === 0), { timeout: 10_000 }).toBe(true),
				headOf: () => withAdmin(async (admin) => Number((await admin.fetchTopicOffsets(name))[0]?.high)),
				complaint: () => said.join(),
				dispose: () => rm(directory, { recursive: true, force: true }),
			};
		},
		{
			'keeps until released': 'what is shipped is released from the spool by the shipper, and the topic keeps it as long as the topic says',
		},
	);
});
