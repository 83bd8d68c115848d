import type { Batch, Cluster, ConsumerConfig } from 'kafkajs';
import { assignerThatSees } from './membership.ts';

export const HEARTBEAT_MS = 1000;
/** A member that is silent for so long is given up, and its partitions go to others. */
const SESSION_MS = 10_000;

/** How a consumer must be made; every number is set, because kafkajs fills in its own only where an option object is missing as a whole. */
export function consumerConfig(groupId: string, metadataMaxAge: number, onCluster: (cluster: Cluster) => void): ConsumerConfig {
	return {
		groupId,
		partitionAssigners: [assignerThatSees(onCluster)],
		sessionTimeout: SESSION_MS,
		rebalanceTimeout: 30_000,
		heartbeatInterval: HEARTBEAT_MS,
		metadataMaxAge,
		allowAutoTopicCreation: false,
		minBytes: 1,
		// Compressed: in memory it is ten times as much, for each broker.
		maxBytesPerPartition: 256 * 1024,
		maxBytes: 1024 * 1024,
		maxWaitTimeInMs: 250,
		readUncommitted: false,
		retry: { initialRetryTime: 200, maxRetryTime: 2000, factor: 0.2, multiplier: 2, retries: 4, restartOnFailure: async () => false },
	};
}

/** The offset that a batch was asked for from: kafkajs has it, its types do not. */
export function fetchedFrom(batch: Batch): number {
	const { fetchedOffset } = batch as unknown as { fetchedOffset: string };
	return Number(fetchedOffset);
}

/** What a heartbeat is answered with when this member has to join again; kafkajs then does. */
export function isRebalance(error: unknown): boolean {
	const type = error instanceof Error && 'type' in error ? String(error.type) : '';
	return ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'NOT_COORDINATOR_FOR_GROUP'].includes(type);
}
