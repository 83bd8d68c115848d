import type { Site } from '../control/control.ts';
import { readAddress } from './address.ts';
import { deriveDimensions } from './derive.ts';
import type { Client, HitPage } from './hit.ts';
import { originOf } from './source.ts';
import type { Agent } from './userAgent.ts';
import type { Identify } from './visitor.ts';

/** Who sends a request's events to one site, and what can be said of them; made once a request, gone with it. */
export interface Sender {
	readonly site: Site;
	readonly client: Client;
	readonly agent: Agent;
	readonly identify: Identify;
	/** A page view's dimension values as JSON; undefined when its address is none. */
	dimsOf(page: HitPage): string | undefined;
}

export interface SenderParts {
	readonly site: Site;
	readonly client: Client;
	readonly agent: Agent;
	readonly identify: Identify;
	readonly country: string;
}

/** Links inside a site are no referrers. */
function belongsTo(site: Site, host: string): boolean {
	return [site.domain, ...site.aliases].some((name) => host === name || host.endsWith(`.${name}`));
}

function dimensionsOf(page: HitPage, { site, client, agent, country }: SenderParts): string | undefined {
	const address = readAddress(page.url);
	if (address === undefined) return undefined;
	const origin = originOf(address, page.referrer ?? '', (host) => host === address.hostname || belongsTo(site, host));
	return JSON.stringify(deriveDimensions({ page, address, origin, agent, country, languages: client.languages }));
}

/** Derives what is true of a page view once for all its events, which nearly always come one after the other. */
export function createSender(parts: SenderParts): Sender {
	let last: { readonly page: HitPage; readonly dims: string | undefined } | undefined;
	return {
		site: parts.site,
		client: parts.client,
		agent: parts.agent,
		identify: parts.identify,
		dimsOf(page) {
			if (last?.page !== page) last = { page, dims: dimensionsOf(page, parts) };
			return last.dims;
		},
	};
}
