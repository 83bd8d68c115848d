import { type ActiveNow, type ClientMessage, FootfallError, type Query, type ServerMessage } from '@footfall/protocol';
import type { ControlDb } from '../control/control.ts';
import type { Logger } from '../logger.ts';
import type { StoreReader } from '../store/store.ts';
import { createEventFeed, type EventFeed } from './eventFeed.ts';
import type { RingReader } from './ring.ts';
import { createStandingQuery, type LiveEngine, type StandingQuery } from './standingQuery.ts';

/** One page that is open somewhere. */
export interface LiveConnection {
	/** Takes a message as it was parsed; a wrong one is answered with `error`. */
	receive(message: unknown): void;
	close(): void;
}

/** Pushes what changed to whoever follows it; knows nothing of sockets. */
export interface Live {
	/** @param send must not block; a reader too slow to take it is the caller's to drop. */
	connect(send: (message: ServerMessage) => void): LiveConnection;
	connections(): number;
	/** Goals, segments or routes of a site are others: what is followed of it is asked again. */
	settingsChanged(site: string): void;
	close(): void;
}

export interface LiveDeps {
	readonly store: Pick<StoreReader, 'onCommit' | 'version'>;
	readonly engine: LiveEngine & { parse(json: unknown): Query };
	readonly ring: RingReader;
	readonly control: Pick<ControlDb, 'findSite'>;
	readonly clock: () => number;
	readonly logger: Pick<Logger, 'warn'>;
}

/** Queries that one page may follow at a time. */
const SUBSCRIPTIONS = 100;
const TICK_MS = 1000;
const MINUTE = 60_000;

interface Watching {
	readonly site: string;
	readonly name: string;
	readonly feed: EventFeed | undefined;
	last: ActiveNow | undefined;
}

function isMessage(message: unknown): message is ClientMessage {
	if (typeof message !== 'object' || message === null || !('type' in message)) return false;
	if (message.type === 'subscribe' || message.type === 'unsubscribe')
		return 'id' in message && typeof message.id === 'string' && message.id.length <= 200;
	return (message.type === 'watch' || message.type === 'unwatch') && 'site' in message && typeof message.site === 'string';
}

export function createLive({ store, engine, ring, control, clock, logger }: LiveDeps): Live {
	const queries = new Map<string, StandingQuery>();
	const connections = new Set<{ tick(): void }>();
	let minute = Math.floor(clock() / MINUTE);

	const totalCost = (): number => {
		let total = 0;
		for (const query of queries.values()) if (query.followers() > 0) total += query.cost();
		return total;
	};

	const schedule = (work: () => void, delay: number): (() => void) => {
		const timer = setTimeout(work, delay);
		return () => clearTimeout(timer);
	};

	/** Identical questions of many pages are one. */
	const standing = (query: Query): StandingQuery => {
		const key = JSON.stringify(query);
		const found = queries.get(key) ?? createStandingQuery(query, { engine, clock, totalCost, schedule });
		queries.set(key, found);
		return found;
	};

	const dropUnfollowed = (): void => {
		for (const [key, query] of queries) {
			if (query.followers() > 0) continue;
			query.close();
			queries.delete(key);
		}
	};

	const stopCommits = store.onCommit(({ sites }) => {
		for (const query of queries.values()) {
			const id = control.findSite(query.site)?.id;
			const span = id === undefined ? undefined : sites.get(id);
			if (span !== undefined) query.touched(span.from, span.to);
		}
	});

	const ticking = setInterval(() => {
		const now = Math.floor(clock() / MINUTE);
		if (now !== minute) {
			minute = now;
			dropUnfollowed();
			for (const query of queries.values()) query.clockMoved();
		}
		for (const connection of connections) connection.tick();
	}, TICK_MS);
	ticking.unref();

	return {
		connections: () => connections.size,

		settingsChanged(site) {
			for (const query of queries.values()) if (control.findSite(query.site)?.id === site) query.settingsChanged();
		},

		connect(send) {
			const subscriptions = new Map<string, () => void>();
			const watching = new Map<string, Watching>();
			const time = (): string => new Date(clock()).toISOString();

			const sendError = (error: unknown, id?: string): void => {
				if (!(error instanceof FootfallError)) logger.warn('a live message failed', { reason: String(error) });
				const { code, message, at } = (error instanceof FootfallError ? error : new FootfallError('internal')).toBody().error;
				send({ type: 'error', ...(id === undefined ? {} : { id }), code, message, ...(at === undefined ? {} : { at }) });
			};

			const sendActive = async (watched: Watching): Promise<void> => {
				const active = await ring.activeNow(watched.site);
				if (watching.get(watched.name) !== watched) return;
				if (watched.last?.visitors === active.visitors && watched.last.sessions === active.sessions) return;
				watched.last = active;
				send({ type: 'active', site: watched.name, active });
			};

			/** At the next second it is tried again. */
			const tellActive = (watched: Watching): void => {
				sendActive(watched).catch((error: unknown) => logger.warn('who is active could not be told', { reason: String(error) }));
			};

			const unwatch = (name: string): void => {
				watching.get(name)?.feed?.close();
				watching.delete(name);
			};

			const handle = (message: ClientMessage): void => {
				switch (message.type) {
					case 'subscribe': {
						subscriptions.get(message.id)?.();
						subscriptions.delete(message.id);
						if (subscriptions.size >= SUBSCRIPTIONS)
							throw new FootfallError('overloaded', { message: `One page may follow ${SUBSCRIPTIONS} queries.` });
						const query = standing(engine.parse(message.query));
						subscriptions.set(message.id, query.follow({ id: message.id, send }, message.have));
						return;
					}
					case 'unsubscribe':
						subscriptions.get(message.id)?.();
						subscriptions.delete(message.id);
						return;
					case 'watch': {
						const site = control.findSite(message.site);
						if (site === undefined) throw new FootfallError('unknown_site', { at: 'site' });
						unwatch(message.site);
						const feed =
							message.events === true
								? createEventFeed(ring, site.id, (event) => send({ type: 'event', site: message.site, event }))
								: undefined;
						const watched: Watching = { site: site.id, name: message.site, feed, last: undefined };
						watching.set(message.site, watched);
						tellActive(watched);
						return;
					}
					case 'unwatch':
						unwatch(message.site);
				}
			};

			const connection = {
				tick() {
					for (const watched of watching.values()) tellActive(watched);
					send({ type: 'tick', time: time(), data_version: store.version() });
				},
			};
			connections.add(connection);
			send({ type: 'hello', time: time(), data_version: store.version() });

			return {
				receive(message) {
					const id =
						typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'string' ? message.id : undefined;
					try {
						if (!isMessage(message)) throw new FootfallError('invalid_query', { message: 'The message is none that this server knows.' });
						handle(message);
					} catch (error) {
						sendError(error, id);
					}
				},
				close() {
					connections.delete(connection);
					for (const end of subscriptions.values()) end();
					for (const name of [...watching.keys()]) unwatch(name);
				},
			};
		},

		close() {
			clearInterval(ticking);
			stopCommits();
			for (const query of queries.values()) query.close();
		},
	};
}
