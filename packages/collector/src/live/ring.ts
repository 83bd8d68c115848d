import { type ActiveNow, BOT_SCORE, type EventRecord, type LiveEvent, meaningOf } from '@footfall/protocol';
import type { Log } from '../log/log.ts';
import type { Logger } from '../logger.ts';

type EventListener = (site: string, event: LiveEvent, record: EventRecord) => void;

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
	onEvent(listener: EventListener): () => void;
	close(): Promise<void>;
}

interface RingDeps {
	readonly log: Pick<Log, 'subscribe'>;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	readonly logger: Pick<Logger, 'error'>;
	readonly onEvent?: EventListener;
	/** Visitors kept a site at most; with more, those longest silent are forgotten and the numbers are too low. Default 100 000. */
	readonly maxVisitors?: number;
}

const MINUTE = 60_000;
const SESSION_MS = 30 * MINUTE;
const ACTIVE_MS = 5 * MINUTE;
const RECENT = 100;

interface SiteActivity {
	/** Visitor → time of the last event, those longest silent first. */
	readonly visitors: Map<string, number>;
	/** Yesterday's id → today's, of visitors who were here over midnight UTC. */
	readonly renamed: Map<string, string>;
	/** Newest last; made into what may be shown only when somebody looks. */
	readonly events: EventRecord[];
}

/** What may be shown of an event. */
function toLiveEvent({ id, time, name, dims, user = '' }: EventRecord): LiveEvent {
	const { hostname = '', pathname = '', title = '', source = '', country = '', device = '', browser = '' } = dims;
	return { id, time: new Date(time).toISOString(), name, hostname, pathname, title, source, country, device, browser, user };
}

/** What is not so the aggregator quarantines and counts; here it is only not shown. */
function isUsable(record: EventRecord | null): record is EventRecord {
	return typeof record === 'object' && Number.isFinite(record?.time) && typeof record?.name === 'string' && typeof record.dims === 'object';
}

function parse(value: string): EventRecord | undefined {
	try {
		const record = JSON.parse(value) as EventRecord | null;
		return isUsable(record) ? record : undefined;
	} catch {
		return undefined;
	}
}

export function createRing({ log, clock, logger, onEvent, maxVisitors = 100_000 }: RingDeps): Ring {
	const startedAt = clock();
	const sites = new Map<string, SiteActivity>();
	const listeners = new Set<EventListener>(onEvent ? [onEvent] : []);

	const activityOf = (site: string): SiteActivity => {
		let activity = sites.get(site);
		if (!activity) {
			activity = { visitors: new Map(), renamed: new Map(), events: [] };
			sites.set(site, activity);
		}
		return activity;
	};

	const touch = ({ visitors, renamed }: SiteActivity, record: EventRecord): void => {
		const time = Math.min(record.time, clock());
		if (time < clock() - SESSION_MS) return;
		const { before } = record;
		// One person under two ids around midnight is one visitor; an event of yesterday may still come in after.
		if (before !== undefined) renamed.set(before, record.visitor);
		const visitor = renamed.get(record.visitor) ?? record.visitor;
		const last = Math.max(time, visitors.get(visitor) ?? 0, before === undefined ? 0 : (visitors.get(before) ?? 0));
		if (before !== undefined) visitors.delete(before);
		visitors.delete(visitor);
		visitors.set(visitor, last);
		if (visitors.size > maxVisitors) forgetFirst(visitors);
		if (renamed.size > maxVisitors) forgetFirst(renamed);
	};

	const take = (record: EventRecord): void => {
		if (record.bot >= BOT_SCORE) return;
		const meaning = meaningOf(record.name, record.interactive !== false);
		if (!meaning.extends && !meaning.counts) return;
		const activity = activityOf(record.site);
		if (meaning.extends) touch(activity, record);
		if (!meaning.counts) return;
		activity.events.push(record);
		if (activity.events.length > 2 * RECENT) activity.events.splice(0, RECENT);
		if (listeners.size === 0 || record.received < startedAt) return;
		const event = toLiveEvent(record);
		for (const listener of listeners) tell(listener, event, record);
	};

	/** One that fails must not end the live view for all others. */
	const tell = (listener: EventListener, event: LiveEvent, record: EventRecord): void => {
		try {
			listener(record.site, event, record);
		} catch (error) {
			logger.error('a listener of the live view failed', { reason: String(error) });
		}
	};

	const subscription = log.subscribe({
		startAt: () => ({ since: clock() - SESSION_MS }),
		// Parsing this many takes about a millisecond: requests are not kept waiting.
		maxEntries: 250,
		async onBatch({ entries }) {
			for (const { value } of entries) {
				const record = parse(value);
				if (record) take(record);
			}
		},
		onFailure: (error) => logger.error('the live view no longer follows the log', { reason: String(error) }),
	});

	return {
		activeNow(site) {
			const activity = sites.get(site);
			if (!activity) return { visitors: 0, sessions: 0 };
			const now = clock();
			let visitors = 0;
			for (const [visitor, last] of activity.visitors) {
				if (last < now - SESSION_MS) activity.visitors.delete(visitor);
				else if (last >= now - ACTIVE_MS) visitors++;
			}
			return { visitors, sessions: activity.visitors.size };
		},
		recent: (site, n) => (sites.get(site)?.events ?? []).slice(-RECENT).reverse().slice(0, n).map(toLiveEvent),
		onEvent(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		close: () => subscription.close(),
	};
}

function forgetFirst(map: Map<string, unknown>): void {
	const first = map.keys().next();
	if (!first.done) map.delete(first.value);
}
