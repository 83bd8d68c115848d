import { setTimeout as sleep } from 'node:timers/promises';
import { plainClient } from '../../../packages/collector/src/log/kafka/testing/client.ts';
import type { Ledger } from '../ledger.ts';
import type { Random } from '../random.ts';
import { killAtMoment } from './killed.ts';
import { type OverloadFinding, overload } from './overload.ts';
import type { Restartable, System } from './system.ts';

/** One kind of trouble. */
export interface Fault {
	readonly name: string;
	/** Brings it about once, under load, and lets it be over; resolves when everything that was ended is started again. */
	readonly inject: (system: System, random: Random, ledger: Ledger) => Promise<Finding> | Promise<void>;
	/** Batches go out up to so many times more, although they were acknowledged. */
	readonly repeats?: number;
	/** The first collector has a disk of its own with room for some megabytes only. */
	readonly smallDisk?: true;
	/** So many times the usual load. */
	readonly load?: number;
}

/** What a fault has seen itself, beside what the books say. */
export interface Finding {
	/** Moments at which a process was ended. */
	readonly moments?: readonly string[];
	readonly overload?: OverloadFinding;
}

const moment = (random: Random, most = 600): Promise<void> => sleep(random.integer(50, most));

/** Somebody else in the aggregators' group, who takes partitions and does nothing with them. */
async function join(system: System): Promise<() => Promise<void>> {
	const consumer = plainClient(system.brokers.cluster.brokers).consumer({
		groupId: system.name,
		sessionTimeout: 6000,
		rebalanceTimeout: 20_000,
		heartbeatInterval: 500,
		retry: { retries: 5, restartOnFailure: async () => false },
	});
	await consumer.connect();
	await consumer.subscribe({ topics: [system.name] });
	const joined = new Promise<void>((resolve) => {
		consumer.on('consumer.group_join', () => resolve());
	});
	void consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => {} });
	await Promise.race([joined, sleep(15_000)]);
	return () => consumer.disconnect();
}

/** Until a collector says that it is ready, or no longer. */
async function becomes(collector: Restartable, status: number): Promise<void> {
	for (const deadline = Date.now() + 90_000; Date.now() < deadline; await sleep(100)) {
		const response = await fetch(`${collector.url()}/health/ready`).catch(() => undefined);
		if (response?.status === status) return;
	}
	throw new Error(`${collector.name} never answered ${status} to the question whether it is ready.`);
}

const poison = [null, '', 'not json', '[]', '{"v":2}', '{"v":1,"time":"NaN"}', '['.repeat(5000), `{"v":1,"x":"${'y'.repeat(500_000)}"}`];

