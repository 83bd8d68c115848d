import type { Log } from '../../log.ts';
import { followSqliteLog } from '../follow.ts';
import { openSqliteLog, type SqliteLogOptions } from '../sqliteLog.ts';

/** A log and a follower of it in one thread: written here, read from the seat. */
export async function openFollowedLog(options: SqliteLogOptions): Promise<Log> {
	const log = await openSqliteLog(options);
	const follower = followSqliteLog(log.seat(), options.logger);
	let closing: Promise<void> | undefined;
	return {
		...log,
		...follower,
		close() {
			closing ??= follower.close().then(() => log.close());
			return closing;
		},
	};
}
