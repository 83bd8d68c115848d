import type { LiveEvent } from '@footfall/protocol';
import type { RingReader } from './ring.ts';

/** Events sent at once when following begins, and at most in each flush. */
const SHOWN = 20;
const FLUSH_MS = 100;

/** The single events of a site, as they happen. */
export interface EventFeed {
	close(): void;
}

/** Sends what happened last, oldest first, then each new event; in a rush, the newest of every tenth of a second. */
export function createEventFeed(ring: Pick<RingReader, 'recent' | 'onEvent'>, site: string, send: (event: LiveEvent) => void): EventFeed {
	let queue: LiveEvent[] = [];
	let timer: NodeJS.Timeout | undefined;
	let begun = false;
	let closed = false;
	const flush = (): void => {
		timer = undefined;
		for (const event of queue.slice(-SHOWN)) send(event);
		queue = [];
	};
	const stop = ring.onEvent(site, (event) => {
		if (!begun) return;
		queue.push(event);
		if (queue.length > 2 * SHOWN) queue = queue.slice(-SHOWN);
		timer ??= setTimeout(flush, FLUSH_MS);
	});
	const begin = (recent: readonly LiveEvent[]): void => {
		begun = true;
		if (!closed) for (const event of recent.toReversed()) send(event);
	};
	// without what was before, what comes is shown all the same
	ring.recent(site, SHOWN).then(begin, () => begin([]));
	return {
		close() {
			closed = true;
			stop();
			clearTimeout(timer);
		},
	};
}
