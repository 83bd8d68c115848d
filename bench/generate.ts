import { BOT_SCORE, type DerivedColumn, type EventRecord, idTime, RECORD_VERSION } from '@footfall/protocol';

export interface Traffic {
	/** How many events. */
	readonly events: number;
	/** The same seed makes the same traffic. */
	readonly seed?: number;
	readonly site?: string;
	/** First instant, milliseconds since the epoch; default 2026-01-01 UTC. */
	readonly from?: number;
	/** Over how many days they are spread; default 30. */
	readonly days?: number;
	/** Events in each array that is yielded; default 1000. */
	readonly chunk?: number;
}

const DAY = 86_400_000;
const MINUTE = 60_000;
const ID_ALPHABET = 'useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict';

/** mulberry32: 32 bits of state, good enough to spread traffic, the same on every machine. */
function random(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** 64 bits that look like a keyed hash: of a client on a day. */
function visitorHash(client: number, day: number): string {
	const mix = (x: number): number => {
		let h = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
		h = Math.imul(h ^ (h >>> 16), 0x45d9f3b);
		return (h ^ (h >>> 16)) >>> 0;
	};
	const high = mix(client + Math.imul(day, 0x9e3779b1));
	return (
		high.toString(16).padStart(8, '0') +
		mix(high ^ (client * 31 + 7))
			.toString(16)
			.padStart(8, '0')
	);
}

type Dims = Partial<Record<DerivedColumn, string>>;

/** Where people come from, most frequent first; a name is as likely as its share. */
const sources: readonly (Dims & { share: number })[] = [
	{ share: 38 },
	{ share: 30, source: 'Google', referrer: 'google.com', channel: 'Organic Search' },
	{ share: 7, source: 'X', referrer: 't.co', channel: 'Organic Social' },
	{ share: 6, source: 'GitHub', referrer: 'github.com', channel: 'Referral' },
	{ share: 5, source: 'Hacker News', referrer: 'news.ycombinator.com', channel: 'Referral' },
	{ share: 4, source: 'DuckDuckGo', referrer: 'duckduckgo.com', channel: 'Organic Search' },
	{
		share: 3,
		source: 'Google',
		referrer: 'google.com',
		channel: 'Paid Search',
		utm_source: 'google',
		utm_medium: 'cpc',
		utm_campaign: 'spring-sale',
	},
	{
		share: 3,
		source: 'newsletter',
		channel: 'Email',
		utm_source: 'newsletter',
		utm_medium: 'email',
		utm_campaign: 'issue-42',
		utm_content: 'header',
	},
	{ share: 2, source: 'Reddit', referrer: 'reddit.com/r/selfhosted', channel: 'Organic Social' },
	{ share: 1, source: 'ChatGPT', referrer: 'chatgpt.com', channel: 'AI Assistants' },
	{ share: 1, source: 'YouTube', referrer: 'youtube.com', channel: 'Organic Video' },
];
const places: readonly (Dims & { share: number })[] = [
	['US', 'en-US', 30],
	['DE', 'de-DE', 13],
	['GB', 'en-GB', 9],
	['FR', 'fr-FR', 8],
	['IN', 'en-IN', 7],
	['BR', 'pt-BR', 5],
	['CA', 'en-CA', 5],
	['NL', 'nl-NL', 4],
	['JP', 'ja-JP', 4],
	['ES', 'es-ES', 3],
	['IT', 'it-IT', 3],
	['PL', 'pl-PL', 3],
	['AU', 'en-AU', 2],
	['SE', 'sv-SE', 2],
	['CH', 'de-CH', 2],
].map(([country, language, share]) => ({ country: String(country), language: String(language), share: Number(share) }));
const machines: readonly (Dims & { share: number })[] = [
	{ share: 28, device: 'Desktop', browser: 'Chrome', os: 'Windows', os_version: '10', screen: '1920x1080' },
	{ share: 24, device: 'Mobile', browser: 'Mobile Safari', os: 'iOS', os_version: '18.5', screen: '390x844' },
	{ share: 20, device: 'Mobile', browser: 'Mobile Chrome', os: 'Android', os_version: '15', screen: '412x915' },
	{ share: 10, device: 'Desktop', browser: 'Safari', os: 'macOS', os_version: '15.5', screen: '1440x900' },
	{ share: 8, device: 'Desktop', browser: 'Firefox', os: 'Linux', screen: '2560x1440' },
	{ share: 6, device: 'Desktop', browser: 'Edge', os: 'Windows', os_version: '11', screen: '1536x864' },
	{ share: 4, device: 'Tablet', browser: 'Mobile Safari', os: 'iPadOS', os_version: '18.4', screen: '820x1180' },
];

/** A picker of values by their share. */
function byShare<T extends { share: number }>(values: readonly T[]): (roll: number) => Omit<T, 'share'> {
	const total = values.reduce((sum, { share }) => sum + share, 0);
	const thousand = values.flatMap((value) => Array.from({ length: Math.round((value.share / total) * 1000) }, () => value));
	return (roll) => {
		const { share: _, ...value } = thousand[Math.floor(roll * thousand.length)] as T;
		return value;
	};
}
const sourceOf = byShare(sources);
const placeOf = byShare(places);
const machineOf = byShare(machines);

const sections = ['blog', 'docs', 'product', 'guide', 'help'];
const PATHS = 3000;
const pages = Array.from({ length: PATHS }, (_, n): Dims => {
	if (n === 0) return { pathname: '/', title: 'Welcome', hostname: 'example.com' };
	return {
		pathname: `/${sections[n % sections.length]}/the-${n % 7 === 0 ? 'long-and-winding-' : ''}story-of-${n}`,
		title: `The story of ${n}`,
		hostname: 'example.com',
	};
});
/** Zipf by inversion: the n-th page is about n times rarer than the first. */
const pageOfRoll = (roll: number): Dims => pages[Math.min(PATHS - 1, Math.floor(PATHS ** roll) - 1)] ?? {};
/** The same for anything else of which some are frequent and most are rare. */
const rareOf = (most: number, roll: number): number => Math.floor(most ** roll);

const faults = ['x is not a function', 'y is undefined', 'Failed to fetch', 'ResizeObserver loop limit exceeded', 'Script error.'];

/** More people are about at noon than at night: this share of visits is dropped at an hour. */
const quiet = (time: number): number => 0.35 * (1 + Math.cos(((time % DAY) / DAY) * 2 * Math.PI));

/**
 * Traffic that looks like a website's: visits of four or five events (page views by Zipf over 3000 paths, unloads with visible time and
 * scroll, vitals, clicks, sign-ups, purchases, searches, pages not found, script errors, variants of an experiment), clients that come
 * back within the day, a few who sign in, 1 % bots, visits over midnight. Records come in order of time, as a collector would have
 * logged them.
 */
export function* generate(traffic: Traffic): Generator<EventRecord[]> {
	const { events, seed = 1, site = 'example', from = Date.UTC(2026, 0, 1), days = 30, chunk = 1000 } = traffic;
	const rnd = random(seed);
	const clients = Math.max(50, Math.round(events / 12));
	// what a visit makes on average, measured; and what the quiet hours drop
	const step = (days * DAY * 4.65 * 0.65) / events;
	/** Events to come, by the minute they happen in: a calendar queue. */
	const calendar = new Map<number, EventRecord[]>();
	const ahead = (record: EventRecord): void => {
		const minute = Math.floor(record.time / MINUTE);
		const waiting = calendar.get(minute);
		if (waiting) waiting.push(record);
		else calendar.set(minute, [record]);
	};
	const pageId = (time: number): string => {
		let id = idTime(time);
		for (let n = 0; n < 12; n++) id += ID_ALPHABET[Math.floor(rnd() * 64)];
		return id;
	};

	function visit(start: number): void {
		const client = Math.floor(clients * rnd() ** 1.5);
		// a client is always the same machine in the same place: what is true of it comes from its number
		const own = random(client + 1);
		const machine = { ...machineOf(own()), ...placeOf(own()), browser_version: String(120 + Math.floor(own() * 20)) };
		const bot = own() < 0.01;
		const user = own() < 0.05 ? visitorHash(client, -1) : undefined;
		const variant = own() < 0.5 ? 'control' : 'short';
		const dims = { ...sourceOf(rnd()), ...machine };
		let time = start;
		const record = (name: string, at: number, id: string, page: Dims, more: Partial<EventRecord> = {}): void => {
			const day = Math.floor(at / DAY);
			ahead({
				v: RECORD_VERSION,
				id,
				site,
				name,
				time: at,
				received: at + 20 + Math.floor(rnd() * 400),
				visitor: visitorHash(client, day),
				...(user === undefined ? {} : { user }),
				...(at % DAY < 30 * MINUTE ? { before: visitorHash(client, day - 1) } : {}),
				route: client % 256,
				bot: bot ? BOT_SCORE + 30 : 0,
				dims: { ...page, ...dims },
				...more,
			});
		};
		const views = rnd() < 0.45 ? 1 : 2 + Math.floor(rnd() ** 2 * 4);
		for (let view = 0; view < views; view++) {
			const page = pageOfRoll(rnd());
			const id = pageId(time);
			let n = 0;
			record('pageview', time, `${id}.${n++}`, page);
			if (view === 0 && rnd() < 0.05) record('Experiment', time + 20, `${id}.${n++}`, page, { props: { experiment: 'sign-up', variant } });
			const engaged = Math.floor(1000 + rnd() ** 4 * 240_000);
			if (rnd() < 0.1) {
				const totals = {
					lcp: Math.floor(400 + rnd() ** 3 * 4000),
					inp: Math.floor(20 + rnd() ** 3 * 400),
					cls: Math.round(rnd() ** 4 * 400) / 1000,
					fcp: Math.floor(300 + rnd() ** 3 * 2500),
					ttfb: Math.floor(40 + rnd() ** 3 * 1200),
				};
				record('web_vitals', time + Math.min(engaged, 3000), `${id}.${n++}`, page, { totals });
			}
			if (rnd() < 0.01) record('404', time + 30, `${id}.${n++}`, page, { props: { path: `/old/${rareOf(400, rnd())}` } });
			if (rnd() < 0.01) {
				const line = rareOf(60, rnd());
				const props = { message: `TypeError: ${faults[line % faults.length]}`, source: `https://example.com/app.js:${line}` };
				record('error', time + Math.floor(engaged / 3), `${id}.${n++}`, page, { props });
			}
			if (rnd() < 0.02)
				record('Search', time + Math.floor(engaged / 4), `${id}.${n++}`, page, { props: { query: `how to ${rareOf(800, rnd())}` } });
			if (rnd() < 0.12)
				record('click', time + Math.floor(engaged / 2), `${id}.${n++}`, page, { props: { target: `button-${Math.floor(rnd() * 12)}` } });
			if (rnd() < 0.03)
				record('Signup', time + Math.floor(engaged * 0.8), `${id}.${n++}`, page, { props: { plan: rnd() < 0.8 ? 'free' : 'pro' } });
			if (rnd() < 0.015)
				record('Purchase', time + Math.floor(engaged * 0.9), `${id}.${n++}`, page, {
					revenue: { amount: 500 + Math.floor(rnd() * 20_000), currency: rnd() < 0.7 ? 'EUR' : 'USD' },
					props: { items: 1 + Math.floor(rnd() * 4) },
				});
			if (rnd() < 0.92)
				record('page_unload', time + engaged + 5, `${id}.${n++}`, page, { totals: { engaged, scroll: Math.floor(10 + rnd() * 91) } });
			time += engaged + 200 + Math.floor(rnd() ** 3 * 15 * MINUTE);
		}
	}

	let made = 0;
	let out: EventRecord[] = [];
	let minute = Math.floor(from / MINUTE);
	for (let start = from; made < events; start += -Math.log(1 - rnd()) * step) {
		for (; minute < Math.floor(start / MINUTE) && made < events; minute++) {
			const due = calendar.get(minute);
			if (!due) continue;
			calendar.delete(minute);
			for (const record of due.sort((a, b) => a.time - b.time)) {
				if (made === events) break;
				out.push(record);
				made++;
				if (out.length === chunk) {
					yield out;
					out = [];
				}
			}
		}
		if (rnd() >= quiet(start)) visit(Math.floor(start));
	}
	if (out.length > 0) yield out;
}
