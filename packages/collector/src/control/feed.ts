import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Site } from './control.ts';

/** The compacted topic that carries sites and salts: the last value of each key counts, and null deletes it. */
export interface ControlFeed {
	/** Resolves when it is written. */
	put(key: string, value: string | null): Promise<void>;
	/** Tells every entry from the oldest on, then those that come; `onCaughtUp` when all that was there has been told. Returns what ends it. */
	follow(onEntry: (key: string, value: string | null) => void, onCaughtUp: () => void): () => Promise<void>;
}

const SITE = 'site/';
const SALT = 'salt/';
const ALGORITHM = 'aes-256-gcm';

export const siteKey = (id: string): string => SITE + id;
/** @param day `2026-01-31` */
export const saltKey = (day: string): string => SALT + day;
export const isSiteKey = (key: string): boolean => key.startsWith(SITE);
export const isSaltKey = (key: string): boolean => key.startsWith(SALT);
export const dayOfKey = (key: string): string => key.slice(SALT.length);

export const writeSite = (site: Site): string => JSON.stringify({ v: 1, site });

/** A site, or undefined for what is not one. */
export function readSite(value: string): Site | undefined {
	try {
		const { v, site } = JSON.parse(value) as { v: unknown; site: Site };
		const isSite =
			v === 1 &&
			[site.id, site.domain, site.name, site.timeZone].every((field) => typeof field === 'string') &&
			Array.isArray(site.aliases);
		return isSite ? site : undefined;
	} catch {
		return undefined;
	}
}

/** Seals salts under a key that comes from the secret which all processes share; whoever reads the topic alone learns nothing. */
export interface Seal {
	seal(day: string, salt: Buffer): string;
	/** Undefined when it was sealed under another secret, or for another day. */
	open(day: string, value: string): Buffer | undefined;
}

export function createSeal(appSecret: string): Seal {
	const key = createHmac('sha256', appSecret).update('control topic').digest();
	return {
		seal(day, salt) {
			const nonce = randomBytes(12);
			const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(day));
			const sealed = Buffer.concat([cipher.update(salt), cipher.final()]);
			return JSON.stringify({ v: 1, sealed: Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64') });
		},
		open(day, value) {
			try {
				const bytes = Buffer.from((JSON.parse(value) as { sealed: string }).sealed, 'base64');
				const cipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, 12)).setAAD(Buffer.from(day)).setAuthTag(bytes.subarray(12, 28));
				return Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]);
			} catch {
				return undefined;
			}
		},
	};
}
