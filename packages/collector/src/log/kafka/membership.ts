import { readFileSync, writeFileSync } from 'node:fs';
import kafkajs, { type Broker, type Cluster, type PartitionAssigner } from 'kafkajs';
import type { Logger } from '../../logger.ts';
import { reasonOf } from './trouble.ts';

/** The name that the brokers gave this subscriber when it last joined its group. */
export interface Membership {
	last(): string | undefined;
	keep(memberId: string): void;
}

/**
 * @param file Where the name outlives the process; without one it is forgotten with it. Whoever opens it must be its only owner: the member named in it is taken for dead. A file that cannot be read
 * or written costs the next start the wait for the session's end, and nothing else.
 */
export function openMembership(file: string | undefined, logger: Pick<Logger, 'debug'>): Membership {
	let last: string | undefined;
	if (file !== undefined) {
		try {
			last = readFileSync(file, 'utf8');
		} catch (error) {
			logger.debug('no member of the group is remembered', { file, reason: String(error) });
		}
	}
	return {
		last: () => last,
		keep(memberId) {
			if (memberId === last) return;
			last = memberId;
			if (file === undefined) return;
			try {
				writeFileSync(file, memberId);
			} catch (error) {
				logger.debug('the member of the group cannot be remembered', { file, reason: String(error) });
			}
		},
	};
}

/** kafkajs has it on every broker, its types do not. */
type Leavable = Broker & { leaveGroup(who: { groupId: string; memberId: string }): Promise<unknown> };

/** The usual division of partitions; beside it, a way to reach the brokers that kafkajs shows to nobody but an assigner. */
export function assignerThatSees(see: (cluster: Cluster) => void): PartitionAssigner {
	return (config) => {
		see(config.cluster);
		return kafkajs.PartitionAssigners.roundRobin(config);
	};
}

/**
 * Takes a dead member out of its group. One that was killed has taken leave of nobody: until its session is over it keeps its partitions, and whoever comes after it waits.
 *
 * Resolves when the group does without it, also when that cannot be brought about: then its session will end by itself.
 */
export async function takeOut(cluster: Cluster, groupId: string, memberId: string, logger: Pick<Logger, 'debug'>): Promise<void> {
	try {
		const coordinator = await cluster.findGroupCoordinator({ groupId });
		await (coordinator as Leavable).leaveGroup({ groupId, memberId });
	} catch (error) {
		logger.debug('the member of an earlier start is not in its group any more', { groupId, reason: reasonOf(error) });
	}
}
