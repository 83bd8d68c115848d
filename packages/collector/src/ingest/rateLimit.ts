import { isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';
import { isLoopbackAddress } from './clientAddress.ts';

/** Seconds for which an idle client's allowance builds up. */
const BURST = 10;
/** Clients remembered; who is forgotten begins with a full allowance again. */
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

/** A token bucket per client address: `perSecond` events, ten seconds' worth at once; 0 is without limit. Loopback is exempt. */
export function createRateLimit(perSecond: number, clock: () => number): RateLimit {
	if (perSecond === 0) return () => 0;
	const buckets = new LRUCache<string, Bucket>({ max: CLIENTS });
	const most = perSecond * BURST;
	return (ip, events) => {
		if (isLoopbackAddress(ip)) return 0;
		const client = clientOf(ip);
		const now = clock();
		const bucket = buckets.get(client) ?? { tokens: most, at: now };
		bucket.tokens = Math.min(most, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
		bucket.at = now;
		buckets.set(client, bucket);
		if (bucket.tokens < events) return Math.max(1, Math.ceil((events - bucket.tokens) / perSecond));
		bucket.tokens -= events;
		return 0;
	};
}
