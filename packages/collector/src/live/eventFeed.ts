import type { LiveEvent } from '@footfall/protocol';
import type { Ring } from './ring.ts';

/** Events sent at once when following begins, and at most in each flush. */
const SHOWN = 20;
const FLUSH_MS = 100;

/** The single events of a site, as they happen. */
export interface EventFeed {
	close(): void;
}

/** Sends what happened last, oldest first, then each new event; in a rush, the newest of every tenth of a second. */
export function createEventFeed(ring: Pick<Ring, 'recent' | 'onEvent'>, site: string, send: (event: LiveEvent) => void): EventFeed {
	let queue: LiveEvent[] = [];
	let timer: NodeJS.Timeout | undefined;
	const flush = (): void => {
		timer = undefined;
		for (const event of queue.slice(-SHOWN)) send(event);
		queue = [];
	};
	for (const event of ring.recent(site, SHOWN).reverse()) send(event);
	const stop = ring.onEvent((eventSite, event) => {
		if (eventSite !== site) return;
		queue.push(event);
		if (queue.length > 2 * SHOWN) queue = queue.slice(-SHOWN);
		timer ??= setTimeout(flush, FLUSH_MS);
	});
	return {
		close() {
			stop();
			clearTimeout(timer);
		},
	};
}
