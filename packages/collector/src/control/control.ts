import type { ImportInfo } from '@footfall/protocol';

/** A website whose events are kept. Its id never changes; its domain and aliases may. */
export interface Site {
	readonly id: string;
	readonly domain: string;
	readonly name: string;
	/** IANA zone in which its days begin and end. */
	readonly timeZone: string;
	/** Other names under which it is sent: further domains, ids of other tools. */
	readonly aliases: readonly string[];
	/** Milliseconds since the epoch. */
	readonly createdAt: number;
}

export type NewSite = Pick<Site, 'domain'> & Partial<Pick<Site, 'name' | 'timeZone' | 'aliases'>>;

/** What is kept of an import: what is told of it, and where to go on. */
export interface ImportBook {
	readonly site: string;
	/** Rows of its file that are done; the next start goes on from there. */
	readonly position: number;
	/** Of its visitors' hashes; gone when it is over, so that nobody can tell whose they were. */
	readonly salt: Buffer | undefined;
	readonly info: ImportInfo;
}

/** The imports of all sites. Writes are durable when they return. */
export interface ImportBooks {
	/** Newest first; of all sites when none is named. */
	list(site?: string): readonly ImportBook[];
	get(id: string): ImportBook | undefined;
	put(book: ImportBook): void;
	delete(id: string): void;
}

/**
 * Sites, salts and settings. Reads are synchronous and from memory: the ingest path asks for every event.
 * Writes are durable when they return.
 */
export interface ControlDb {
	sites(): readonly Site[];
	siteById(id: string): Site | undefined;
	/** By id, domain or alias; `www.` and case do not matter. */
	findSite(name: string): Site | undefined;
	/** Rejects with `invalid_site` or `conflict`. */
	createSite(site: NewSite): Site;
	updateSite(id: string, change: Partial<NewSite>): Site;
	/**
	 * The random salt of a UTC day (`2026-01-31`), made on first use and the same ever after for all who share this
	 * database; undefined once it is older than 48 h and destroyed.
	 */
	salt(day: string): Buffer | undefined;
	/** A secret made once per installation, by name: the routing key, the key for user ids. */
	secret(name: string): Buffer;
	/** Told after every change of sites; returns the unsubscribe. */
	onChange(listener: () => void): () => void;
	close(): void;
}

/** The database itself, in the process that serves. */
export interface ControlDatabase extends ControlDb {
	readonly imports: ImportBooks;
}
