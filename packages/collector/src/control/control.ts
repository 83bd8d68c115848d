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
