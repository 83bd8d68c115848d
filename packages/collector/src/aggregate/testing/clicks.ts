import { BOT_SCORE, type EventRecord, idTime, RECORD_VERSION } from '@footfall/protocol';
import fc from 'fast-check';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
export const MIDNIGHT = Date.UTC(2026, 0, 10);

/** A client's hash on the day of an instant: another one every day, unless it is persistent. */
export function hashOf(client: number, time: number): string {
	return client === 9 ? '9'.repeat(16) : (client * 1000 + Math.floor(time / DAY)).toString(16).padStart(16, 'a');
}

/** A record with what matters to visits; the rest has defaults. Ids are made from `page` and `n`. */
export function clicked(given: Partial<EventRecord> & { time: number; client?: number; page?: number; n?: number }): EventRecord {
	const { client = 1, page = 0, n = 0, time, ...fields } = given;
	const persistent = client === 9;
	return {
		v: RECORD_VERSION,
		id: `${idTime(MIDNIGHT + page)}page${String(page).padStart(3, '0')}-0000.${n}`,
		site: 'shop',
		name: 'pageview',
		time,
		received: time + 50,
		visitor: hashOf(client, time),
		...(persistent ? { persistent: true } : time % DAY < 30 * MINUTE ? { before: hashOf(client, time - DAY) } : {}),
		route: 0,
		bot: 0,
		dims: { pathname: `/${page}`, source: `source-${n}` },
		...fields,
	};
}

/** Around two midnights, in steps of five minutes give or take a millisecond: so that gaps fall on and next to thirty minutes. */
const instant = fc
	.tuple(fc.constantFrom(MIDNIGHT, MIDNIGHT + DAY), fc.integer({ min: -30, max: 30 }), fc.constantFrom(0, 0, 0, 1, -1))
	.map(([midnight, steps, jitter]) => midnight + steps * 5 * MINUTE + jitter);

const kinds = ['pageview', 'pageview', 'click', 'Signup', 'Scrolled', 'session_start', 'page_unload', 'web_vitals', 'error'] as const;
const event = fc.record({
	time: instant,
	kind: fc.constantFrom(...kinds),
	page: fc.integer({ min: 0, max: 3 }),
	client: fc.constantFrom(1, 1, 1, 2, 9),
	bot: fc.constantFrom(0, 0, 0, 10, BOT_SCORE, 90),
	user: fc.option(fc.constantFrom('ann', 'bob'), { nil: undefined, freq: 3 }),
	engaged: fc.integer({ min: 0, max: 3 }).map((n) => n * 4000),
	forgetful: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

/** One site's events of a few clients over two midnights, each id once. Of each page id at most one is its page view. */
export const events = fc.array(event, { minLength: 1, maxLength: 16 }).map((drafts) => {
	const viewed = new Set<number>();
	return drafts.map(({ kind, page, engaged, user, forgetful, ...draft }, n): EventRecord => {
		const isView = kind === 'pageview';
		// a second view of a page is a page of its own
		const own = isView && viewed.has(page) ? 100 + n : page;
		if (isView) viewed.add(page);
		const record = clicked({
			...draft,
			page: own,
			n,
			name: kind,
			...(user === undefined ? {} : { user }),
			...(kind === 'Scrolled' ? { interactive: false } : {}),
			...(kind === 'page_unload' ? { totals: { engaged, scroll: engaged / 200 } } : {}),
			...(kind === 'web_vitals' ? { totals: { lcp: engaged, cls: 0.25 } } : {}),
		});
		const { before: _, ...withoutBefore } = record;
		return forgetful ? withoutBefore : record;
	});
});

/** A way for events to arrive: any order, each one to five times, in any batches of up to so many. */
export function arrivals(records: readonly EventRecord[], most = 6): fc.Arbitrary<EventRecord[][]> {
	return fc
		.tuple(
			fc.array(fc.array(fc.integer(), { minLength: 1, maxLength: 5 }), { minLength: records.length, maxLength: records.length }),
			fc.array(fc.integer({ min: 1, max: most }), { minLength: 1, maxLength: 10 }),
		)
		.map(([keys, sizes]) => {
			const order = records.flatMap((record, i) => (keys[i] ?? []).map((key) => ({ key, record }))).sort((a, b) => a.key - b.key);
			const batches: EventRecord[][] = [];
			for (let at = 0, i = 0; at < order.length; i++) {
				const size = sizes[i % sizes.length] ?? 1;
				batches.push(order.slice(at, at + size).map(({ record }) => record));
				at += size;
			}
			return batches;
		});
}
