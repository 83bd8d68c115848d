import { type EventRecord, idTime, RECORD_VERSION, type Scalar } from '@footfall/protocol';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface TestSite {
	readonly site: string;
	readonly zone: string;
	/** ISO 8601; the last two weeks before it are busy, and some days a month and a year earlier. */
	readonly now: string;
	/** A day on which something is odd; half of the visits lie around it. */
	readonly oddDay: string;
}

/** Days of 23, 24.5 and 25 hours, zones off the hour, and one where nothing is odd. */
export const testSites: readonly TestSite[] = [
	{ site: 'berlin-spring', zone: 'Europe/Berlin', now: '2026-04-02T12:37:20Z', oddDay: '2026-03-29' },
	{ site: 'berlin-autumn', zone: 'Europe/Berlin', now: '2026-10-25T17:05:00Z', oddDay: '2026-10-25' },
	{ site: 'kolkata', zone: 'Asia/Kolkata', now: '2026-03-12T09:11:00Z', oddDay: '2026-03-11' },
	{ site: 'st-johns', zone: 'America/St_Johns', now: '2026-11-04T18:20:00Z', oddDay: '2026-11-01' },
	{ site: 'lord-howe', zone: 'Australia/Lord_Howe', now: '2026-04-07T04:00:00Z', oddDay: '2026-04-05' },
	{ site: 'utc', zone: 'UTC', now: '2026-03-02T15:00:00Z', oddDay: '2026-03-01' },
];

