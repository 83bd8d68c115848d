import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ControlDb } from '../control/control.ts';
import type { Client, Hit } from './hit.ts';

/** Who an event is from, as far as may be known. */
export interface Identity {
	/** 16 hex digits. */
	readonly visitor: string;
	/** Yesterday's hash, in the first 30 minutes of a UTC day. */
	readonly before?: string;
	readonly persistent?: true;
	/** 0–255. */
	readonly route: number;
	readonly user?: string;
}

const DAY = 86_400_000;
/** As long as a visit may pause: an event later than this after midnight cannot continue a visit of the day before. */
const OVERLAP = 30 * 60_000;
/** How long an address may stay in memory, so that a visitor's next event need not be hashed again. It is never written. */
const MEMORY = 30 * 60_000;

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

function keyed(key: Buffer, parts: readonly string[]): Buffer {
	// The length before each part keeps ("ab", "c") and ("a", "bc") apart.
	return createHmac('sha256', key)
		.update(parts.map((part) => `${part.length}:${part}`).join(''))
		.digest();
}

const hash64 = (key: Buffer, parts: readonly string[]): string => keyed(key, parts).toString('hex', 0, 8);

/**
 * Makes identities.
 *
 * Cookieless: a 64-bit HMAC of site, address and User-Agent under the salt of the event's UTC day. The salt is destroyed after 48 hours;
 * from then on nobody can tell whose hash it was. Persistent: a hash of the browser's own id under a lasting secret. The routing number
 * is 8 bits of a hash under its own lasting secret: it keeps a client in one partition over midnight, and identifies nobody.
 */
export function createIdentify(
	control: Pick<ControlDb, 'salt' | 'secret'>,
): (site: string, hit: Hit, client: Client) => Identity | undefined {
	const routing = control.secret('routing');
	const persistent = control.secret('persistent-visitor');
	const users = control.secret('user');
	const known = new LRUCache<string, Identity>({ max: 20_000, ttl: MEMORY, ttlResolution: 10_000 });

	const cookieless = (site: string, hit: Hit, client: Client): Identity | undefined => {
		const day = dayOf(hit.time);
		const inOverlap = hit.time % DAY < OVERLAP;
		const self = client.isServer === true ? (hit.user ?? hit.session ?? '') : '';
		const key = `${day}${inOverlap ? '<' : ''}\n${site}\n${client.ip}\n${client.userAgent}\n${self}`;
		const found = known.get(key);
		if (found !== undefined) return found;
		const parts = [site, client.ip, client.userAgent, self];
		const salt = control.salt(day);
		if (salt === undefined) return undefined;
		const yesterday = inOverlap ? control.salt(dayOf(hit.time - DAY)) : undefined;
		const identity = {
			visitor: hash64(salt, parts),
			...(yesterday === undefined ? {} : { before: hash64(yesterday, parts) }),
			route: keyed(routing, parts)[0] ?? 0,
		};
		known.set(key, identity);
		return identity;
	};

	return (site, hit, client) => {
		const identity: Identity | undefined =
			hit.visitor === undefined
				? cookieless(site, hit, client)
				: { visitor: hash64(persistent, [site, hit.visitor]), persistent: true, route: keyed(routing, [site, hit.visitor])[0] ?? 0 };
		if (identity === undefined || hit.user === undefined) return identity;
		return { ...identity, user: hash64(users, [site, hit.user]) };
	};
}
