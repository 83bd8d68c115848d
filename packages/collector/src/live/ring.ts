import { setTimeout as sleep } from 'node:timers/promises';
import { type ActiveNow, BOT_SCORE, type EventRecord, type LiveEvent, meaningOf } from '@footfall/protocol';
import type { LogFollower } from '../log/log.ts';
import type { Logger } from '../logger.ts';

type EventListener = (event: LiveEvent) => void;

/** What readers in whatever thread see of the ring. */
export interface RingReader {
	activeNow(site: string): Promise<ActiveNow>;
	recent(site: string, n: number): Promise<LiveEvent[]>;
	/** Told of each event of a site; those before the answer to a `recent` asked later are in that answer, and only those. */
	onEvent(site: string, listener: (event: LiveEvent) => void): () => void;
}

/**
 * The last 30 minutes of the log in memory: who is active, and what just happened. Bots are left out.
 *
 * It owns no truth: after a restart it is filled from the log again.
 */
export interface Ring {
	/** Visitors whose last event lies within 5 minutes; sessions: those within 30. */
	activeNow(site: string): ActiveNow;
	/** The newest events that count, newest first; at most 100 are kept a site. */
	recent(site: string, n: number): LiveEvent[];
	/** Told of each event that counts as it comes in, not of what a restart reads again; returns the unsubscribe. */
	onEvent(site: string, listener: EventListener): () => void;
	close(): Promise<void>;
}

interface RingDeps {
	readonly log: Pick<LogFollower, 'subscribe'>;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	readonly logger: Pick<Logger, 'error'>;
	/** Pause after all is read, ms, so that a rush is read some at a time and not commit by commit; default 0. */
	readonly paceMs?: number;
	/** Visitors kept a site at most; with more, those longest silent are forgotten and the numbers are too low. Default 100 000. */
	readonly maxVisitors?: number;
}

const MINUTE = 60_000;
const SESSION_MS = 30 * MINUTE;
const ACTIVE_MS = 5 * MINUTE;
const RECENT = 100;

interface Presence {
	/** Time of the last event. */
	readonly last: number;
	/** Where the visit came from: what follows on its first event names no source of its own. */
	readonly source: string;
}

interface SiteActivity {
	/** Those longest silent first. */
	readonly visitors: Map<string, Presence>;
	/** Yesterday's id → today's, of visitors who were here over midnight UTC. */
	readonly renamed: Map<string, string>;
	/** Entries of the log, newest last; read whole only when somebody looks. */
	readonly events: string[];
}

/** What may be shown of an event, and of its visit. */
function toLiveEvent({ id, time, name, dims, user = '' }: EventRecord, source = dims.source ?? ''): LiveEvent {
	const { hostname = '', pathname = '', title = '', country = '', device = '', browser = '' } = dims;
	return { id, time: new Date(time).toISOString(), name, hostname, pathname, title, source, country, device, browser, user };
}

type Head = Omit<EventRecord, 'dims'>;

/** What is not so the aggregator quarantines and counts; here it is only not shown. */
function isUsable(record: Head | null): record is Head {
	return typeof record === 'object' && Number.isFinite(record?.time) && typeof record?.name === 'string';
}

function parse<T>(json: string): T | undefined {
	try {
		return JSON.parse(json) as T;
	} catch {
		return undefined;
	}
}

/** The dimensions are two thirds of a record, stand at its end as the collector writes it, and tell nothing of who is active. */
function parseHead(value: string): Head | undefined {
	const dims = value.lastIndexOf(',"dims":{');
	const last = dims > 0 && value.indexOf('}', dims) === value.length - 2;
	const head = parse<Head | null>(last ? `${value.slice(0, dims)}}` : value);
	return head !== undefined && isUsable(head) ? head : undefined;
}

const presenceOf = ({ visitors, renamed }: SiteActivity, visitor: string): Presence | undefined =>
	visitors.get(renamed.get(visitor) ?? visitor);

function liveEventOf(activity: SiteActivity, value: string): LiveEvent[] {
	const record = parse<EventRecord>(value);
	return typeof record?.dims === 'object' ? [toLiveEvent(record, presenceOf(activity, record.visitor)?.source)] : [];
}

