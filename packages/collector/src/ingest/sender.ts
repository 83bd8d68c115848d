import { LRUCache } from 'lru-cache';
import type { Site } from '../control/control.ts';
import { type Address, readAddress } from './address.ts';
import { deriveDimensions } from './derive.ts';
import type { Client, HitPage } from './hit.ts';
import type { Location } from './location.ts';
import { type Origin, originOf } from './source.ts';
import type { Agent } from './userAgent.ts';
import type { Identify } from './visitor.ts';

/** Who sends a request's events to one site, and what can be said of them; made once a request, gone with it. */
export interface Sender {
	readonly site: Site;
	readonly client: Client;
	readonly agent: Agent;
	readonly identify: Identify;
	/** The import that its events come by. */
	readonly importId: string | undefined;
	/** A page view's dimension values as JSON; undefined when its address is none. */
	dimsOf(page: HitPage): string | undefined;
}

/** Where a page lies, and where its visitor came from. */
interface Place {
	readonly address: Address;
	readonly origin: Origin;
}

/** Reads a page's address and referrer, as the site sees them; undefined when the address is none. */
export type ReadPlace = (site: Site, page: HitPage) => Place | undefined;

export interface SenderParts {
	readonly readPlace: ReadPlace;
	readonly site: Site;
	readonly client: Client;
	readonly agent: Agent;
	readonly identify: Identify;
	readonly location: Location;
	readonly importId?: string;
}

/** Links inside a site are no referrers. */
function belongsTo(site: Site, host: string): boolean {
	return [site.domain, ...site.aliases].some((name) => host === name || host.endsWith(`.${name}`));
}

function readPlace(site: Site, { url, referrer = '' }: HitPage): Place | undefined {
	const address = readAddress(url);
	if (address === undefined) return undefined;
	return { address, origin: originOf(address, referrer, (host) => host === address.hostname || belongsTo(site, host)) };
}

/** What is longer than this is not remembered. Characters. */
const LENGTH = 500;

/** A reader that remembers: most views are of few pages and come from few places, and reading the two URLs takes 10 µs. */
export function createPlaceReader(): ReadPlace {
	const known = new LRUCache<string, { readonly site: Site; readonly place: Place }>({ max: 2000 });
	return (site, page) => {
		const { url, referrer = '' } = page;
		if (url.length + referrer.length > LENGTH) return readPlace(site, page);
		const key = `${site.id}\n${referrer}\n${url}`;
		const found = known.get(key);
		// a site whose names have changed is another object
		if (found?.site === site) return found.place;
		const place = readPlace(site, page);
		if (place !== undefined) known.set(key, { site, place });
		return place;
	};
}

function dimensionsOf(page: HitPage, { readPlace: read, site, client, agent, location }: SenderParts): string | undefined {
	const place = read(site, page);
	return place && JSON.stringify(deriveDimensions({ page, ...place, agent, location, languages: client.languages }));
}

/** Derives what is true of a page view once for all its events, which nearly always come one after the other. */
export function createSender(parts: SenderParts): Sender {
	let last: { readonly page: HitPage; readonly dims: string | undefined } | undefined;
	return {
		site: parts.site,
		client: parts.client,
		agent: parts.agent,
		identify: parts.identify,
		importId: parts.importId,
		dimsOf(page) {
			if (last?.page !== page) last = { page, dims: dimensionsOf(page, parts) };
			return last.dims;
		},
	};
}