/** mulberry32. */
export function random(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** Values that the traffic has, and that questions ask for. */
export const vocabulary = {
	pathname: ['/', '/blog/a', '/blog/b', '/shop', '/Über-uns', "/it's", '/100%_off', ''],
	hostname: ['example.com', 'shop.example.com', ''],
	title: ['Home', 'home', 'Blog', ''],
	source: ['Google', 'google', 'Hacker News', ''],
	channel: ['Organic Search', 'Referral', ''],
	country: ['DE', 'IN', 'CA', 'GB', ''],
	browser: ['Firefox', 'Chrome', ''],
	device: ['Desktop', 'Mobile'],
	utm_campaign: ['spring', ''],
	language: ['de-DE', 'en', ''],
	plan: ['free', 'pro', '', 'Free'],
	user: ['ann', 'bob'],
} as const;

/** Gaps between page views: short ones, and those on and beside the half hour that ends a visit. */
const gaps = [5_000, 40_000, 7 * MINUTE, 12 * MINUTE, 29 * MINUTE, 30 * MINUTE, 30 * MINUTE + 1, 31 * MINUTE];
const CLIENTS = 9;

/**
 * A site's events, in the order in which they are received: a few clients who come back, tabs closed late, events that are sent hours after,
 * visits over midnight and over changes of the clock, bots, and clients that do both.
 *
 * @param visits how many; a visit makes about five events
 */
export function trafficOf({ site, now, oddDay }: TestSite, visits: number, seed: number): EventRecord[] {
	const rnd = random(seed);
	const pick = <T>(values: readonly T[]): T => values[Math.floor(rnd() * values.length)] as T;
	const end = Date.parse(now);
	const records: EventRecord[] = [];
	const taken = new Set<number>();
	let pages = 0;

	/** No two events at once: which is first would otherwise be a matter of hashes. */
	const free = (time: number): number => {
		let at = time;
		while (taken.has(at)) at++;
		taken.add(at);
		return at;
	};
	const startOfVisit = (): number => {
		const odd = Date.parse(oddDay) - 12 * HOUR + rnd() * 48 * HOUR;
		const roll = rnd();
		if (roll < 0.45) return odd;
		if (roll < 0.55) return Date.parse(oddDay) + Math.floor(rnd() * 3 - 1) * DAY - 40 * MINUTE + rnd() * 45 * MINUTE;
		if (roll < 0.65) return end - rnd() * 3 * HOUR;
		const before = roll < 0.75 ? 30 * DAY : roll < 0.8 ? 365 * DAY : 0;
		return end - before - rnd() * 14 * DAY;
	};
	const hashOf = (client: number, time: number): string => {
		const day = client === 0 ? 0 : Math.floor(time / DAY);
		return (BigInt(client * 100_003 + day * 17 + 1) * 0x9e3779b97f4a7c15n).toString(16).slice(-16).padStart(16, '0');
	};

	for (let visit = 0; visit < visits; visit++) {
		const client = Math.floor(rnd() * CLIENTS);
		const persistent = client === 0;
		const bot = client === 1 ? 90 : client === 2 && rnd() < 0.5 ? 60 : rnd() < 0.1 ? 20 : 0;
		const forgetful = rnd() < 0.1;
		const user = rnd() < 0.15 ? pick(vocabulary.user) : undefined;
		const visitDims = {
			source: pick(vocabulary.source),
			channel: pick(vocabulary.channel),
			country: pick(vocabulary.country),
			browser: pick(vocabulary.browser),
			device: pick(vocabulary.device),
			utm_campaign: pick(vocabulary.utm_campaign),
			language: pick(vocabulary.language),
		};
		let time = Math.floor(startOfVisit());
		const views = 1 + Math.floor(rnd() ** 2 * 6);
		for (let view = 0; view < views && time < end; view++) {
			const page = `${idTime(time)}${String(pages++).padStart(12, '0')}`;
			const dims = {
				...visitDims,
				pathname: pick(vocabulary.pathname),
				hostname: pick(vocabulary.hostname),
				title: pick(vocabulary.title),
			};
			let n = 0;
			const add = (name: string, at: number, more: Partial<EventRecord> = {}): void => {
				const own = free(Math.floor(at));
				if (own > end) return;
				records.push({
					v: RECORD_VERSION,
					id: `${page}.${n++}`,
					site,
					name,
					time: own,
					received: own + (rnd() < 0.85 ? 200 : Math.floor(rnd() * 20 * HOUR)),
					visitor: hashOf(client, own),
					...(persistent ? { persistent: true } : own % DAY < 30 * MINUTE && !forgetful ? { before: hashOf(client, own - DAY) } : {}),
					...(user === undefined || rnd() < 0.3 ? {} : { user }),
					route: client,
					bot,
					dims: Object.fromEntries(Object.entries(dims).filter(([, value]) => value !== '')),
					...more,
				});
			};
			if (view === 0 && rnd() < 0.1) add('session_start', time);
			// a page view that never arrives leaves its clicks and its unload behind
			if (rnd() < 0.95)
				add('pageview', time, rnd() < 0.2 ? { totals: { ttfb: Math.floor(rnd() * 900), load: Math.floor(rnd() * 5000) } } : {});
			if (rnd() < 0.3) add('click', time + 1000 + rnd() * 20_000, { props: propsOf(pick, rnd) });
			if (rnd() < 0.2) add('Signup', time + 2000, { props: propsOf(pick, rnd) });
			if (rnd() < 0.1) add('Scrolled', time + 3000, { interactive: false, props: propsOf(pick, rnd) });
			if (rnd() < 0.15) add('error', time + 3500, { props: { message: 'x is not defined' } });
			if (rnd() < 0.15)
				add('Purchase', time + 4000, {
					revenue: { amount: Math.floor(rnd() * 20_000) - 500, currency: pick(['EUR', 'EUR', 'USD', 'JPY', 'KWD']) },
				});
			if (rnd() < 0.5)
				add('web_vitals', time + 4500, {
					totals: {
						lcp: Math.floor(rnd() * 6000),
						cls: rnd() < 0.3 ? 0 : Math.fround(Math.round(rnd() * 500) / 1000),
						fcp: Math.floor(rnd() * 3000),
						...(rnd() < 0.5 ? { inp: Math.floor(rnd() * 500) } : {}),
					},
				});
			for (let unloads = Math.floor(rnd() * 3); unloads > 0; unloads--) {
				const engaged = Math.floor(rnd() * 25_000);
				add('page_unload', time + engaged + (rnd() < 0.1 ? 45 * MINUTE : 0), { totals: { engaged, scroll: Math.floor(rnd() * 101) } });
			}
			time += pick(gaps);
		}
	}
	return records.sort((a, b) => a.received - b.received);
}

function propsOf(pick: <T>(values: readonly T[]) => T, rnd: () => number): Record<string, Scalar> {
	return {
		...(rnd() < 0.6 ? { plan: pick(vocabulary.plan) } : {}),
		...(rnd() < 0.4 ? { 'a/b~c': pick([1, 2.5, -3, true, false, null]) } : {}),
	};
}
