import { groupsAnswer, plainClient } from '../../../packages/collector/src/log/kafka/testing/client.ts';
import { startCluster } from '../../../tools/kafka/cluster.mjs';
import { NoKafka } from '../../../tools/kafka/find.mjs';
import { startProxy } from '../../../tools/kafka/proxy.mjs';
import type { Brokers } from './system.ts';

/** Three brokers that may be killed, with a proxy before each; undefined where there is no way to them, but for CI. */
export async function threeBrokers(): Promise<(Brokers & { stop(): Promise<void> }) | undefined> {
	const ports: number[] = [];
	const proxies = await Promise.all([0, 1, 2].map((index) => startProxy({ target: () => ports[index] ?? 0 })));
	const closeProxies = async (): Promise<void> => {
		for (const proxy of proxies) await proxy.close();
	};
	try {
		const cluster = await startCluster({ brokers: 3, proxyPorts: proxies.map(({ port }) => port) });
		ports.push(...cluster.nodes.map(({ behindPort }) => behindPort));
		await groupsAnswer(plainClient(cluster.brokers));
		return {
			cluster,
			proxies,
			async stop() {
				await cluster.stop();
				await closeProxies();
			},
		};
	} catch (error) {
		await closeProxies();
		if (!(error instanceof NoKafka) || process.env.CI === 'true') throw error;
		console.error(`\nThe faults of Kafka are skipped. ${error.message}\n`);
		return undefined;
	}
}
