import type { Logger } from '../logger.ts';
import type { ControlDb } from './control.ts';
import { dayName } from './days.ts';
import { type ControlFeed, isSaltKey, isSiteKey, type Seal, saltKey, siteKey, writeSite } from './feed.ts';

export interface PublishDeps {
	readonly control: Pick<ControlDb, 'sites' | 'salt' | 'onChange'>;
	readonly feed: ControlFeed;
	readonly seal: Seal;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	readonly logger: Pick<Logger, 'info' | 'warn'>;
	/** Pause between looks at what has become due, ms; default 10 minutes. */
	readonly everyMs?: number;
}

/** Days, from today, whose salts collectors have: yesterday's for what comes late, and two days ahead, so that a collector outlives an outage of Kafka over midnight. */
const DAYS = [-1, 0, 1, 2] as const;

/**
 * Keeps the control topic equal to the control database: it is read first, and only what differs is written. What has no place there any more, such as a salt that is older than 48
 * hours, is deleted.
 */
export function publishControl({ control, feed, seal, clock, logger, everyMs = 600_000 }: PublishDeps): { close(): Promise<void> } {
	const there = new Map<string, string>();
	let known = false;
	let closed = false;
	let working: Promise<void> = Promise.resolve();

	const write = async (key: string, value: string | null): Promise<void> => {
		if (closed) return;
		await feed.put(key, value);
		if (value === null) there.delete(key);
		else there.set(key, value);
	};

	const reconcile = async (): Promise<void> => {
		const wanted = new Set<string>();
		for (const site of control.sites()) {
			const key = siteKey(site.id);
			wanted.add(key);
			if (there.get(key) !== writeSite(site)) await write(key, writeSite(site));
		}
		for (const days of DAYS) {
			const day = dayName(clock(), days);
			const key = saltKey(day);
			wanted.add(key);
			const salt = control.salt(day);
			const before = there.get(key);
			// A seal is different each time it is made: what is inside is compared.
			if (salt !== undefined && (before === undefined || !seal.open(day, before)?.equals(salt))) await write(key, seal.seal(day, salt));
		}
		for (const key of [...there.keys()]) if ((isSiteKey(key) || isSaltKey(key)) && !wanted.has(key)) await write(key, null);
	};

	const work = (): void => {
		if (!known || closed) return;
		working = working.then(reconcile).catch((error: unknown) => {
			logger.warn('sites and salts could not be published; they will be', { reason: String(error) });
			setTimeout(work, Math.min(everyMs, 5000)).unref();
		});
	};

	const unfollow = feed.follow(
		(key, value) => {
			if (value === null) there.delete(key);
			else there.set(key, value);
		},
		() => {
			known = true;
			work();
		},
	);
	const unsubscribe = control.onChange(work);
	const timer = setInterval(work, everyMs).unref();

	return {
		async close() {
			closed = true;
			clearInterval(timer);
			unsubscribe();
			await unfollow();
			await working;
		},
	};
}
