import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { FootfallError } from '@footfall/protocol';
import type { Hono } from 'hono';
import { nanoid } from 'nanoid';
import { caughtUp } from './compose/caughtUp.ts';
import { openControl } from './compose/controlFor.ts';
import { healthOf } from './compose/healthOf.ts';
import { kafkaOf } from './compose/kafka.ts';
import { metricsOf } from './compose/metricsOf.ts';
import { publishMinutes } from './compose/publishMinutes.ts';
import { openTakingIn } from './compose/takeIn.ts';
import { type Config, type Role, tuneAllocator, usesKafka } from './config.ts';
import type { Site } from './control/control.ts';
import { createExports, type Exports } from './exports/exports.ts';
import { createApp } from './http/app.ts';
import { createClientReader } from './http/client.ts';
import { exportRoutes } from './http/exports.ts';
import { createGuard, guarded, isLoopback } from './http/guard.ts';
import { healthRoutes } from './http/health.ts';
import { importRoutes } from './http/imports.ts';
import { ingestRoutes } from './http/ingest.ts';
import { installedPages } from './http/installedPages.ts';
import { attachLive, type LiveUpgradeDeps, liveRoutes } from './http/live.ts';
import { metricsRoutes } from './http/metrics.ts';
import { openApiRoutes } from './http/openapi/document.ts';
import { pageRoutes } from './http/pages.ts';
import { queryRoutes } from './http/query.ts';
import { reportRoutes } from './http/reports.ts';
import { siteSettingsRoutes } from './http/siteSettings.ts';
import { siteRoutes } from './http/sites.ts';
import { snapshotRoutes } from './http/snapshot.ts';
import { createImports } from './imports/imports.ts';
import { createLive, type Live } from './live/live.ts';
import { lockDirectory } from './log/sqlite/lock.ts';
import type { Logger } from './logger.ts';
import { createQueryEngine, type QueryEngine } from './query/engine.ts';
import { feedGoPipeline } from './reports/goPipelineFeed.ts';
import { createReports, type Reports } from './reports/reports.ts';
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
	readonly reports: Reports;
	readonly live: Live;
}

/**
 * Puts the parts together; the only place that names concrete ones.
 *
 * The way of an event: `ingestRoutes` → `ingest` → `log` → `aggregator` → `store` → `engine` → `live` → the page. With Kafka the log is a spool, and a shipper and a
 * topic stand between it and the aggregator. A process does all of it, or the part that its role says.
 *
 * @throws {Error} with words for the operator when the data directory is in use or cannot be written.
 */
