import { FootfallError } from '@footfall/protocol';
import type { LogEntry } from '../log.ts';
import type { Committed, Group } from './threads.ts';

/** Gathers appends into groups: what queues while one group is synced is the next group. */
export interface Groups {
	append(entries: readonly LogEntry[]): Promise<void>;
	/** Entries that wait or are being written. */
	pending(): number;
	/** Resolves when nothing waits and nothing is being written. */
	drained(): Promise<void>;
}

interface GroupsDeps {
	readonly clock: () => number;
	/** When the newest entry of the log was taken, ms. */
	readonly lastAt: number;
	/** Writes and syncs one group; rejects with the error that its callers shall see. */
	readonly commit: (group: Group) => Promise<Committed>;
	readonly onCommitted: (group: Group, committed: Committed) => void;
}

interface Waiter {
	readonly resolve: () => void;
	readonly reject: (error: unknown) => void;
}

/** What may wait at most: some seconds of the fastest input. More means that the disk does not keep up. */
const MAX_WAITING_CHARS = 32 * 1024 * 1024;

/**
 * Between the starts of two groups. A message to the thread and a commit cost as much as ten rows, and a disk with a
 * fast cache would have them by the thousand, a row or two in each.
 */
const MIN_GAP_MS = 1;

/**
 * A commit that takes longer is a slow disk's: it is not kept waiting while those are answered who waited for the last one, which takes as
 * long for some hundred of them. With a fast one the larger group is worth more.
 */
const SLOW_MS = 4;

export function createGroups({ clock, lastAt: newest, commit, onCommitted }: GroupsDeps): Groups {
	let keys: string[] = [];
	let routes: number[] = [];
	let values: string[] = [];
	let waiters: Waiter[] = [];
	let chars = 0;
	let writing = 0;
	let scheduled = false;
	let begun = Number.NEGATIVE_INFINITY;
	let lastAt = newest;
	const idle: (() => void)[] = [];

	/**
	 * After a pause the next group goes out at the end of this turn of the event loop, so that all requests that came in
	 * with it share the commit; under load not before the gap is over.
	 */
	const schedule = (): void => {
		if (scheduled || writing > 0) return;
		scheduled = true;
		const wait = begun + MIN_GAP_MS - performance.now();
		if (wait > 0) setTimeout(write, wait);
		else setImmediate(write);
	};

	const write = async (): Promise<void> => {
		scheduled = false;
		begun = performance.now();
		lastAt = Math.max(lastAt, clock());
		const group: Group = { at: lastAt, keys, routes, values };
		const callers = waiters;
		keys = [];
		routes = [];
		values = [];
		waiters = [];
		chars = 0;
		writing = group.values.length;
		try {
			const committed = await commit(group);
			writing = 0;
			onCommitted(group, committed);
			if (committed.ms > SLOW_MS && values.length > 0) void write();
			for (const { resolve } of callers) resolve();
		} catch (error) {
			writing = 0;
			for (const { reject } of callers) reject(error);
		}
		if (writing > 0) return;
		if (values.length > 0) schedule();
		else for (const resolve of idle.splice(0)) resolve();
	};

	return {
		append(entries) {
			if (entries.length === 0) return Promise.resolve();
			if (chars > MAX_WAITING_CHARS) {
				return Promise.reject(
					new FootfallError('log_unavailable', { message: 'The disk is slower than the events that come in.', retryAfter: 2 }),
				);
			}
			for (const { key, route, value } of entries) {
				keys.push(key);
				routes.push(route);
				values.push(value);
				chars += value.length;
			}
			schedule();
			return new Promise((resolve, reject) => {
				waiters.push({ resolve, reject });
			});
		},
		pending: () => writing + values.length,
		drained: () => (writing + values.length === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
	};
}
