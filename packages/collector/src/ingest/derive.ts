import { type DerivedColumn, derivedColumns, limits } from '@footfall/protocol';
import type { Address } from './address.ts';
import type { HitPage } from './hit.ts';
import { canonicalLanguage, firstLanguage } from './language.ts';
import type { Location } from './location.ts';
import { redact } from './redact.ts';
import type { Origin } from './source.ts';
import { cut } from './text.ts';
import type { Agent } from './userAgent.ts';

/** Of names of places, which imported files may have too. Characters. */
const PLACE_LENGTH = 200;

/** What is known of a page view when its dimensions are derived. */
export interface Evidence {
	readonly page: HitPage;
	readonly address: Address;
	readonly origin: Origin;
	readonly agent: Agent;
	readonly location: Location;
	/** `Accept-Language`. */
	readonly languages: string;
}

/**
 * Since iPadOS 13 an iPad says that it is a Mac. Its screen, which it always tells upright, gives it away: 744x1133 to 1032x1376 CSS
 * pixels. A Mac's display that stands upright is wider.
 */
function isTablet({ agent, page }: Evidence): boolean {
	if (agent.os !== 'macOS') return false;
	const [width = 0, height = 0] = (page.screen ?? '').split('x').map(Number);
	return width >= 744 && width <= 1032 && height > width && height <= 1400;
}

/** One function for each derived column; '' says that nothing is known. */
const derive: Readonly<Record<DerivedColumn, (evidence: Evidence) => string>> = {
	pathname: ({ address }) => address.pathname,
	hostname: ({ address }) => address.hostname,
	title: ({ page }) => redact(cut(page.title?.trim() ?? '', limits.titleLength)),
	source: ({ origin }) => origin.source,
	referrer: ({ origin }) => origin.referrer,
	channel: ({ origin }) => origin.channel,
	utm_source: ({ address }) => address.params.utm_source ?? '',
	utm_medium: ({ address }) => address.params.utm_medium ?? '',
	utm_campaign: ({ address }) => address.params.utm_campaign ?? '',
	utm_content: ({ address }) => address.params.utm_content ?? '',
	utm_term: ({ address }) => address.params.utm_term ?? '',
	country: ({ location }) => location.country,
	region: ({ location }) => cut(location.region, PLACE_LENGTH),
	region_name: ({ location }) => cut(location.regionName, PLACE_LENGTH),
	city: ({ location }) => cut(location.city, PLACE_LENGTH),
	language: ({ page, languages }) => (page.language === undefined ? firstLanguage(languages) : canonicalLanguage(page.language)),
	device: (evidence) => (isTablet(evidence) ? 'Tablet' : evidence.agent.device),
	browser: ({ agent }) => agent.browser,
	browser_version: ({ agent }) => agent.browserVersion,
	os: (evidence) => (isTablet(evidence) ? 'iOS' : evidence.agent.os),
	// What it says of its version is a Mac's.
	os_version: (evidence) => (isTablet(evidence) ? '' : evidence.agent.osVersion),
	screen: ({ page }) => (page.screen !== undefined && /^[1-9]\d{0,4}x[1-9]\d{0,4}$/.test(page.screen) ? page.screen : ''),
};

/** The dimension values of a page view, and so of all its events, by column; empty ones are left out. */
export function deriveDimensions(evidence: Evidence): Partial<Record<DerivedColumn, string>> {
	const dims: Partial<Record<DerivedColumn, string>> = {};
	for (const column of derivedColumns) {
		const value = derive[column](evidence);
		if (value !== '') dims[column] = value;
	}
	return dims;
}
