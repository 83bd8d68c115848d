import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { ControlDb } from '../control/control.ts';
import { type Geo, noGeo, openGeo } from '../ingest/geo.ts';
import { createIngest, type Ingest } from '../ingest/ingest.ts';
import { createRateLimit } from '../ingest/rateLimit.ts';
import type { FollowKafka } from '../log/kafka/follower.ts';
import { openSqliteLog, type SqliteLog } from '../log/sqlite/sqliteLog.ts';
import type { Logger } from '../logger.ts';
import { openShipThread, type ShipThread } from '../shipThread/open.ts';

/** What takes events in: the way from a request to the log, and with Kafka on to there. */
export interface TakingIn {
	readonly ingest: Ingest;
	readonly log: SqliteLog;
	/** Knows no place until it has started, but with databases that the operator has named. */
	readonly geo: () => Geo;
	readonly shipper: ShipThread | undefined;
	/** Reads what is not needed before the first event. */
	start(): Promise<void>;
	close(): Promise<void>;
}

export interface TakingInDeps {
	readonly control: Pick<ControlDb, 'findSite' | 'sites' | 'salt' | 'secret'>;
	readonly kafka: FollowKafka | undefined;
	readonly clock: () => number;
	readonly logger: Logger;
	readonly injectSyncDelayMs: number;
}

/** @throws {Error} with words for the operator when the data directory is in use or cannot be written. */
export async function openTakingIn(config: Config, { control, kafka, clock, logger, injectSyncDelayMs }: TakingInDeps): Promise<TakingIn> {
	const named = config.FOOTFALL_GEO_DATABASE;
	// What is wrong with a file is told before anything is taken in.
	let geo = named.length === 0 ? noGeo : await openGeo(named);
	const directory = join(config.DATA_DIR, 'log');
	const log = await openSqliteLog({
		directory,
		clock,
		logger,
		retentionMs: config.FOOTFALL_RETENTION_HOURS * 3_600_000,
		diskReserveBytes: config.FOOTFALL_DISK_RESERVE_MB * 1024 * 1024,
		injectSyncDelayMs,
	});
	const ingest = createIngest({ log, control, geo: () => geo, rateLimit: createRateLimit(config.FOOTFALL_RATE_PER_ADDRESS, clock) });
	const shipper = kafka && (await openShipThread({ seat: log.seat, to: { ...kafka, directory }, logger }));
	return {
		ingest,
		log,
		geo: () => geo,
		shipper,
		async start() {
			if (named.length === 0) geo = await openGeo();
		},
		async close() {
			await shipper?.close();
			await log.close();
		},
	};
}
