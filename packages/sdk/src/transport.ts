import { backoff, TRIES } from './backoff.ts';
import { BEACON, CALLBACK, DEBUG, OFFLINE, SPLIT } from './flags.ts';
import { attempt } from './guard.ts';
import { keeper } from './offline.ts';
import type { Outcome } from './types.ts';

/** An event that waits: as the wire wants it, but for the fields that are only known when it is sent. */
export interface Queued {
	/** What is true of its page view; the same object for all its events, so that a batch says it once. */
	p: object;
	/** When it happened, by this browser's clock: only ever compared with the same clock. */
	a: number;
	/** How often sending it failed. */
	t: number;
	/** JSON leaves functions out. */
	c?: ((outcome: Outcome) => void) | undefined;
	/** Visitor and session, in persistent mode; events of two sessions are never in one batch. */
	w?: string | undefined;
	[field: string]: unknown;
}

/** The batch's own fields. */
export interface Head {
	v: 1;
	site: string | undefined;
	bot: true | undefined;
	user?: string | number | undefined;
	visitor?: string;
	session?: string;
}

/** All keepalive requests of a page share 64 KiB in flight, and Chrome allows nine of them. */
const BUDGET = 6e4;
const REQUESTS = 9;
/** Bytes of one batch: small enough that one failure costs little, and that four fit into the budget. */
const CHUNK = 15e3;
const EVENTS = 100;
const PAUSE = 250;

/** Events as the body of one batch. */
const encode = (head: Head, events: Queued[], pages = [...new Set(events.map((event) => event.p))]): string =>
	JSON.stringify({
		...head,
		...(OFFLINE ? whose(events) : {}),
		pages,
		events: events.map((event) => ({
			...event,
			p: pages.indexOf(event.p),
			// a clock that was set back in between must not put the event into the future
			a: Math.max(0, Date.now() - event.a),
			t: undefined,
			...(OFFLINE ? { w: undefined } : {}),
		})),
	});

const whose = ([first]: Queued[]): object => {
	const [visitor, session] = first?.w?.split(' ') ?? [];
	return { visitor, session };
};

/** How many of the queue's first events are of the same session. */
const together = (queue: Queued[]): number => {
	const other = queue.findIndex((event) => event.w !== queue[0]?.w);
	return other < 0 ? queue.length : other;
};

/**
 * Posts events in batches until the server has them: `deliver(event)` queues one and flushes 250 ms later, `deliver()`
 * flushes now, in the pause after a failure too; with `last` when there may be no later chance.
 *
 * `text/plain`, no header of ours and no credentials: a cross-origin request without preflight. Network errors, 408, 429
 * and 5xx are tried again, 413 halves the batch, every other 4xx drops it. What is in flight is out of the queue, so
 * that nothing is sent twice while its answer is on the way.
 *
 * `head` holds the batch's own fields. With `offline`, what is unanswered when the page may end is kept in localStorage.
 */
export function createTransport(
	endpoint: string | URL,
	head: Head,
	queue: Queued[],
	log: (...values: unknown[]) => void,
	offline: boolean,
): (event?: Queued, last?: unknown) => void {
	let timer: ReturnType<typeof setTimeout> | number | undefined;
	/** Events of one batch at most. */
	let limit = EVENTS;
	let requests = 0;
	let bytes = 0;
	/** Batches in flight. */
	const flying = new Set<Queued[]>();
	const keep = OFFLINE && offline ? keeper(() => [...flying, queue].flat()) : (): void => {};

	const send = async (events: Queued[], body: string, size: number, last: unknown): Promise<void> => {
		let response: Response | undefined;
		requests++;
		bytes += size;
		if (OFFLINE) flying.add(events);
		try {
			// Firefox before 133 has no keepalive; a beacon says nothing of its fate
			if (BEACON && last && !('keepalive' in Request.prototype))
				response = navigator.sendBeacon(endpoint, body) ? new Response() : undefined;
			else response = await fetch(endpoint, { method: 'POST', body, keepalive: size < BUDGET, credentials: 'omit' });
		} catch {
			// a patched fetch may throw at once, while the queue is still being walked through
			await 0;
		}
		requests--;
		bytes -= size;
		if (OFFLINE) flying.delete(events);
		if (SPLIT) limit = response?.status === 413 ? events.length >> 1 || 1 : EVENTS;
		// undefined, too
		if ((SPLIT ? /^(u|4(08|13|29)|5)/ : /^(u|408|429|5)/).test(response?.status as unknown as string)) {
			// being offline is nobody's failure
			queue.unshift(...events.filter((event) => ++event.t < TRIES || !navigator.onLine));
			clearTimeout(timer as number);
			timer = setTimeout(
				deliver,
				(response?.headers.get('Retry-After') as unknown as number) * 1000 || backoff((events[0] as Queued).t, Math.random()),
			);
		} else if (CALLBACK) for (const { c } of events) attempt(() => c?.({ status: response?.status as number }));
		if (OFFLINE) keep();
		if (DEBUG) log(response?.status, await response?.text().catch(String));
	};

	const deliver = (event?: Queued, last?: unknown): void => {
		let most = limit;
		if (DEBUG && event) log(event);
		if (event) queue.push(event);
		else {
			timer = clearTimeout(timer as number) as undefined;
			while (queue[0] && requests < REQUESTS) {
				if (OFFLINE) most = Math.min(most, together(queue));
				const body = encode(head, queue.slice(0, most));
				const size = new Blob([body]).size;
				if (size > CHUNK && most > 1) most >>= 1;
				else if (bytes && bytes + size > BUDGET) break;
				else send(queue.splice(0, most), body, size, last);
				if (OFFLINE && !(size > CHUNK && most > 1)) most = limit;
			}
			if (OFFLINE) keep(last);
		}
		if (queue[0]) timer ||= setTimeout(deliver, PAUSE);
	};
	return deliver;
}
