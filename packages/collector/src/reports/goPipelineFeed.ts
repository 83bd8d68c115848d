import { randomUUID } from 'node:crypto';
import type { Site } from '../control/control.ts';
import type { RingReader } from '../live/ring.ts';
import { SLOW_MS, type Snapshot, toRealTimeEvent } from './snapshot.ts';

/** A message of the Go pipeline's dashboard: one JSON document a frame. */
export interface Envelope {
	type: 'analytics_snapshot' | 'analytics_update' | 'real_time_event' | 'alert';
	/** ISO 8601. */
	timestamp: string;
	data: unknown;
}

export interface GoPipelineFeedDeps {
	readonly snapshot: (site: Site) => Promise<Snapshot>;
	readonly ring: Pick<RingReader, 'onEvent'>;
	readonly clock: () => number;
}

const UPDATE_MS = 5000;

/** An alert as the pipeline's dashboard shows it; sent when it begins, and again, resolved, when it ends. */
interface Alert {
	readonly id: string;
	readonly timestamp: string;
}

/**
 * Speaks to one of the Go pipeline's dashboards: a snapshot on connect, an update every 5 seconds, each event as it happens, and an alert
 * while the day's average load time is over 3 seconds. Returns the end of it.
 */
export function feedGoPipeline(site: Site, send: (message: Envelope) => void, { snapshot, ring, clock }: GoPipelineFeedDeps): () => void {
	let alert: Alert | undefined;
	let closed = false;
	const now = (): string => new Date(clock()).toISOString();
	const say = (type: Envelope['type'], data: unknown): void => {
		if (!closed) send({ type, timestamp: now(), data });
	};

	const judge = ({ performance_metrics: { average_load_time_ms: average } }: Snapshot): void => {
		const slow = average > SLOW_MS;
		if (slow === (alert !== undefined)) return;
		const told = alert ?? { id: randomUUID(), timestamp: now() };
		alert = slow ? told : undefined;
		const message = slow ? `Pages take ${average} ms to load on average.` : `Pages load in ${average} ms on average again.`;
		say('alert', {
			...told,
			type: 'performance',
			message,
			severity: 'warning',
			resolved: !slow,
			threshold: SLOW_MS,
			current_value: average,
		});
	};

	const update = async (type: 'analytics_snapshot' | 'analytics_update'): Promise<void> => {
		try {
			const taken = await snapshot(site);
			say(type, taken);
			judge(taken);
		} catch {
			// The store is not open yet, or busy: the next update tells.
		}
	};

	void update('analytics_snapshot');
	const timer = setInterval(() => void update('analytics_update'), UPDATE_MS);
	const stop = ring.onEvent(site.id, (event) => say('real_time_event', toRealTimeEvent(event)));
	return () => {
		closed = true;
		clearInterval(timer);
		stop();
	};
}
