import type { Batch, Cluster, Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { Logger } from '../../logger.ts';
import type { LogBatch, LoggedEntry, StartAt, Stream, SubscribeOptions } from '../log.ts';
import { letGo } from './client.ts';
import { consumerConfig, fetchedFrom, HEARTBEAT_MS, isRebalance } from './consumer.ts';
import { type Lane, outside, waitingIn } from './lanes.ts';
import { type Membership, takeOut } from './membership.ts';
import { type Bounds, boundsOf, offsetsSince } from './offsets.ts';
import { KafkaTrouble, reasonOf } from './trouble.ts';

export interface SessionDeps {
	/** A fresh client whose log lines are told. */
	readonly makeClient: (onLog: (message: string, fields: Readonly<Record<string, unknown>>) => void) => Kafka;
	readonly topic: string;
	readonly groupId: string;
	/** Whether the group's offsets are committed: for lag tools, nothing is ever read from them. */
	readonly commits: boolean;
	/** Added to the cluster's id: a new word makes a new log of the same topic. */
	readonly epoch: string;
	readonly logger: Logger;
	/** How long nothing may come while records wait, ms. */
	readonly stallMs: number;
	/** How old what is known of the topic may be, ms: new partitions are found after this. */
	readonly metadataMaxAgeMs: number;
	/** Whether entries carry their keys. */
	readonly withKeys: boolean;
	readonly subscriber: SubscribeOptions;
	/** Where lanes stood when the last session ended, for subscribers that have no position of their own. */
	readonly remembered: Map<string, number>;
	/** As whom it joined last, in an earlier session or an earlier process. */
	readonly membership: Membership;
}

export interface SessionStats {
	readonly joined: boolean;
	readonly partitions: readonly number[];
	/** Records that wait in the partitions read here. */
	readonly lag: number;
	/** Why some partition is not read. */
	readonly held: string | undefined;
}

/** One life of a kafkajs consumer, from connecting until it fails or is closed. */
export interface Session {
	/** Rejects when it has failed and another session must be begun. */
	readonly ended: Promise<void>;
	stats(): SessionStats;
	/** Everything before `offset` is handled for good. */
	handled(partition: number, offset: number): void;
	/** Resolves when the batch in hand is done. */
	close(): Promise<void>;
}

const LOOK_MS = 5000;
const COMMIT_MS = 2000;

const numberOf = (offset: string): number => Number(offset);

/**
 * Begins a session.
 *
 * The subscriber's position is the only truth. kafkajs begins at the group's offset, after a rebalance too, and after an error of range at the oldest or newest record; so each assigned partition is
 * sought **synchronously** in the event that tells of the assignment (later is too late: the first fetch is on its way), or, where the position must be looked up first, paused synchronously and sought
 * after. Each batch is held against the position once more: one that begins behind it is not delivered.
 *
 * Handlers never throw: a plain error makes kafkajs leave the group, a `TypeError` makes it stop for good while the process lives on.
 */
export function beginSession(deps: SessionDeps): Session {
	const { topic, groupId, logger, subscriber, stallMs } = deps;
	const maxEntries = subscriber.maxEntries ?? 2000;
	const lanes = new Map<number, Lane>();
	const toCommit = new Map<number, number>();
	const timers: NodeJS.Timeout[] = [];
	let stream = (_partition: number): Stream => ({ epoch: '', topic, partition: 0 });
	let bounds: ReadonlyMap<number, Bounds> = new Map();
	let since: ReadonlyMap<number, number> = new Map();
	let generation = 0;
	let joined = false;
	let rejoin = false;
	let closing = false;
	let active = 0;
	let lastProgress = performance.now();
	let lastLook = performance.now();
	let beat: (() => Promise<void>) | undefined;
	/** Deliveries one after the other, over all partitions. */
	let turns: Promise<void> = Promise.resolve();
	let fail = (_error: unknown): void => {};
	const ended = new Promise<void>((_, reject) => {
		fail = reject;
	});
	ended.catch(() => {});

	const onLog = (message: string, { topic: of, partition }: Readonly<Record<string, unknown>>): void => {
		// Said before it resets the partition to its default offset; from here on nothing of it is delivered until its bounds are known.
		if (!message.startsWith('Offset out of range') || of !== topic || typeof partition !== 'number') return;
		const lane = lanes.get(partition);
		if (!lane || lane.held !== undefined) return;
		hold(partition, lane, `The position ${lane.next} of partition ${partition} is out of range; its bounds are being looked up.`);
		void settle(generation);
	};

	const client = deps.makeClient(onLog);
	const admin = client.admin();
	let cluster: Cluster | undefined;
	const consumer: Consumer = client.consumer(
		consumerConfig(groupId, deps.metadataMaxAgeMs, (seen) => {
			cluster = seen;
		}),
	);

	const only = (partition: number) => [{ topic, partitions: [partition] }];

	function hold(partition: number, lane: Lane, reason: string): void {
		lane.held = reason;
		consumer.pause(only(partition));
	}

	function read(partition: number, lane: Lane): void {
		delete lane.held;
		lanes.set(partition, lane);
		consumer.seek({ topic, partition, offset: String(lane.next) });
		consumer.resume(only(partition));
	}

	/** Where to go on, as far as it is known without asking anybody. */
	function startOf(partition: number, before: Lane | undefined): Lane | undefined {
		const start: StartAt = subscriber.startAt(stream(partition));
		const high = Math.max(before?.high ?? 0, bounds.get(partition)?.high ?? 0);
		if (typeof start === 'number') return { next: start, begun: true, high: Math.max(high, start) };
		// Without a position of its own the subscriber may still be getting what this very lane has in hand.
		if (before?.begun) return before;
		const remembered = deps.remembered.get(`${stream(partition).epoch}/${partition}`);
		if (remembered !== undefined) return { next: remembered, begun: true, high: Math.max(high, remembered) };
		const low = bounds.get(partition)?.low;
		if (low === undefined) return undefined;
		return { next: start === 'oldest' ? low : (since.get(partition) ?? low), begun: false, high };
	}

	/** Called synchronously by kafkajs, before it fetches. */
	function onJoin(partitions: readonly number[]): void {
		generation++;
		joined = true;
		rejoin = false;
		lastProgress = performance.now();
		for (const partition of lanes.keys()) if (!partitions.includes(partition)) lanes.delete(partition);
		for (const partition of partitions) {
			const lane = startOf(partition, lanes.get(partition));
			if (lane !== undefined) {
				read(partition, lane);
				continue;
			}
			const unknown: Lane = { next: 0, begun: false, high: 0 };
			lanes.set(partition, unknown);
			hold(partition, unknown, `The start of partition ${partition} is being looked up.`);
		}
		void settle(generation);
	}

	/** Looks the bounds up; begins what waits for them, and holds what lies outside of them. */
	async function settle(of: number): Promise<void> {
		try {
			await look();
			lastLook = performance.now();
		} catch (error) {
			// One broker that is away need not keep the partitions of the others waiting.
			if (performance.now() - lastLook > stallMs) fail(error);
			return;
		}
		if (of !== generation || closing) return;
		try {
			for (const [partition, lane] of lanes) place(partition, lane, bounds.get(partition));
		} catch (error) {
			// It has stopped in the meantime.
			fail(error);
		}
	}

	function place(partition: number, lane: Lane, found: Bounds | undefined): void {
		if (!found) return;
		if (!lane.begun && lane.held !== undefined) lane.next = startOf(partition, undefined)?.next ?? lane.next;
		const reason = outside(lane.next, found, `partition ${partition} of ${topic}`);
		if (reason !== undefined) {
			if (lane.held !== reason) logger.error('a partition is not read', { reason });
			hold(partition, lane, reason);
		} else if (lane.held !== undefined) read(partition, lane);
	}

	async function look(): Promise<void> {
		bounds = await boundsOf(admin, topic);
		for (const [partition, lane] of lanes) lane.high = Math.max(lane.next, bounds.get(partition)?.high ?? 0);
	}

	async function onBatch({ batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload): Promise<void> {
		const { partition } = batch;
		const lane = lanes.get(partition);
		const own = generation;
		const usable = (): boolean =>
			!closing && !rejoin && own === generation && lanes.get(partition) === lane && lane?.held === undefined && isRunning() && !isStale();
		if (!lane || !usable()) return;
		lane.high = Math.max(lane.high, numberOf(batch.highWatermark));
		beat = heartbeat;
		active++;
		// Whatever fails, kafkajs is not told: the session ends by itself.
		const turn = turns
			.then(async () => {
				if (usable()) await deliver(batch, lane, usable, resolveOffset);
			})
			.catch((error: unknown) => fail(error));
		turns = turn;
		await turn;
		active--;
	}

	const entryOf = ({ offset, key, value }: KafkaMessage): LoggedEntry => ({
		offset: numberOf(offset),
		value: value?.toString() ?? '',
		...(deps.withKeys ? { key: key?.toString() ?? '' } : {}),
	});

	async function deliver(batch: Batch, lane: Lane, usable: () => boolean, resolve: (offset: string) => void): Promise<void> {
		const { partition } = batch;
		if (fetchedFrom(batch) > lane.next) {
			logger.error('kafkajs has jumped over records; going back', { partition, to: fetchedFrom(batch), back: lane.next });
			consumer.seek({ topic, partition, offset: String(lane.next) });
			return;
		}
		const messages = batch.messages.filter(({ offset }) => numberOf(offset) >= lane.next);
		const end = numberOf(batch.lastOffset()) + 1;
		if (messages.length === 0) {
			// Nothing of it is new, or nothing of it is a record.
			lane.next = Math.max(lane.next, end);
			resolve(String(lane.next - 1));
			return;
		}
		for (let at = 0; at < messages.length; at += maxEntries) {
			if (!usable()) return;
			const entries = messages.slice(at, at + maxEntries).map(entryOf);
			const next = at + maxEntries < messages.length ? (entries.at(-1)?.offset ?? lane.next) + 1 : Math.max(end, lane.next);
			const behind = waitingIn([...lanes.values()].filter(({ held }) => held === undefined)) - (next - lane.next);
			await handOver({ stream: stream(partition), entries, next, behind: Math.max(0, behind) });
			lane.next = next;
			lane.begun = true;
			lastProgress = performance.now();
			if (lanes.get(partition) === lane) resolve(String(next - 1));
		}
	}

	async function handOver(batch: LogBatch): Promise<void> {
		try {
			await subscriber.onBatch(batch);
		} catch (error) {
			throw new SubscriberFailed(error);
		}
	}

	function every(ms: number, work: () => Promise<void> | void): void {
		timers.push(
			setInterval(
				() => void Promise.resolve(work()).catch((error: unknown) => logger.debug('kafka', { reason: reasonOf(error) })),
				ms,
			).unref(),
		);
	}

	/** While a batch is handled kafkajs sends no heartbeat by itself. */
	async function keepAlive(): Promise<void> {
		if (active === 0 || beat === undefined) return;
		try {
			await beat();
		} catch (error) {
			// The group is being divided anew: finish what is in hand, leave the rest, so that it can go on. Anything else passes.
			if (isRebalance(error)) rejoin = true;
		}
	}

	async function watch(): Promise<void> {
		if (closing) return;
		const silent = performance.now() - lastProgress;
		if (active > 0) {
			lastProgress = performance.now();
			return;
		}
		if (!joined && silent > stallMs) fail(new KafkaTrouble('passing', `No partitions were assigned within ${stallMs} ms.`));
		await settle(generation);
		const waiting = waitingIn([...lanes.values()].filter(({ held }) => held === undefined));
		if (waiting === 0) lastProgress = performance.now();
		else if (silent > stallMs) fail(new KafkaTrouble('passing', `${waiting} records wait, and none has come for ${stallMs} ms.`));
	}

	async function commit(): Promise<void> {
		const offsets = [...toCommit].filter(([partition]) => lanes.has(partition));
		toCommit.clear();
		if (offsets.length === 0 || !deps.commits) return;
		await consumer.commitOffsets(offsets.map(([partition, offset]) => ({ topic, partition, offset: String(offset) })));
	}

	async function run(): Promise<void> {
		await admin.connect();
		const { clusterId } = await admin.describeCluster();
		const epoch = deps.epoch === '' ? clusterId : `${clusterId}/${deps.epoch}`;
		stream = (partition) => ({ epoch, topic, partition });
		await look();
		const starts = [...bounds.keys()].map((partition) => subscriber.startAt(stream(partition)));
		const instants = starts.flatMap((start) => (typeof start === 'object' ? [start.since] : []));
		if (instants.length > 0) since = await offsetsSince(admin, topic, Math.min(...instants));
		consumer.on('consumer.group_join', ({ payload: { memberId, memberAssignment } }) => {
			deps.membership.keep(memberId);
			onJoin(memberAssignment[topic] ?? []);
		});
		consumer.on('consumer.crash', ({ payload: { error } }) => fail(error));
		await consumer.connect();
		const before = deps.membership.last();
		if (before !== undefined && cluster) await takeOut(cluster, groupId, before, logger);
		await consumer.subscribe({ topics: [topic], fromBeginning: true });
		if (closing) return;
		every(HEARTBEAT_MS, keepAlive);
		every(LOOK_MS, watch);
		every(COMMIT_MS, commit);
		await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: 64, eachBatch: onBatch });
	}

	const running = run().catch((error: unknown) => fail(error));

	return {
		ended,
		stats: () => ({
			joined,
			partitions: [...lanes.keys()].sort((a, b) => a - b),
			lag: waitingIn(lanes.values()),
			held: [...lanes.values()].find(({ held }) => held !== undefined)?.held,
		}),
		handled(partition, offset) {
			toCommit.set(partition, offset);
		},
		async close() {
			closing = true;
			for (const timer of timers) clearInterval(timer);
			await turns;
			for (const [partition, lane] of lanes) {
				if (lane.begun) deps.remembered.set(`${stream(partition).epoch}/${partition}`, lane.next);
			}
			await Promise.race([commit().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
			await Promise.all([letGo(consumer), letGo(admin)]);
			void running;
		},
	};
}

/** The subscriber has rejected a batch: it ends, whatever Kafka does. */
export class SubscriberFailed extends Error {
	override readonly name = 'SubscriberFailed';

	constructor(cause: unknown) {
		super('The subscriber has failed.', { cause });
	}
}
