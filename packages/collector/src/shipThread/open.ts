import type { ShipTo } from '../log/kafka/shipping.ts';
import type { Seat } from '../log/sqlite/follow.ts';
import type { Logger } from '../logger.ts';
import { startThread, type Thread } from '../threads/thread.ts';
import { workerUrl } from '../threads/workerUrl.ts';
import type { ShippingStats, ShipThreadCalls, ShipThreadNews } from './calls.ts';

export interface ShipThreadOptions {
	/** A new seat for each thread that is begun. */
	readonly seat: () => Seat;
	readonly to: ShipTo;
	readonly logger: Logger;
}

/** The shipper, in a thread of its own: compressing and waiting for brokers does not keep requests waiting, and an error of the client ends nothing else. */
export interface ShipThread {
	/** As of half a second ago. */
	stats(): ShippingStats;
	/** Ships what is there, for a few seconds at most, and ends the thread. */
	close(): Promise<void>;
}

/** Pause before a thread that has ended is begun anew, ms. */
const AGAIN_MS = 1000;

export async function openShipThread({ seat, to, logger }: ShipThreadOptions): Promise<ShipThread> {
	let stats: ShippingStats = { state: 'starting', shipped: 0, quarantined: 0, spooled: 0, oldestMs: 0, setAside: 0, warnings: [] };
	let closed = false;
	let again: NodeJS.Timeout | undefined;

	const begin = async (): Promise<Thread<ShipThreadCalls>> => {
		const thread = startThread<ShipThreadCalls, ShipThreadNews>(workerUrl('shipThread/thread.js'), {
			onNews(news) {
				if ('stats' in news) stats = news.stats;
				else logger[news.level](news.message, news.fields);
			},
			onEnded(error) {
				stats = { ...stats, state: 'retrying', reason: error.message };
				logger.error('the shipper has ended and is begun anew; events wait in the spool', { reason: error.message });
				if (!closed) again = setTimeout(() => void restart(), AGAIN_MS).unref();
			},
			nurseryMb: 16,
		});
		const own = seat();
		await thread.ask('open', { seat: own, to }, [own.port]);
		return thread;
	};
	const restart = async (): Promise<void> => {
		running = begin();
		await running.catch(() => {});
	};

	let running = begin();
	await running;
	return {
		stats: () => stats,
		async close() {
			closed = true;
			clearTimeout(again);
			const thread = await running.catch(() => undefined);
			try {
				await thread?.ask('close', undefined);
			} catch (error) {
				logger.warn('the shipper did not end cleanly; what is spooled is shipped at the next start', { reason: String(error) });
			} finally {
				await thread?.end();
			}
		},
	};
}
