import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CompressionTypes, type Consumer, type Producer } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { deleteRecords, makeTopic, withAdmin } from './testing/broker.ts';
import { newName, plainClient } from './testing/client.ts';
import { logsFor, memoryStore } from './testing/openLog.ts';

const long = { timeout: 30_000, interval: 25 };
const numbers = (count: number, from = 0): string[] => Array.from({ length: count }, (_, i) => `{"n":${from + i}}`);

describe.skipIf(inject('kafka') === undefined)('a subscriber that shares the partitions', () => {
	let logs: ReturnType<typeof logsFor>;
	let producer: Producer;
	const members: Consumer[] = [];

	beforeEach(async () => {
		logs = logsFor({ partitions: 4 });
		producer = plainClient(inject('kafka') ?? []).producer();
		await producer.connect();
	});
	afterEach(async () => {
		for (const member of members.splice(0)) await member.disconnect();
		await producer.disconnect();
		await logs.dispose();
	});

	const send = (values: readonly string[], partition = 0): Promise<unknown> =>
		producer.send({ topic: logs.topic, messages: values.map((value) => ({ partition, key: 'k', value })) });

	/** Somebody else in the group who takes partitions and does nothing with them. */
	async function join(): Promise<Consumer> {
		const member = plainClient(inject('kafka') ?? []).consumer({
			groupId: logs.topic,
			sessionTimeout: 6000,
			rebalanceTimeout: 10_000,
			heartbeatInterval: 500,
		});
		members.push(member);
		await member.connect();
		await member.subscribe({ topics: [logs.topic] });
		const joined = new Promise((resolve) => member.on('consumer.group_join', resolve));
		void member.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => {} });
		await joined;
		return member;
	}

	it('begins at the position of its store, whatever the group has committed', async () => {
		await makeTopic(logs.topic, {}, 1);
		await send(numbers(100));
		const log = await logs.open();
		const store = memoryStore();
		const first = log.subscribeShared(store.subscriber);
		await expect.poll(() => store.values.length, long).toBe(100);
		await first.close();
		await withAdmin((admin) => admin.setOffsets({ groupId: logs.topic, topic: logs.topic, partitions: [{ partition: 0, offset: '5' }] }));
		await send(numbers(10, 100));
		log.subscribeShared(store.subscriber);
		await expect.poll(() => store.values.length, long).toBe(110);
		expect(store.values).toEqual(numbers(110));
	});

	it('sees every record of every partition once, in order, and commits how far it is for lag tools', async () => {
		await makeTopic(logs.topic, {}, 4);
		const log = await logs.open();
		const store = memoryStore();
		log.subscribeShared({
			...store.subscriber,
			async onBatch(batch) {
				await store.subscriber.onBatch(batch);
				log.release(batch.stream, batch.next);
			},
		});
		for (let round = 0; round < 10; round++)
			for (let partition = 0; partition < 4; partition++) await send(numbers(25, round * 25), partition);
		await expect.poll(() => store.values.length, long).toBe(1000);
		for (const offsets of store.offsets.values()) expect(offsets).toEqual(Array.from({ length: 250 }, (_, i) => i));
		const committed = () => withAdmin((admin) => admin.fetchOffsets({ groupId: logs.topic, topics: [logs.topic] }));
		await expect
			.poll(async () => (await committed())[0]?.partitions.map(({ offset }) => offset), long)
			.toEqual(['250', '250', '250', '250']);
	});

	it('loses and repeats nothing while others join and leave all the time', async () => {
		await makeTopic(logs.topic, {}, 4);
		const log = await logs.open();
		const store = memoryStore();
		const subscription = log.subscribeShared(store.subscriber);
		let sending = true;
		let sent = 0;
		const sender = (async () => {
			while (sending) {
				await Promise.all([0, 1, 2, 3].map((partition) => send(numbers(20), partition)));
				sent += 80;
				await sleep(40);
			}
		})();
		for (let round = 0; round < 4; round++) {
			const member = await join();
			await sleep(400);
			await member.disconnect();
			await sleep(200);
		}
		sending = false;
		await sender;
		await expect.poll(() => store.values.length, long).toBe(sent);
		for (const offsets of store.offsets.values()) expect(offsets).toEqual(Array.from({ length: offsets.length }, (_, i) => i));
		expect(subscription.stats()).toMatchObject({ state: 'running', lag: 0 });
	}, 90_000);

	it('takes the partitions of the one it was before it was killed, though the brokers do not know yet that that one is dead', async () => {
		await makeTopic(logs.topic, {}, 4);
		const dead = plainClient(inject('kafka') ?? []).consumer({
			groupId: logs.topic,
			sessionTimeout: 60_000,
			rebalanceTimeout: 60_000,
			heartbeatInterval: 59_000,
		});
		await dead.connect();
		await dead.subscribe({ topics: [logs.topic] });
		const memberId = new Promise<string>((resolve) => dead.on('consumer.group_join', ({ payload }) => resolve(payload.memberId)));
		void dead.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => {} });
		const { directory } = await logs.open();
		const memberFile = path.join(directory, 'member');
		await writeFile(memberFile, await memberId);
		const log = await logs.open({ memberFile });
		const subscription = log.subscribeShared(memoryStore().subscriber);
		await expect.poll(() => subscription.stats().partitions, long).toEqual([0, 1, 2, 3]);
		// From now on it is this one's name that is kept.
		expect(await readFile(memberFile, 'utf8')).not.toBe(await memberId);
		await subscription.close();
		await dead.disconnect().catch(() => {});
	});

	it('reads partitions that are added later from their first record', async () => {
		await makeTopic(logs.topic, {}, 1);
		const log = await logs.open({ metadataMaxAgeMs: 1000 });
		const store = memoryStore();
		log.subscribeShared(store.subscriber);
		await send(numbers(5));
		await expect.poll(() => store.values.length, long).toBe(5);
		await withAdmin((admin) => admin.createPartitions({ topicPartitions: [{ topic: logs.topic, count: 2 }] }));
		const later = plainClient(inject('kafka') ?? []).producer();
		await later.connect();
		await later.send({ topic: logs.topic, messages: numbers(5).map((value) => ({ partition: 1, value })) });
		await later.disconnect();
		await expect.poll(() => store.offsets.get(1), long).toEqual([0, 1, 2, 3, 4]);
	});

	it('does not skip records that were deleted before it had them, but says so and goes on with the others', async () => {
		await makeTopic(logs.topic, {}, 2);
		const log = await logs.open();
		const store = memoryStore();
		const first = log.subscribeShared(store.subscriber);
		await send(numbers(10));
		await expect.poll(() => store.values.length, long).toBe(10);
		await first.close();

		await send(numbers(10, 10));
		await deleteRecords(logs.topic, 0, 15);
		await send(numbers(3), 1);
		const second = log.subscribeShared(store.subscriber);
		await expect.poll(() => second.stats().state, long).toBe('held');
		expect(second.stats().reason).toContain(`Records 10 to 14 of partition 0 of ${logs.topic} were deleted before they were stored`);
		await expect.poll(() => store.offsets.get(1), long).toEqual([0, 1, 2]);
		expect(store.offsets.get(0)).toHaveLength(10);
		await second.close();

		// The operator's answer: a new word makes a new log, read from its oldest record.
		const again = await logs.open({ epoch: 'second' });
		again.subscribeShared(store.subscriber);
		await expect.poll(() => store.offsets.get(0)?.slice(10), long).toEqual([15, 16, 17, 18, 19]);
	});

	it('notices while it runs that records it has not had are deleted', async () => {
		await makeTopic(logs.topic, {}, 1);
		const log = await logs.open();
		const store = memoryStore();
		let block: Promise<void> = Promise.resolve();
		let unblock = (): void => {};
		const subscription = log.subscribeShared({
			...store.subscriber,
			async onBatch(batch) {
				await block;
				await store.subscriber.onBatch(batch);
			},
		});
		await send(numbers(5));
		await expect.poll(() => store.values.length, long).toBe(5);
		block = new Promise((resolve) => {
			unblock = resolve;
		});
		await send(numbers(5, 5));
		await sleep(700);
		await send(numbers(10, 10));
		await deleteRecords(logs.topic, 0, 15);
		unblock();
		await expect.poll(() => subscription.stats().state, long).toBe('held');
		expect(store.values).toEqual(numbers(10));
	});

	it('does not take a topic that was made anew for the old one', async () => {
		await makeTopic(logs.topic, {}, 1);
		const log = await logs.open();
		const store = memoryStore();
		const first = log.subscribeShared(store.subscriber);
		await send(numbers(10));
		await expect.poll(() => store.values.length, long).toBe(10);
		await first.close();
		await withAdmin((admin) => admin.deleteTopics({ topics: [logs.topic] }));
		await sleep(500);
		await makeTopic(logs.topic, {}, 1);
		const fresh = plainClient(inject('kafka') ?? []).producer();
		await fresh.connect();
		await fresh.send({ topic: logs.topic, messages: [{ partition: 0, value: 'new' }] });
		await fresh.disconnect();
		const second = log.subscribeShared(store.subscriber);
		await expect.poll(() => second.stats().reason, long).toContain('before the position 10');
		expect(store.values).toHaveLength(10);
	});

	it('hands on what is not ours as it is: nothing, bytes, a megabyte, a control record between', async () => {
		await makeTopic(logs.topic, {}, 1);
		const log = await logs.open();
		const store = memoryStore();
		log.subscribeShared(store.subscriber);
		const big = 'x'.repeat(900_000);
		await producer.send({
			topic: logs.topic,
			compression: CompressionTypes.GZIP,
			messages: [
				{ partition: 0, value: null },
				{ partition: 0, value: Buffer.from([0xff, 0xfe, 0x00]) },
				{ partition: 0, value: big },
				{ partition: 0, value: '{"n":1}', headers: { a: 'b' } },
			],
		});
		const transactional = plainClient(inject('kafka') ?? []).producer({
			transactionalId: newName(),
			idempotent: true,
			maxInFlightRequests: 1,
		});
		await transactional.connect();
		for (const end of ['abort', 'commit'] as const) {
			const transaction = await transactional.transaction();
			await transaction.send({ topic: logs.topic, messages: [{ partition: 0, value: end }] });
			await transaction[end]();
		}
		await transactional.disconnect();
		await send(['last']);
		await expect.poll(() => store.values.at(-1), long).toBe('last');
		expect(store.values).toEqual(['', '\ufffd\ufffd\u0000', big, '{"n":1}', 'commit', 'last']);
	});

	it('is told to nobody but its log when it fails: kafkajs sees no error, the others go on', async () => {
		await makeTopic(logs.topic, {}, 1);
		const log = await logs.open();
		const store = memoryStore();
		let failure: unknown;
		log.subscribeShared({
			startAt: () => 'oldest',
			onBatch: () => Promise.reject(new TypeError('a mistake')),
			onFailure: (error) => {
				failure = error;
			},
		});
		log.subscribe(store.subscriber);
		await send(['a']);
		await expect.poll(() => String(failure), long).toContain('a mistake');
		await send(['b']);
		await expect.poll(() => store.values, long).toEqual(['a', 'b']);
	});
});
