import { mkdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { FootfallError } from '@footfall/protocol';
import type { Hono } from 'hono';
import type { Config } from './config.ts';
import type { Site } from './control/control.ts';
import { openSqliteControl } from './control/sqlite.ts';
import { createApp } from './http/app.ts';
import { createClientReader } from './http/client.ts';
import { createGuard, guarded, isLoopback } from './http/guard.ts';
import { healthRoutes } from './http/health.ts';
import { ingestRoutes } from './http/ingest.ts';
import { installedPages } from './http/installedPages.ts';
import { attachLive, type LiveUpgradeDeps, liveRoutes } from './http/live.ts';
import { pageRoutes } from './http/pages.ts';
import { queryRoutes } from './http/query.ts';
import { siteRoutes } from './http/sites.ts';
import { snapshotRoutes } from './http/snapshot.ts';
import { noGeo, openGeo } from './ingest/geo.ts';
import { createIngest } from './ingest/ingest.ts';
import { createRateLimit } from './ingest/rateLimit.ts';
import { createLive, type Live } from './live/live.ts';
import { openSqliteLog } from './log/sqlite/sqliteLog.ts';
import type { Logger } from './logger.ts';
import { createQueryEngine, type QueryEngine } from './query/engine.ts';
import { feedGoPipeline } from './reports/goPipelineFeed.ts';
import { type Snapshot, takeSnapshot } from './reports/snapshot.ts';
import { duckdbDialect } from './store/duckdb/dialect.ts';
import { openStoreThread, type StoreThread } from './storeThread/open.ts';

/** Footfall, put together and taking events in. */
export interface Footfall {
	/** All routes, relative to wherever they are mounted. */
	readonly app: Hono;
	/** Opens the store and begins to answer questions; events are taken in, and kept, before that already. */
	start(): Promise<void>;
	/** Adds WebSocket upgrades to a server that carries `app`, under `mount` (`/stats`; default the root). */
	attach(server: Server, mount?: string): void;
	/** Finishes what is begun and closes everything, in reverse order. */
	close(): Promise<void>;
}

export interface ComposeOptions {
	readonly logger: Logger;
	/** Inside somebody else's server: whom it lets in is that server's matter. */
	readonly embedded?: boolean;
	/** Milliseconds added to every commit of the log: a slow disk, for measurements. */
	readonly injectSyncDelayMs?: number;
}

/** What answers questions, once the store is open. */
interface Answers extends StoreThread {
	readonly engine: QueryEngine;
	readonly live: Live;
}

/**
 * Puts the parts together; the only place that names concrete ones.
 *
 * The way of an event: `ingestRoutes` → `ingest` → `log` → `aggregator` → `store` → `engine` → `live` → the page.
 *
 * @throws {Error} with words for the operator when the data directory is in use or cannot be written.
 */
export async function compose(config: Config, options: ComposeOptions): Promise<Footfall> {
	const { logger, embedded = false, injectSyncDelayMs = 0 } = options;
	const clock = Date.now;
	const directory = config.DATA_DIR;
	const storeDirectory = join(directory, 'store');
	await mkdir(storeDirectory, { recursive: true });

	const log = await openSqliteLog({
		directory: join(directory, 'log'),
		clock,
		logger,
		retentionMs: config.FOOTFALL_RETENTION_HOURS * 3_600_000,
		diskReserveBytes: config.FOOTFALL_DISK_RESERVE_MB * 1024 * 1024,
		injectSyncDelayMs,
	});
	const control = openSqliteControl({
		path: join(directory, 'control.db'),
		clock,
		firstSite: { domain: config.FOOTFALL_SITE, timeZone: config.FOOTFALL_TIME_ZONE, aliases: config.FOOTFALL_DEMO ? ['demo'] : [] },
		appSecret: config.APP_SECRET,
	});
	let geo = noGeo;
	const ingest = createIngest({ log, control, geo: () => geo, rateLimit: createRateLimit(config.FOOTFALL_RATE_PER_ADDRESS, clock) });

	const closing: (() => unknown)[] = [() => log.close(), () => control.close()];
	let closed = false;
	let answers: Answers | undefined;
	const answering = (): Answers => {
		if (closed) throw new FootfallError('shutting_down');
		if (answers === undefined) throw new FootfallError('starting', { retryAfter: 1 });
		return answers;
	};

	const guard = createGuard({ loopbackOnly: !embedded && isLoopback(config.HOST), baseUrl: config.BASE_URL });
	const snapshot = (site: Site): Promise<Snapshot> => takeSnapshot(site, { ...answering(), clock });

	const app = createApp({
		logger,
		open: [
			ingestRoutes({
				ingest,
				clock,
				clients: createClientReader(config.TRUSTED_PROXIES),
				collectPath: config.FOOTFALL_COLLECT_PATH,
				trustBody: config.FOOTFALL_TRUST_BODY,
			}),
			healthRoutes({
				clock,
				accepting: () => !closed && (log.stats().state === 'ok' || log.stats().state === 'nearly_full'),
				deps: async () => ({
					ingest: ingest.stats(),
					log: log.stats(),
					aggregator: await (answers?.stats() ?? { state: 'starting' }),
				}),
			}),
		],
		own: [
			siteRoutes(control),
			queryRoutes(() => answering().engine),
			snapshotRoutes({ snapshot, control }),
			liveRoutes(() => answering().live),
		],
		guard: guarded(guard),
		pages: pageRoutes(installedPages({ demo: config.FOOTFALL_DEMO }), config.FOOTFALL_SCRIPT_NAME),
	});

	return {
		app,

		async start() {
			geo = await openGeo();
			const thread = await openStoreThread({
				seat: log.seat(),
				path: join(storeDirectory, 'footfall.duckdb'),
				memoryMb: config.FOOTFALL_DUCKDB_MEMORY_MB,
				dialect: duckdbDialect,
				logger,
			});
			closing.push(() => thread.close());
			const { store, ring } = thread;
			const engine = createQueryEngine({ store, control, clock });
			const live = createLive({ store, engine, ring, control, clock, logger });
			closing.push(() => live.close());
			answers = { ...thread, engine, live };
		},

		attach(server, mount = '') {
			const allowed = ({ method = 'GET', headers }: IncomingMessage): boolean =>
				guard({ method, header: (name) => headers[name]?.toString() }) === undefined;
			const feed: LiveUpgradeDeps['feed'] = (site, send) => feedGoPipeline(site, send, { snapshot, ring: answering().ring, clock });
			closing.push(attachLive(server, { mount, live: () => answering().live, feed, control, allowed }));
		},

		async close() {
			if (closed) return;
			closed = true;
			for (const close of closing.reverse()) await close();
		},
	};
}
