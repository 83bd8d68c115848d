import kafkajs, { type Admin, type ITopicConfig } from 'kafkajs';
import { KafkaTrouble, reasonOf, troubleOf } from './trouble.ts';

/** A topic as it is wanted. */
export interface TopicSpec {
	readonly topic: string;
	/** When it is made; an existing one keeps its own. */
	readonly partitions: number;
	/** Copies of each record; 0: three, or as many as there are brokers. */
	readonly replication: number;
	readonly cleanup: 'delete' | 'compact';
	/** How long records are kept; of a compacted topic, how long tombstones are. */
	readonly retentionMs: number;
}

/** A topic as it is. */
export interface TopicState {
	readonly topic: string;
	readonly partitions: number;
	readonly replication: number;
	/** What an operator should know, in words; that there is one copy only is said of all topics together. */
	readonly warnings: readonly string[];
}

/** What an operator should know of all topics, in words. */
export function warningsOf(states: Iterable<TopicState>): string[] {
	const all = [...states];
	const single = all.filter(({ replication }) => replication < 2).map(({ topic }) => topic);
	const copies = single.length === 0 ? [] : [`there is one copy of ${single.join(', ')}: what that broker's disk loses is lost`];
	return [...copies, ...all.flatMap(({ warnings }) => warnings)];
}

const HOUR = 3_600_000;
const READABLE = new Set(['gzip', 'uncompressed', 'none', 'producer']);

/**
 * What is set when a topic is made.
 *
 * - `compression.type=gzip`: kafkajs reads nothing else but plain; whatever codec a foreign producer uses, the broker makes gzip of it.
 * - `LogAppendTime`: what is shipped late, after an outage, counts from its arrival; by its own time the retention would delete it at once.
 */
function configOf({ cleanup, retentionMs }: TopicSpec, replication: number): Record<string, string> {
	return {
		'min.insync.replicas': String(Math.max(1, replication - 1)),
		'compression.type': 'gzip',
		'message.timestamp.type': 'LogAppendTime',
		'cleanup.policy': cleanup,
		...(cleanup === 'delete'
			? { 'retention.ms': String(retentionMs) }
			: // What is overwritten or deleted is gone within about an hour: salts are among it.
				{
					'segment.ms': String(HOUR),
					'max.compaction.lag.ms': String(HOUR),
					'min.cleanable.dirty.ratio': '0.01',
					'delete.retention.ms': String(retentionMs),
				}),
	};
}

/**
 * Makes the topics that are missing, and looks at all of them.
 *
 * @throws {KafkaTrouble} when one is missing and may not be made, or would lose events or be unreadable as it is; kafkajs's errors else.
 */
export async function ensureTopics(admin: Admin, specs: readonly TopicSpec[]): Promise<ReadonlyMap<string, TopicState>> {
	const { brokers } = await admin.describeCluster();
	const existing = new Set(await admin.listTopics());
	const missing = specs.filter(({ topic }) => !existing.has(topic));
	if (missing.length > 0) await make(admin, missing, brokers.length);
	const metadata = await admin.fetchTopicMetadata({ topics: specs.map(({ topic }) => topic) });
	const configs = await configsOf(admin, specs);
	return new Map(
		specs.map((spec) => {
			const partitions = metadata.topics.find(({ name }) => name === spec.topic)?.partitions ?? [];
			const replication = Math.min(...partitions.map(({ replicas }) => replicas.length));
			return [spec.topic, look(spec, partitions.length, replication, configs.get(spec.topic))];
		}),
	);
}

async function make(admin: Admin, missing: readonly TopicSpec[], brokers: number): Promise<void> {
	const topics = missing.map((spec): ITopicConfig => {
		const replication = spec.replication === 0 ? Math.min(3, brokers) : spec.replication;
		return {
			topic: spec.topic,
			numPartitions: spec.partitions,
			replicationFactor: replication,
			configEntries: Object.entries(configOf(spec, replication)).map(([name, value]) => ({ name, value })),
		};
	});
	try {
		await admin.createTopics({ topics, waitForLeaders: true, timeout: 10_000 });
	} catch (error) {
		const names = missing.map(({ topic }) => topic).join(', ');
		const denied = troubleOf(error) === 'access';
		// Another process may have been quicker.
		const now = new Set(await admin.listTopics());
		if (missing.every(({ topic }) => now.has(topic))) return;
		throw new KafkaTrouble(
			denied ? 'access' : 'topic',
			denied
				? `The topics ${names} do not exist and this user may not make them. Make them, or allow CREATE.`
				: `The topics ${names} could not be made: ${reasonOf(error)}`,
			error,
		);
	}
}

/** The settings of the topics; none of a topic whose settings this user may not see. */
async function configsOf(admin: Admin, specs: readonly TopicSpec[]): Promise<Map<string, Map<string, string>>> {
	try {
		const { resources } = await admin.describeConfigs({
			includeSynonyms: false,
			resources: specs.map(({ topic }) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic })),
		});
		return new Map(
			resources.map(({ resourceName, configEntries }) => [
				resourceName,
				new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
			]),
		);
	} catch {
		return new Map();
	}
}

function look(
	{ topic, cleanup, retentionMs }: TopicSpec,
	partitions: number,
	replication: number,
	config: ReadonlyMap<string, string> | undefined,
): TopicState {
	const warnings: string[] = [];
	const state = { topic, partitions, replication, warnings };
	if (config === undefined) {
		warnings.push(`the settings of ${topic} cannot be read, so they were not checked: allow DESCRIBE_CONFIGS`);
		return state;
	}
	const codec = config.get('compression.type') ?? 'producer';
	if (!READABLE.has(codec)) {
		throw new KafkaTrouble(
			'topic',
			`The topic ${topic} is compressed with ${codec}, which cannot be read. Set its compression.type to gzip.`,
		);
	}
	if (cleanup === 'delete' && config.get('cleanup.policy')?.includes('compact')) {
		throw new KafkaTrouble(
			'topic',
			`The topic ${topic} is compacted: all but the last event of each session would be deleted. Set its cleanup.policy to delete.`,
		);
	}
	if (codec === 'producer')
		warnings.push(
			`${topic} keeps whatever codec its producers use: a record in snappy, lz4 or zstd cannot be read; set compression.type=gzip`,
		);
	const inSync = Number(config.get('min.insync.replicas') ?? 1);
	if (replication >= 2 && inSync < 2)
		warnings.push(`${topic} has min.insync.replicas=${inSync}: one broker's acknowledgement is enough; set it to 2`);
	if (inSync > replication) {
		throw new KafkaTrouble(
			'topic',
			`The topic ${topic} has ${replication} copies and min.insync.replicas=${inSync}: nothing can be written to it.`,
		);
	}
	if (cleanup === 'delete' && config.get('message.timestamp.type') !== 'LogAppendTime')
		warnings.push(
			`${topic} keeps its producers' times: what is shipped late may be deleted early; set message.timestamp.type=LogAppendTime`,
		);
	const kept = Number(config.get('retention.ms') ?? retentionMs);
	if (cleanup === 'delete' && kept >= 0 && kept < 24 * HOUR)
		warnings.push(`${topic} keeps records for ${Math.round(kept / HOUR)} h only: an aggregator that is away for longer misses them`);
	return state;
}
