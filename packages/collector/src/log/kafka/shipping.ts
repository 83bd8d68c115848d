import { join } from 'node:path';
import type { Logger } from '../../logger.ts';
import type { Spool } from '../spool.ts';
import { createClient, type KafkaConnection } from './client.ts';
import { createPreparer, type KafkaTopics } from './prepare.ts';
import { createSender, producerConfig } from './sender.ts';
import { type ShipperStats, startShipper } from './shipper.ts';
import { openShipState } from './shipState.ts';

/** All that is plain data, so that it can be handed to another thread. */
export interface ShipTo {
	readonly connection: KafkaConnection;
	readonly topics: KafkaTopics;
	/** Where it is remembered how far the spool is shipped; must exist. */
	readonly directory: string;
}

export interface Shipping {
	stats(): ShipperStats & { readonly warnings: readonly string[] };
	/** Ships what is there, for a few seconds at most; what is left is shipped after the next start. */
	close(): Promise<void>;
}

const DRAIN_MS = 3000;

/** Begins to empty a spool into Kafka, which need not be there yet. */
export function startShipping({ connection, topics, directory }: ShipTo, spool: Spool, clock: () => number, logger: Logger): Shipping {
	const { prepare, warnings } = createPreparer(connection, topics, logger, true);
	const state = openShipState(join(directory, 'shipped.db'));
	const sender = createSender({ makeProducer: () => createClient(connection, logger).producer(producerConfig) });
	const { topic } = topics.events;
	const shipper = startShipper({ spool, sender, prepare, topic, quarantineTopic: topics.quarantine.topic, state, clock, logger });
	let last: ShipperStats | undefined;
	return {
		stats: () => ({ ...(last ?? shipper.stats()), warnings: warnings() }),
		async close() {
			await shipper.close(DRAIN_MS);
			last = shipper.stats();
			await sender.close();
			state.close();
		},
	};
}