export const faults: readonly Fault[] = [
	{
		name: 'collector kill -9',
		async inject({ collectors }, random) {
			const victim = random.pick(collectors as [(typeof collectors)[0], (typeof collectors)[1]]);
			await moment(random);
			await victim.stop('SIGKILL');
			await moment(random, 200);
			await victim.start();
		},
	},
	{
		name: 'collector kill -9 at moments of an append',
		inject: async ({ collectors: [first] }, random) => ({ moments: [await killAtMoment(first, 'log', random)] }),
	},
	{
		name: 'aggregator kill -9 at moments of a transaction',
		inject: async ({ aggregator }, random) => ({ moments: [await killAtMoment(aggregator, 'store', random)] }),
	},
	{
		name: 'aggregator kill -9',
		async inject({ aggregator }, random) {
			await moment(random, 1500);
			await aggregator.stop('SIGKILL');
			await moment(random, 200);
			await aggregator.start();
		},
	},
	{
		name: 'one broker of three kill -9',
		async inject({ brokers: { cluster } }, random) {
			const node = cluster.nodes[random.integer(0, 2)];
			await moment(random);
			await node?.kill();
			await sleep(random.integer(500, 4000));
			await node?.start();
		},
	},
	{
		name: 'all brokers kill -9 and back',
		async inject({ brokers: { cluster } }, random) {
			await moment(random);
			await Promise.all(cluster.nodes.map((node) => node.kill()));
			await sleep(random.integer(500, 3000));
			await Promise.all(cluster.nodes.map((node) => node.start()));
		},
	},
	{
		name: 'brokers down at boot',
		async inject({ brokers: { cluster }, collectors, aggregator }, random) {
			// Until what has been heard of sites and salts is kept.
			await sleep(1000);
			await Promise.all([...collectors, aggregator].map((one) => one.stop('SIGKILL')));
			await Promise.all(cluster.nodes.map((node) => node.kill()));
			await Promise.all([...collectors, aggregator].map((one) => one.start()));
			await sleep(random.integer(500, 3000));
			await Promise.all(cluster.nodes.map((node) => node.start()));
		},
	},
	{
		name: 'acknowledgements cut off',
		async inject({ brokers: { proxies } }, random) {
			await moment(random);
			for (const proxy of proxies) proxy.loseAcks(0.3 + random.next() * 0.5);
			await sleep(random.integer(1000, 2500));
			for (const proxy of proxies) {
				proxy.loseAcks(0);
				proxy.cut();
			}
			await sleep(500);
		},
	},
	{
		name: 'brokers unreachable',
		async inject({ brokers: { proxies } }, random) {
			await moment(random);
			for (const proxy of proxies) proxy.accept(false);
			await sleep(random.integer(500, 3000));
			for (const proxy of proxies) proxy.accept(true);
			await sleep(500);
		},
	},
	{
		name: 'one broker frozen (SIGSTOP)',
		async inject({ brokers: { cluster } }, random) {
			const node = cluster.nodes[random.integer(0, 2)];
			await moment(random);
			node?.pause();
			await sleep(random.integer(1000, 6000));
			node?.resume();
		},
	},
	{
		name: 'aggregator frozen, its partitions taken',
		async inject(system, random) {
			const { aggregator } = system;
			await moment(random, 1500);
			aggregator.signal('SIGSTOP');
			// Its session ends after ten seconds; until then nobody gets its partitions.
			const leave = await join(system);
			await sleep(random.integer(0, 1000));
			aggregator.signal('SIGCONT');
			await sleep(random.integer(500, 2000));
			await leave();
		},
	},
	{
		name: 'rebalance storm',
		async inject(system, random) {
			for (let time = 0; time < 3; time++) {
				const leave = await join(system);
				await moment(random);
				await leave();
			}
		},
	},
	{
		name: 'poison in the topic',
		async inject(system, random) {
			await moment(random);
			const producer = plainClient(system.brokers.cluster.brokers).producer();
			await producer.connect();
			for (const value of poison)
				await producer.send({ topic: system.name, messages: [0, 1, 2, 3, 4, 5].map((partition) => ({ partition, value })) });
			await producer.disconnect();
			await sleep(500);
		},
	},
	{
		name: 'every batch sent 1–5 times',
		repeats: 4,
		inject: (_, random) => moment(random, 2000),
	},
	{
		name: 'SIGTERM under load, one after the other',
		async inject({ collectors, aggregator }, random) {
			for (const one of [...collectors, aggregator]) {
				await moment(random, 300);
				await one.stop('SIGTERM');
				await one.start();
			}
		},
	},
	{
		name: 'disk full',
		smallDisk: true,
		load: 3,
		async inject({ brokers: { proxies }, collectors: [collector] }) {
			for (const proxy of proxies) proxy.accept(false);
			await becomes(collector, 503);
			await sleep(1000);
			for (const proxy of proxies) proxy.accept(true);
			await becomes(collector, 200);
		},
	},
	{
		name: 'overload, twice',
		inject: async (system, random, ledger) => ({ overload: await overload(system, random, ledger, 2) }),
	},
	{
		name: 'overload, ten times',
		inject: async (system, random, ledger) => ({ overload: await overload(system, random, ledger, 10) }),
	},
];
