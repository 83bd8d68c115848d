import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { ControlDatabase, ControlDb } from '../control/control.ts';
import { createSeal } from '../control/feed.ts';
import { publishControl } from '../control/publish.ts';
import { receiveControl } from '../control/received.ts';
import { openSqliteControl } from '../control/sqlite.ts';
import type { FollowKafka } from '../log/kafka/follower.ts';
import { openKafkaTable } from '../log/kafka/table.ts';
import type { Logger } from '../logger.ts';

/** Sites, salts and secrets as the roles of this process need them. */
export interface Control {
	/** What taking in asks. */
	readonly known: Pick<ControlDb, 'findSite' | 'sites' | 'salt' | 'secret'>;
	/** The database, in the process that serves; it is the one that may change it. */
	readonly database: ControlDatabase | undefined;
	/** Whether events can be judged: a collector hears of sites and salts first. */
	ready(): boolean;
	close(): Promise<void>;
}

/** Opens the database and publishes what collectors need of it, or receives that. */
export function openControl(config: Config, kafka: FollowKafka | undefined, clock: () => number, logger: Logger): Control {
	const appSecret = config.APP_SECRET;
	const table = kafka && appSecret !== '' ? openKafkaTable(kafka, config.KAFKA_CONTROL_TOPIC, logger) : undefined;
	const seal = createSeal(appSecret);

	if (!config.FOOTFALL_ROLE.includes('serve')) {
		if (!table) throw new Error('A collector by itself needs KAFKA_BROKERS and APP_SECRET.');
		const received = receiveControl({ feed: table, seal, appSecret, file: join(config.DATA_DIR, 'control.json'), clock, logger });
		return {
			known: received,
			database: undefined,
			ready: received.ready,
			async close() {
				await received.close();
				await table.close();
			},
		};
	}

	const database = openSqliteControl({
		path: join(config.DATA_DIR, 'control.db'),
		clock,
		firstSite: { domain: config.FOOTFALL_SITE, timeZone: config.FOOTFALL_TIME_ZONE, aliases: config.FOOTFALL_DEMO ? ['demo'] : [] },
		appSecret,
	});
	if (kafka && !table) logger.info('no other collectors can take part until APP_SECRET is set: sites and salts are not published');
	const publisher = table && publishControl({ control: database, feed: table, seal, clock, logger });
	return {
		known: database,
		database,
		ready: () => true,
		async close() {
			await publisher?.close();
			await table?.close();
			database.close();
		},
	};
}
