import type { Address } from './address.ts';
import { redact } from './redact.ts';
import { type SourceKind, sourceOfHost, sourceOfTag } from './sourceNames.ts';

/** Where a visitor came from: everything the Sources panel shows. '' where there is nothing. */
export interface Origin {
	/** `Google`, `news.example`; '' for direct visits. */
	readonly source: string;
	/** Host and path of the referrer. */
	readonly referrer: string;
	readonly channel: string;
}

/** Who paid for the click, when only its id is there. */
const clickIds = {
	gclid: { name: 'Google', kind: 'search' },
	gbraid: { name: 'Google', kind: 'search' },
	wbraid: { name: 'Google', kind: 'search' },
	msclkid: { name: 'Bing', kind: 'search' },
	fbclid: { name: 'Facebook', kind: 'social' },
	ttclid: { name: 'TikTok', kind: 'social' },
	twclid: { name: 'X', kind: 'social' },
	li_fat_id: { name: 'LinkedIn', kind: 'social' },
} as const;
/** Facebook puts `fbclid` on every outgoing link and LinkedIn its id on many; the others are advertisements'. */
const paidClicks = ['gclid', 'gbraid', 'wbraid', 'msclkid', 'ttclid', 'twclid'] as const;

interface Referrer {
	readonly host: string;
	readonly path: string;
}

function readReferrer(referrer: string): Referrer | undefined {
	if (referrer === '') return undefined;
	try {
		const { protocol, hostname, pathname } = new URL(referrer);
		if (protocol !== 'http:' && protocol !== 'https:' && protocol !== 'android-app:') return undefined;
		return { host: hostname.replace(/^www\./, ''), path: pathname === '/' ? '' : redact(pathname.slice(0, 500)) };
	} catch {
		return undefined;
	}
}

/** GA4's rule: a medium that says that somebody paid. */
const paidMedium = /^(.*cp.*|ppc|retargeting|paid.*)$/;
const displayMedium = new Set(['display', 'banner', 'expandable', 'interstitial', 'cpm']);
const socialMedium = new Set(['social', 'social-network', 'social-media', 'sm', 'social network', 'social media']);
const emailWord = /^e[-_ ]?mail$/;

interface Hints {
	readonly kind: SourceKind | undefined;
	readonly medium: string;
	readonly tag: string;
	readonly paidClick: boolean;
	readonly direct: boolean;
}

/**
 * The channel after GA4's default channel group, in its order, with AI assistants as one of their own; '' is direct.
 *
 * @see https://support.google.com/analytics/answer/9756891
 */
function channelOf({ kind, medium, tag, paidClick, direct }: Hints): string {
	if (direct && medium === '') return '';
	const paid = paidMedium.test(medium) && !displayMedium.has(medium);
	if (kind === 'search' && (paid || paidClick)) return 'Paid Search';
	if (kind === 'social' && (paid || paidClick)) return 'Paid Social';
	if (displayMedium.has(medium)) return 'Display';
	if (paid || paidClick) return 'Paid Other';
	if (kind === 'social' || socialMedium.has(medium)) return 'Organic Social';
	if (kind === 'video' || medium.includes('video')) return 'Organic Video';
	if (kind === 'search' || medium === 'organic') return 'Organic Search';
	if (kind === 'ai') return 'AI Assistants';
	if (kind === 'email' || emailWord.test(medium) || emailWord.test(tag)) return 'Email';
	if (medium === 'affiliate' || medium === 'affiliates') return 'Affiliates';
	return 'Referral';
}

/** Tells whether a host belongs to the site itself; links inside a site are no referrers. */
export type IsOwnHost = (host: string) => boolean;

/** Finds the origin of a page view from its tags, its click ids and its referrer, in this order. */
export function originOf({ params }: Pick<Address, 'params'>, rawReferrer: string, isOwn: IsOwnHost): Origin {
	const seen = readReferrer(rawReferrer);
	const referrer = seen === undefined || isOwn(seen.host) ? undefined : seen;
	const tag = params.utm_source ?? params.ref ?? params.source ?? params.src;
	const click = (Object.keys(clickIds) as (keyof typeof clickIds)[]).find((name) => params[name] !== undefined);
	const place =
		tag !== undefined
			? sourceOfTag(tag)
			: referrer !== undefined
				? sourceOfHost(referrer.host)
				: click !== undefined
					? clickIds[click]
					: undefined;
	return {
		source: place?.name ?? '',
		referrer: referrer === undefined ? '' : referrer.host + referrer.path,
		channel: channelOf({
			kind: place?.kind,
			medium: params.utm_medium?.toLowerCase() ?? '',
			tag: tag?.toLowerCase() ?? '',
			paidClick: paidClicks.some((name) => params[name] !== undefined),
			direct: place === undefined,
		}),
	};
}
