import { createHmac } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { FootfallError } from '@footfall/protocol';
import type { Logger } from '../logger.ts';
import type { ControlDb, Site } from './control.ts';
import { dayName } from './days.ts';
import { type ControlFeed, dayOfKey, isSaltKey, isSiteKey, readSite, type Seal, saltKey } from './feed.ts';
import { normalName } from './siteList.ts';

export interface ReceivedControlDeps {
	readonly feed: Pick<ControlFeed, 'follow'>;
	readonly seal: Seal;
	/** Shared by all processes; secrets are derived from it. */
	readonly appSecret: string;
	/** Where what was received is kept, salts sealed, so that a collector starts without Kafka. */
	readonly file: string;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
	readonly logger: Pick<Logger, 'warn' | 'info'>;
}

/** What a collector knows of sites and salts: what another process has published, and nothing to change. */
export interface ReceivedControl extends Pick<ControlDb, 'sites' | 'siteById' | 'findSite' | 'salt' | 'secret'> {
	/** Whether there is a site, and the salts that events of now need. */
	ready(): boolean;
	close(): Promise<void>;
}

const notYet = (): FootfallError =>
	new FootfallError('starting', { retryAfter: 5, message: 'This collector has not heard of its sites and salts yet; try again.' });

export function receiveControl({ feed, seal, appSecret, file, clock, logger }: ReceivedControlDeps): ReceivedControl {
	const entries = readKept(file);
	const salts = new Map<string, Buffer>();
	let sites: readonly Site[] = [];
	let byName = new Map<string, Site>();
	let saving: NodeJS.Timeout | undefined;

	const sort = (): void => {
		const oldest = dayName(clock(), -1);
		for (const key of entries.keys()) if (isSaltKey(key) && dayOfKey(key) < oldest) entries.delete(key);
		for (const day of salts.keys()) if (!entries.has(saltKey(day))) salts.delete(day);
		sites = [...entries]
			.flatMap(([key, value]) => (isSiteKey(key) ? (readSite(value) ?? []) : []))
			.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
		byName = new Map(sites.flatMap((site) => [site.id, site.domain, ...site.aliases].map((name) => [name, site] as const)));
	};

	const save = (): void => {
		saving = undefined;
		sort();
		try {
			// Renamed when whole, and readable for its owner only.
			writeFileSync(`${file}.new`, JSON.stringify([...entries]), { mode: 0o600 });
			renameSync(`${file}.new`, file);
		} catch (error) {
			logger.warn('sites and salts could not be kept; without Kafka the next start waits for them', { reason: String(error) });
		}
	};
	const saveSoon = (): void => {
		saving ??= setTimeout(save, 200).unref();
	};

	const saltOf = (day: string): Buffer | undefined => {
		const known = salts.get(day);
		if (known !== undefined) return known;
		const value = entries.get(saltKey(day));
		const salt = value === undefined ? undefined : seal.open(day, value);
		if (value !== undefined && salt === undefined) logger.warn('a salt was sealed under another APP_SECRET', { day });
		if (salt !== undefined) salts.set(day, salt);
		return salt;
	};

	sort();
	const unfollow = feed.follow(
		(key, value) => {
			if (entries.get(key) === (value ?? undefined)) return;
			if (value === null) entries.delete(key);
			else entries.set(key, value);
			if (isSaltKey(key)) salts.delete(dayOfKey(key));
			else sort();
			saveSoon();
		},
		() => logger.info('sites and salts are as Kafka has them', { sites: sites.length }),
	);
	// Salts are forgotten in time also when nothing comes.
	const sweep = setInterval(save, 600_000).unref();

	return {
		sites: () => sites,
		siteById: (id) => sites.find((site) => site.id === id),
		findSite(name) {
			if (sites.length === 0) throw notYet();
			return byName.get(name) ?? byName.get(normalName(name));
		},
		salt(day) {
			if (day < dayName(clock(), -1) || day > dayName(clock(), 1)) return undefined;
			const salt = saltOf(day);
			// One of a day that counts is on its way: the sender keeps the event and comes again.
			if (salt === undefined) throw notYet();
			return salt;
		},
		secret: (name) => createHmac('sha256', appSecret).update(name).digest(),
		ready: () => sites.length > 0 && saltOf(dayName(clock())) !== undefined && saltOf(dayName(clock(), -1)) !== undefined,
		async close() {
			clearInterval(sweep);
			if (saving !== undefined) {
				clearTimeout(saving);
				save();
			}
			await unfollow();
		},
	};
}

function readKept(file: string): Map<string, string> {
	try {
		return new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, string][]);
	} catch {
		return new Map();
	}
}
