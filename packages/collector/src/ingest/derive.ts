import { type DerivedColumn, derivedColumns, limits } from '@footfall/protocol';
import type { Address } from './address.ts';
import type { Hit } from './hit.ts';
import { canonicalLanguage, firstLanguage } from './language.ts';
import { redact } from './redact.ts';
import type { Origin } from './source.ts';
import type { Agent } from './userAgent.ts';

/** What is known of an event when its dimensions are derived. */
export interface Evidence {
	readonly hit: Hit;
	readonly address: Address;
	readonly origin: Origin;
	readonly agent: Agent;
	readonly country: string;
	/** `Accept-Language`. */
	readonly languages: string;
}

/** One function for each derived column; '' says that nothing is known. */
const derive: Readonly<Record<DerivedColumn, (evidence: Evidence) => string>> = {
	pathname: ({ address }) => address.pathname.slice(0, limits.urlLength),
	hostname: ({ address }) => address.hostname,
	title: ({ hit }) => redact(hit.title?.slice(0, limits.titleLength) ?? ''),
	source: ({ origin }) => origin.source,
	referrer: ({ origin }) => origin.referrer,
	channel: ({ origin }) => origin.channel,
	utm_source: ({ address }) => address.params.utm_source ?? '',
	utm_medium: ({ address }) => address.params.utm_medium ?? '',
	utm_campaign: ({ address }) => address.params.utm_campaign ?? '',
	utm_content: ({ address }) => address.params.utm_content ?? '',
	utm_term: ({ address }) => address.params.utm_term ?? '',
	country: ({ country }) => country,
	// The database that installs from npm knows countries only.
	region: () => '',
	city: () => '',
	language: ({ hit, languages }) => (hit.language === undefined ? firstLanguage(languages) : canonicalLanguage(hit.language)),
	device: ({ agent }) => agent.device,
	browser: ({ agent }) => agent.browser,
	browser_version: ({ agent }) => agent.browserVersion,
	os: ({ agent }) => agent.os,
	os_version: ({ agent }) => agent.osVersion,
	screen: ({ hit }) => (hit.screen !== undefined && /^\d{1,5}x\d{1,5}$/.test(hit.screen) ? hit.screen : ''),
};

/** The dimension values of an event by column, empty ones left out. */
export function deriveDimensions(evidence: Evidence): Partial<Record<DerivedColumn, string>> {
	const dims: Partial<Record<DerivedColumn, string>> = {};
	for (const column of derivedColumns) {
		const value = derive[column](evidence);
		if (value !== '') dims[column] = value;
	}
	return dims;
}
