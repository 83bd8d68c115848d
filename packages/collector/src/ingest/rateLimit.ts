import { isIPv6 } from 'node:net';
import { limits } from '@footfall/protocol';
import { isLoopbackAddress } from './clientAddress.ts';

/** Seconds for which an idle client's allowance builds up. */
const BURST = 10;
/** Clients remembered at most; who is forgotten begins with a full allowance again. */
const CLIENTS = 50_000;

interface Bucket {
	tokens: number;
	at: number;
}

/** IPv6 users are handed whole /64 networks, so one of those is one client. */
function clientOf(ip: string): string {
	if (!isIPv6(ip)) return ip;
	const [head = '', tail] = ip.split('::');
	const left = head === '' ? [] : head.split(':');
	const right = tail === undefined || tail === '' ? [] : tail.split(':');
	const groups = tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
	return groups
		.slice(0, 4)
		.map((group) => Number.parseInt(group, 16).toString(16))
		.join(':');
}

/** Says how many seconds a client has to wait before it may send `events` more; 0 lets them in. */
export type RateLimit = (ip: string, events: number) => number;

/**
 * A token bucket per client address: `perSecond` events, ten seconds' worth at once; 0 is without limit. Loopback is exempt.
 *
 * An address is held in memory until its bucket would be full again, and never written.
 */
export function createRateLimit(perSecond: number, clock: () => number): RateLimit {
	if (perSecond === 0) return () => 0;
	// A whole batch must fit, or it could never be sent.
	const most = Math.max(perSecond * BURST, limits.eventsPerBatch);
	const fillMs = (most / perSecond) * 1000;
	/** Those longest silent first. */
	const buckets = new Map<string, Bucket>();

	const forget = (now: number): void => {
		for (const [client, { at }] of buckets) {
			if (at > now - fillMs && buckets.size < CLIENTS) return;
			buckets.delete(client);
		}
	};

	return (ip, events) => {
		if (isLoopbackAddress(ip)) return 0;
		const now = clock();
		forget(now);
		const client = clientOf(ip);
		const { tokens, at } = buckets.get(client) ?? { tokens: most, at: now };
		const filled = Math.min(most, tokens + (Math.max(0, now - at) / 1000) * perSecond);
		const wait = filled < events ? Math.max(1, Math.ceil((events - filled) / perSecond)) : 0;
		buckets.delete(client);
		buckets.set(client, { tokens: wait > 0 ? filled : filled - events, at: now });
		return wait;
	};
}
