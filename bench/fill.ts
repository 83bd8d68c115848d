import type { EventRecord } from '@footfall/protocol';
import type { Store } from '../packages/collector/dist/store/store.js';
import { generate, type Traffic } from './generate.ts';
import { internal } from './internal.ts';
import { trafficLog } from './trafficLog.ts';

export const asText = (records: readonly EventRecord[]): string[] => records.map((record) => JSON.stringify(record));

export function* textOf(traffic: Traffic): Generator<string[]> {
	for (const records of generate(traffic)) yield asText(records);
}

/** Fills a store with traffic, through the real aggregator: about half a minute for a million events. */
export async function fillStore(store: Store, traffic: Traffic): Promise<void> {
	const { createAggregator } =
		await internal<typeof import('../packages/collector/dist/aggregate/aggregator.js')>('aggregate/aggregator.js');
	const { silentLogger } = await internal<typeof import('../packages/collector/dist/logger.js')>('logger.js');
	const log = trafficLog(textOf({ ...traffic, chunk: 8000 }), {
		epoch: `traffic ${traffic.seed ?? 1}`,
		entries: traffic.events,
		backlog: true,
	});
	const aggregator = createAggregator({ log, store, clock: Date.now, logger: silentLogger, paceMs: 0 });
	aggregator.start();
	await aggregator.caughtUp();
	await aggregator.close();
}
