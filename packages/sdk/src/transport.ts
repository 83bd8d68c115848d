import { backoff, TRIES } from './backoff.ts';
import { BEACON, CALLBACK, DEBUG, OFFLINE, SPLIT } from './flags.ts';
import { attempt } from './guard.ts';
import { keep, newKey } from './offline.ts';
import type { Outcome } from './types.ts';

/** An event that waits: as the wire wants it, but for the fields that are only known when it is sent. */
export interface Queued {
	/** What is true of its page view; the same object for all its events, so that a batch says it once. */
	p: object;
	/** When it happened, by this browser's clock: only ever compared with the same clock. */
	a: number;
	/** How often sending it failed; the server lets it pass. */
	t?: number;
	/** Hears what became of it; never sent. */
	c?: ((outcome: Outcome) => void) | undefined;
	[field: string]: unknown;
}

/** The batch's own fields. */
export interface Head {
	v: 1;
	site: string | undefined;
	/** Undefined in browsers without such a thing. */
	bot: boolean | undefined;
	user?: string | undefined;
}

/** Bytes in flight: all keepalive requests of a page share 64 KiB. */
const BUDGET = 6e4;
/** Chrome allows nine of them: each takes a ninth of the budget at least. */
const SHARE = 6666;
/** Bytes of one batch: small enough that one failure costs little, and that four fit into the budget. */
const CHUNK = 15e3;
const EVENTS = 100;
const PAUSE = 250;

/**
 * Posts events in batches until the server has them: `deliver(event)` queues one and flushes 250 ms later, `deliver()`
 * flushes now, in the pause after a failure too; with `last` when there may be no later chance. Then, too, what fits into
 * the budget is sent: a batch that does not is halved until it does.
 *
 * `text/plain`, no header of ours and no credentials: a cross-origin request without preflight. Network errors, 408, 429
 * and 5xx are tried again, 413 halves the batch, every other 4xx drops it. What is in flight is out of the queue, so
 * that nothing is sent twice while its answer is on the way.
 *
 * `head` holds the batch's own fields. With `offline`, whatever is unanswered is in localStorage as well.
 */
export const createTransport = (
	endpoint: string | URL,
	head: Head,
	queue: Queued[],
	debug: boolean,
	offline: boolean,
): ((event?: Queued, last?: unknown) => void) => {
	let timer: ReturnType<typeof setTimeout> | number | undefined;
	/** Events of one batch at most. */
	let limit = EVENTS;
	let bytes = 0;
	/** Batches in flight. */
	const flying = new Set<Queued[]>();
	const key = OFFLINE && newKey();
	const save = (): unknown => offline && keep(key as string, [...flying, queue].flat());

	const deliver = (event?: Queued, last?: unknown): void => {
		if (event) queue.push(event);
		else {
			timer = clearTimeout(timer as number) as undefined;
			while (queue[0] && limit) {
				const events = queue.slice(0, limit);
				const pages = [...new Set(events.map((event) => event.p))];
				const body = JSON.stringify({
					...head,
					pages,
					events: events.map((event) => ({
						...event,
						p: pages.indexOf(event.p),
						// a clock that was set back in between must not put the event into the future
						a: Math.max(0, Date.now() - event.a),
						...(CALLBACK ? { c: undefined } : {}),
					})),
				});
				const size = Math.max(SHARE, new Blob([body]).size);
				const send = async (): Promise<void> => {
					queue.splice(0, limit);
					bytes += size;
					if (OFFLINE) flying.add(events);
					let response: Response | undefined;
					try {
						// Firefox before 133 has no keepalive; a beacon says nothing of its fate
						if (BEACON && last && !('keepalive' in Request.prototype))
							response = navigator.sendBeacon(endpoint, body) ? new Response() : undefined;
						else response = await fetch(endpoint, { method: 'POST', body, keepalive: true, credentials: 'omit' });
					} catch {
						// a patched fetch may throw at once, while the queue is still being walked through
						await 0;
					}
					bytes -= size;
					if (OFFLINE) flying.delete(events);
					limit = SPLIT && response?.status === 413 ? events.length >> 1 || 1 : EVENTS;
					// undefined, too
					if ((SPLIT ? /u|4(08|13|29)|5../ : /u|4(08|29)|5../).test(response?.status as unknown as string)) {
						// being offline is nobody's failure
						// biome-ignore lint/suspicious/noAssignInExpressions: a few bytes
						queue.push(...events.filter((event) => (event.t = -~(event.t as number)) < TRIES || !navigator.onLine));
						clearTimeout(timer as number);
						timer = setTimeout(
							deliver,
							(response?.headers.get('Retry-After') as unknown as number) * 1000 ||
								backoff(Math.random(), (events[0] as Queued).t as number),
						);
					} else if (CALLBACK) for (const { c } of events) attempt(c as (outcome: Outcome) => void, { status: response?.status as number });
					if (OFFLINE) save();
					if (DEBUG && debug) console.log('[footfall]', response?.status, await response?.text().catch(String), events);
				};
				// halved until it fits; what does not fit by itself waits until nothing else is in flight
				if ((size > CHUNK || bytes + size > BUDGET) && bytes + limit > 1) limit >>= 1;
				else send();
			}
			if (OFFLINE) save();
		}
		if (queue[0]) timer ||= setTimeout(deliver, PAUSE);
	};
	return deliver;
};
