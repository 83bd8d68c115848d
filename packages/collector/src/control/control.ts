import type { Annotation, Goal, ImportInfo, NewFunnel, NewRoute, NewSegment } from '@footfall/protocol';

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

/** Things of one kind that a site has; each has an id. Writes are durable when they return. */
export interface SiteItems<Body> {
	/** In the order in which they are shown, or tried. */
	of(site: string): readonly (Body & { id: string })[];
	/** Rejects with `conflict`, `limit_reached`. */
	create(site: string, body: Body): Body & { id: string };
	/** Rejects with `conflict`, and with `not_found` for an id that this site does not have. */
	replace(site: string, id: string, body: Body): Body & { id: string };
	/** Rejects with `not_found`. */
	remove(site: string, id: string): void;
}

/** A goal without its id, whatever its kind. */
export type GoalBody = Goal extends infer Each ? (Each extends Goal ? Omit<Each, 'id'> : never) : never;

/** What a site has beside its events, by its id. */
export interface SiteSettings {
	readonly goals: SiteItems<GoalBody>;
	readonly segments: SiteItems<NewSegment>;
	readonly funnels: SiteItems<NewFunnel>;
	/** From the first to the last. */
	readonly annotations: SiteItems<Omit<Annotation, 'id'>>;
	/** Those that say more come first. */
	readonly routes: SiteItems<NewRoute>;
}

/**
 * Sites, salts and settings. Reads are synchronous and from memory: the ingest path asks for every event.
 * Writes are durable when they return.
 */
export interface ControlDb extends SiteSettings {
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