export async function compose(config: Config, options: ComposeOptions): Promise<Footfall> {
	const { logger, embedded = false, injectSyncDelayMs = 0 } = options;
	const clock = Date.now;
	const does = (role: Role): boolean => config.FOOTFALL_ROLE.includes(role);
	const kafka = usesKafka(config) ? kafkaOf(config) : undefined;
	const storeDirectory = join(config.DATA_DIR, 'store');
	await mkdir(does('serve') ? storeDirectory : config.DATA_DIR, { recursive: true });

	const closing: (() => unknown)[] = [];
	if (does('serve')) {
		// A DuckDB file has one owner, even for reading; a second one hears of it before it touches anything.
		const lock = lockDirectory(storeDirectory);
		closing.push(() => lock.release());
	}
	const control = openControl(config, kafka, clock, logger);
	closing.push(() => control.close());
	const taking = does('collect')
		? await openTakingIn(config, { control: control.known, kafka, clock, logger, injectSyncDelayMs })
		: undefined;
	if (taking) closing.push(() => taking.close());
	let closed = false;
	let opening: Promise<StoreThread> | undefined;
	let answers: Answers | undefined;
	const answering = (): Answers => {
		if (closed) throw new FootfallError('shutting_down');
		if (answers === undefined) throw new FootfallError('starting', { retryAfter: 1 });
		return answers;
	};

	const guard = createGuard({ loopbackOnly: !embedded && isLoopback(config.HOST), baseUrl: config.BASE_URL });
	const snapshot = (site: Site): Promise<Snapshot> => takeSnapshot(site, { ...answering(), clock });
	const exports: Exports | undefined = does('serve')
		? createExports({
				store: () => answering().store,
				directory: join(config.DATA_DIR, 'exports'),
				reserveBytes: config.FOOTFALL_DISK_RESERVE_MB * 1024 * 1024,
				clock,
				newId: () => nanoid(12),
			})
		: undefined;
	const { database } = control;
	const imports =
		database && taking
			? createImports({
					books: database.imports,
					control: database,
					log: taking.log,
					geo: taking.geo,
					store: () => answering().store,
					aggregator: () => ({ ...answering(), caughtUp: () => caughtUp(taking, answering()) }),
					directory: join(config.DATA_DIR, 'imports'),
					reserveBytes: config.FOOTFALL_DISK_RESERVE_MB * 1024 * 1024,
					clock,
					newId: () => nanoid(12),
					newSalt: () => randomBytes(32),
					logger,
				})
			: undefined;
	const doors = (): Hono[] => {
		if (!taking) return [];
		const clients = createClientReader(config.TRUSTED_PROXIES);
		const [collectPath, trustBody] = [config.FOOTFALL_COLLECT_PATH, config.FOOTFALL_TRUST_BODY];
		return [ingestRoutes({ ingest: taking.ingest, clock, clients, collectPath, trustBody })];
	};
	const questions = (): Hono[] => {
		if (!database) return [];
		return [
			openApiRoutes(),
			siteRoutes(database),
			siteSettingsRoutes({ control: database, clock, changed: (site) => answers?.live.settingsChanged(site) }),
			queryRoutes(() => answering().engine),
			reportRoutes(() => answering().reports),
			snapshotRoutes({ snapshot, control: database }),
			liveRoutes(() => answering().live),
			...(exports ? [exportRoutes({ exports, control: database })] : []),
			...(imports ? [importRoutes({ imports, control: database })] : []),
		];
	};

	const parts = { kafka, control, taking, exports, imports, answers: () => answers, closed: () => closed };
	const health = healthOf(parts);
	const metrics = metricsOf(parts, health.kafkaReady);
	closing.push(() => metrics.close());
	const app = createApp({
		logger,
		open: [...doors(), healthRoutes({ clock, ...health })],
		own: [...questions(), metricsRoutes(metrics.families)],
		guard: guarded(guard),
		pages: pageRoutes(
			installedPages({ dashboard: does('serve'), demo: does('collect') && config.FOOTFALL_DEMO }),
			config.FOOTFALL_SCRIPT_NAME,
		),
	});

	return {
		app,

		async start() {
			await taking?.start();
			if (!database || closed) return;
			const source = kafka ? { kafka: { ...kafka, warns: !taking } } : taking && { seat: taking.log.seat() };
			if (!source) throw new Error('There are no events to aggregate: this process takes none in, and there is no Kafka.');
			tuneAllocator();
			opening = openStoreThread({
				source,
				path: join(storeDirectory, 'footfall.duckdb'),
				memoryMb: config.FOOTFALL_DUCKDB_MEMORY_MB,
				dialect: duckdbDialect,
				logger,
			});
			const thread = await opening;
			closing.push(() => thread.close());
			const { store, ring } = thread;
			const engine = createQueryEngine({ store, control: database, settings: database, clock });
			const minutes = kafka && publishMinutes({ kafka, topic: config.KAFKA_METRICS_TOPIC, store, control: database, clock, logger });
			if (minutes) closing.push(() => minutes.close());
			const live = createLive({ store, engine, ring, control: database, clock, logger });
			closing.push(() => live.close());
			const reports = createReports({ store, engine, control: database, clock });
			answers = { ...thread, engine, reports, live };
			if (imports) {
				closing.push(() => imports.close());
				imports.start();
			}
		},

		attach(server, mount = '') {
			if (!database) return;
			const allowed = ({ method = 'GET', headers }: IncomingMessage): boolean =>
				guard({ method, header: (name) => headers[name]?.toString() }) === undefined;
			const feed: LiveUpgradeDeps['feed'] = (site, send) => feedGoPipeline(site, send, { snapshot, ring: answering().ring, clock });
			closing.push(attachLive(server, { mount, live: () => answering().live, feed, control: database, allowed }));
		},

		async close() {
			if (closed) return;
			closed = true;
			// A store that is being opened is closed when it is open: a process that ends in the middle of it is aborted by DuckDB's binding.
			await opening?.catch(() => {});
			for (const close of closing.reverse()) await close();
		},
	};
}
