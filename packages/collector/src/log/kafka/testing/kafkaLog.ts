import type { Logger } from '../../../logger.ts';
import type { Log } from '../../log.ts';
import { followSqliteLog } from '../../sqlite/follow.ts';
import type { SqliteLog } from '../../sqlite/sqliteLog.ts';
import { type FollowKafka, followKafka, type KafkaFollower } from '../follower.ts';
import { type Shipping, startShipping } from '../shipping.ts';

export interface KafkaLogOptions extends FollowKafka {
	readonly spool: SqliteLog;
	/** Of the spool. */
	readonly directory: string;
	readonly clock: () => number;
	readonly logger: Logger;
}

/** The whole way in one thread: what is appended lies in the spool, is shipped, and reaches the subscribers through the topic. */
export interface KafkaLog extends Log, Pick<KafkaFollower, 'subscribeShared'> {
	shipper(): ReturnType<Shipping['stats']>;
	consumer(): ReturnType<KafkaFollower['stats']>;
}

export function openKafkaLog({ spool, directory, clock, logger, ...kafka }: KafkaLogOptions): KafkaLog {
	const follower = followKafka(kafka, logger);
	const seated = followSqliteLog(spool.seat(), logger);
	const shipping = startShipping({ ...kafka, directory }, seated.spool, clock, logger);
	let closed = false;
	return {
		append: spool.append,
		stats: spool.stats,
		head: seated.head,
		subscribe: follower.subscribe,
		subscribeShared: follower.subscribeShared,
		release: follower.release,
		shipper: shipping.stats,
		consumer: follower.stats,
		async close() {
			if (closed) return;
			closed = true;
			await follower.close();
			await shipping.close();
			await seated.close();
			await spool.close();
		},
	};
}