export function createRing({ log, clock, logger, paceMs = 0, maxVisitors = 100_000 }: RingDeps): Ring {
	const startedAt = clock();
	const sites = new Map<string, SiteActivity>();
	const listeners = new Map<string, Set<EventListener>>();

	const activityOf = (site: string): SiteActivity => {
		let activity = sites.get(site);
		if (!activity) {
			activity = { visitors: new Map(), renamed: new Map(), events: [] };
			sites.set(site, activity);
		}
		return activity;
	};

	const touch = ({ visitors, renamed }: SiteActivity, record: Head, value: string): void => {
		const time = Math.min(record.time, clock());
		const { before } = record;
		// One person under two ids around midnight is one visitor; an event of yesterday may still come in after.
		if (before !== undefined) renamed.set(before, record.visitor);
		const visitor = renamed.get(record.visitor) ?? record.visitor;
		const seen = [visitors.get(visitor), before === undefined ? undefined : visitors.get(before)].filter((known) => known !== undefined);
		const last = Math.max(time, ...seen.map((known) => known.last));
		const source = seen.find((known) => Math.abs(time - known.last) <= SESSION_MS)?.source;
		if (before !== undefined) visitors.delete(before);
		visitors.delete(visitor);
		visitors.set(visitor, { last, source: source ?? parse<EventRecord>(value)?.dims?.source ?? '' });
		if (visitors.size > maxVisitors) forgetFirst(visitors);
		if (renamed.size > maxVisitors) forgetFirst(renamed);
	};

	const take = (record: Head, value: string): void => {
		if (record.bot >= BOT_SCORE) return;
		const meaning = meaningOf(record.name, record.interactive !== false);
		if (!meaning.extends && !meaning.counts) return;
		// What comes late, or out of a file, is not happening now, and would push out what is.
		if (record.time < clock() - SESSION_MS) return;
		const activity = activityOf(record.site);
		if (meaning.extends) touch(activity, record, value);
		if (!meaning.counts) return;
		activity.events.push(value);
		if (activity.events.length > 2 * RECENT) activity.events.splice(0, RECENT);
		const concerned = listeners.get(record.site);
		if (concerned === undefined || record.received < startedAt) return;
		for (const event of liveEventOf(activity, value)) for (const listener of concerned) tell(listener, event);
	};

	/** One that fails must not end the live view for all others. */
	const tell = (listener: EventListener, event: LiveEvent): void => {
		try {
			listener(event);
		} catch (error) {
			logger.error('a listener of the live view failed', { reason: String(error) });
		}
	};

	const closing = new AbortController();
	const subscription = log.subscribe({
		startAt: () => ({ since: clock() - SESSION_MS }),
		// Parsing this many takes about a millisecond: requests are not kept waiting.
		maxEntries: 250,
		async onBatch({ entries, behind }) {
			for (const { value } of entries) {
				const record = parseHead(value);
				if (record) take(record, value);
			}
			if (behind === 0 && paceMs > 0) await sleep(paceMs, undefined, { signal: closing.signal }).catch(() => undefined);
		},
		onFailure: (error) => logger.error('the live view no longer follows the log', { reason: String(error) }),
	});

	return {
		activeNow(site) {
			const activity = sites.get(site);
			if (!activity) return { visitors: 0, sessions: 0 };
			const now = clock();
			let visitors = 0;
			for (const [visitor, { last }] of activity.visitors) {
				if (last < now - SESSION_MS) activity.visitors.delete(visitor);
				else if (last >= now - ACTIVE_MS) visitors++;
			}
			return { visitors, sessions: activity.visitors.size };
		},
		recent(site, n) {
			const activity = sites.get(site);
			if (!activity) return [];
			return activity.events
				.slice(-RECENT)
				.reverse()
				.slice(0, n)
				.flatMap((value) => liveEventOf(activity, value));
		},
		onEvent(site, listener) {
			const concerned = listeners.get(site) ?? new Set();
			listeners.set(site, concerned.add(listener));
			return () => {
				concerned.delete(listener);
				if (concerned.size === 0 && listeners.get(site) === concerned) listeners.delete(site);
			};
		},
		async close() {
			closing.abort();
			await subscription.close();
		},
	};
}

function forgetFirst(map: Map<string, unknown>): void {
	const first = map.keys().next();
	if (!first.done) map.delete(first.value);
}
