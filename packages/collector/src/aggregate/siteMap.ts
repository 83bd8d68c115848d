/** A map by site and another text. */
export interface SiteMap<Value> {
	get(site: string, key: string): Value | undefined;
	set(site: string, key: string, value: Value): void;
	values(): Iterable<Value>;
}

/**
 * A map of maps: a batch has a few sites, and a profile showed their ids being joined with every key, and what is new each time being hashed,
 * for each map that an event is looked up in.
 */
export function createSiteMap<Value>(): SiteMap<Value> {
	const sites = new Map<string, Map<string, Value>>();
	return {
		get: (site, key) => sites.get(site)?.get(key),
		set(site, key, value) {
			const keys = sites.get(site);
			if (keys) keys.set(key, value);
			else sites.set(site, new Map([[key, value]]));
		},
		*values() {
			for (const keys of sites.values()) yield* keys.values();
		},
	};
}
