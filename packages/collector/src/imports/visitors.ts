import { createHmac } from 'node:crypto';
import type { ControlDb, Site } from '../control/control.ts';
import type { Geo } from '../ingest/geo.ts';
import type { Client, Hit } from '../ingest/hit.ts';
import type { Location } from '../ingest/location.ts';
import { regionName } from '../ingest/regions.ts';
import { createPlaceReader, createSender } from '../ingest/sender.ts';
import { type StepFault, toEntry } from '../ingest/steps.ts';
import { type Agent, createAgentParser } from '../ingest/userAgent.ts';
import { createIdentify } from '../ingest/visitor.ts';
import type { Outcome } from './rows.ts';

export interface ImportContext {
	readonly site: Site;
	readonly importId: string;
	/** Of this import: visitors are hashed under a salt for each day that is made of it. */
	readonly salt: Buffer;
	readonly secret: ControlDb['secret'];
	readonly geo: () => Geo;
	/** Milliseconds since the epoch: nothing can have happened after it. */
	readonly now: number;
}

/** What other tools have found out already, in place of what is derived from a User-Agent and an address. */
export interface Known {
	readonly agent?: Agent;
	/** ISO 3166-1 alpha-2; without it the place is that of the address. */
	readonly country?: string;
	/** ISO 3166-2. */
	readonly region?: string;
	readonly city?: string;
}

/** Takes an event of a file through the steps that every event takes. */
export type Enter = (hit: Hit, client: Client, known?: Known) => Outcome;

/** What is wrong, for whoever has the file before them. */
const faults: Readonly<Record<string, string>> = {
	invalid_name: 'The name of the event is empty or too long.',
	invalid_age: 'The time is not one.',
	invalid_url: 'The address of the page is none.',
	invalid_props: 'The properties are too many or too long.',
};
const sentence = ({ code }: StepFault): string => faults[code] ?? 'The event cannot be used.';

/** A day and a half: clocks of other machines, and time zones left out by those who wrote the file. */
const AHEAD = 36 * 3_600_000;

/**
 * The steps of an event that is read from a file. It was received when it happened: nobody knows better, and no age is too great.
 * A visitor is a hash under a salt of the import and the day, as everywhere; the salt goes when the import is over.
 */
export function createEnter({ site, importId, salt, secret, geo, now }: ImportContext): Enter {
	const agentOf = createAgentParser();
	const readPlace = createPlaceReader();
	const identify = createIdentify({ salt: (day) => createHmac('sha256', salt).update(day).digest(), secret });
	return (hit, client, known = {}) => {
		if (!Number.isInteger(hit.time) || hit.time <= 0 || hit.time > now + AHEAD)
			return { fault: 'The time is not one, or lies in the future.' };
		const { agent = agentOf(client.userAgent) } = known;
		const location = known.country === undefined ? geo().locate(client.ip) : locationOf(known);
		const sender = createSender({ readPlace, site, client, agent, location, identify: identify(site.id, client), importId });
		const outcome = toEntry(hit, sender, hit.time, () => '');
		return 'entry' in outcome ? { entry: outcome.entry, time: hit.time } : { fault: sentence(outcome) };
	};
}

/** Other tools tell codes of regions; what these are called is in the standard. */
function locationOf({ country = '', region = '', city = '' }: Known): Location {
	return { country, region, regionName: regionName(region) ?? region, city };
}
