import { type ActiveNow, type DaySum, FootfallError, type LiveEvent } from '@footfall/protocol';
import type { RingReader } from '../live/ring.ts';
import type { Logger } from '../logger.ts';
import type { Commit, CopyOptions, Dialect, ImportKey, QueryOptions, StoreCopier, StoreReader } from '../store/store.ts';
import { startThread, ThreadError } from '../threads/thread.ts';
import { workerUrl } from '../threads/workerUrl.ts';
import type { OpenStore, StoreThreadCalls, StoreThreadNews, StoreThreadStats } from './calls.ts';

/**
 * The store with all that feeds it, in a thread of its own: the aggregator, and the ring of what is happening now.
 *
 * Reading events, folding them and encoding them for the store takes as long as taking them in. On the thread that answers requests one in
 * four went to that (measured); here the two have a processor each.
 */
export interface StoreThread {
	readonly store: StoreReader & StoreCopier;
	readonly ring: RingReader;
	stats(): Promise<StoreThreadStats>;
	/** Resolves when what the log held at the time of the call is stored. */
	caughtUp(): Promise<void>;
	/** Deletes events of an import, some at a time; resolves to how many are gone, 0 when none was left. */
	takeOut(of: ImportKey): Promise<number>;
	/** See `StoreWriter.putSums`. */
	putSums(of: ImportKey, from: number, rows: readonly DaySum[]): Promise<number>;
	/** Ends the batch in hand, writes everything into the file and ends the thread. */
	close(): Promise<void>;
}

export interface StoreThreadOptions extends OpenStore {
	/** How the store's SQL is written: statements are made on this side. */
	readonly dialect: Dialect;
	readonly logger: Logger;
}

/** For what a batch of some thousand events leaves behind, MiB. */
const NURSERY_MB = 24;

/** @throws {Error} with words for the operator when the store cannot be opened. */
export async function openStoreThread({ source, path, memoryMb, dialect, logger }: StoreThreadOptions): Promise<StoreThread> {
	const commitListeners = new Set<(commit: Commit) => void>();
	const eventListeners = new Map<string, Set<(event: LiveEvent) => void>>();
	const askedNow = new Map<string, Promise<ActiveNow>>();
	/** Who is told how far the copies are that are being made. */
	const copies = new Map<number, (share: number) => void>();
	let version = 0;
	let queries = 0;
	let closed = false;

	const onNews = (news: StoreThreadNews): void => {
		if ('commit' in news) {
			version = news.commit.version;
			for (const listener of commitListeners) listener(news.commit);
		} else if ('copy' in news) copies.get(news.copy)?.(news.share);
		else if ('event' in news) for (const listener of eventListeners.get(news.site) ?? []) listener(news.event);
		else logger[news.level](news.message, news.fields);
	};
	const thread = startThread<StoreThreadCalls, StoreThreadNews>(workerUrl('storeThread/thread.js'), {
		onNews,
		onEnded: (error) =>
			logger.error('the store has ended; events are still taken in and kept, a restart aggregates them', { reason: error.message }),
		nurseryMb: NURSERY_MB,
	});

	/** What a reader is told when the thread is gone. */
	const askable = async <T>(answer: Promise<T>): Promise<T> => {
		try {
			return await answer;
		} catch (error) {
			if (error instanceof ThreadError && error.code === 'THREAD_ENDED')
				throw new FootfallError(closed ? 'shutting_down' : 'overloaded', { cause: error });
			throw error;
		}
	};

	try {
		version = await thread.ask('open', { source, path, memoryMb }, 'seat' in source ? [source.seat.port] : []);
	} catch (error) {
		await thread.end();
		throw error;
	}

	/** Asks what can be cancelled, under an id of its own. */
	async function cancellable<T>(signal: AbortSignal | undefined, ask: (id: number) => Promise<T>): Promise<T> {
		if (signal?.aborted) throw new FootfallError('query_cancelled');
		const id = queries++;
		const cancel = (): void => void thread.ask('cancel', id).catch(() => undefined);
		signal?.addEventListener('abort', cancel);
		try {
			return await askable(ask(id));
		} finally {
			signal?.removeEventListener('abort', cancel);
		}
	}

	const watch = (site: string, on: boolean): void => void thread.ask('watch', { site, on }).catch(() => undefined);

	return {
		store: {
			dialect,
			query: (statement, { signal, timeout }: QueryOptions = {}) =>
				cancellable(signal, (id) => thread.ask('query', { id, statement, timeout })),
			copy: (statement, target, { signal, timeout, onProgress }: CopyOptions = {}) =>
				cancellable(signal, async (id) => {
					if (onProgress) copies.set(id, onProgress);
					try {
						return await thread.ask('copy', { id, statement, target, timeout, follows: onProgress !== undefined });
					} finally {
						copies.delete(id);
					}
				}),
			version: () => version,
			onCommit(listener) {
				commitListeners.add(listener);
				return () => commitListeners.delete(listener);
			},
		},
		ring: {
			activeNow(site) {
				// every page that is open asks at the same second
				const asked = askedNow.get(site) ?? askable(thread.ask('activeNow', site)).finally(() => askedNow.delete(site));
				askedNow.set(site, asked);
				return asked;
			},
			recent: (site, n) => askable(thread.ask('recent', { site, n })),
			onEvent(site, listener) {
				const listeners = eventListeners.get(site) ?? new Set();
				if (listeners.size === 0) watch(site, true);
				listeners.add(listener);
				eventListeners.set(site, listeners);
				return () => {
					listeners.delete(listener);
					if (listeners.size > 0 || eventListeners.get(site) !== listeners) return;
					eventListeners.delete(site);
					watch(site, false);
				};
			},
		},
		stats: () => askable(thread.ask('stats', undefined)),
		caughtUp: () => askable(thread.ask('caughtUp', undefined)),
		takeOut: (of) => askable(thread.ask('takeOut', of)),
		putSums: (of, from, rows) => askable(thread.ask('putSums', { of, from, rows })),
		async close() {
			if (closed) return;
			closed = true;
			try {
				await thread.ask('close', undefined);
			} finally {
				await thread.end();
			}
		},
	};
}
