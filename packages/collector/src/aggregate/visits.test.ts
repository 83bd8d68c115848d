import type { EventRecord } from '@footfall/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VisitRow } from '../store/store.ts';
import { dedupe, neededBy } from './batch.ts';
import { fold } from './fold.ts';
import { arrivals, clicked, events, MIDNIGHT } from './testing/clicks.ts';
import { createMemoryStore } from './testing/memoryStore.ts';
import { dimsText, type ExpectedEvent, type ExpectedVisit, expectedRows } from './testing/reference.ts';
import { cutVisits, mergeVisits, visitOf, visitRow } from './visits.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

function toExpected(visit: VisitRow): ExpectedVisit {
	const { site: _, entry, exit, user, dims, ...fields } = visit;
	return {
		...fields,
		visit: String(visit.visit),
		entry: entry?.value ?? '',
		exit: exit?.value ?? '',
		user: user?.value ?? '',
		dims: dimsText(dims),
	};
}

/** The tables after these batches, folded one after the other as the aggregator does. */
function aggregated(batches: readonly (readonly EventRecord[])[]): { visits: ExpectedVisit[]; events: ExpectedEvent[] } {
	const store = createMemoryStore();
	for (const batch of batches) {
		const past = store.recall(neededBy(batch));
		store.apply(fold(dedupe(batch, past.events).fresh, past));
	}
	return {
		visits: [...store.visits.values()].map(toExpected),
		events: store.rows.map(({ record, visit, totals }) => ({
			id: record.id,
			visit: visit?.visit.toString() ?? null,
			visitor: visit?.visitor ?? record.visitor,
			dims: dimsText(visit?.dims ?? {}),
			totals,
		})),
	};
}

const sorted = ({ visits, events }: { visits: ExpectedVisit[]; events: ExpectedEvent[] }) => ({
	visits: visits.sort((a, b) => (a.visit < b.visit ? -1 : 1)),
	events: events.sort((a, b) => (a.id < b.id ? -1 : 1)),
});
const arriving = events.chain((records) => fc.tuple(fc.constant(records), arrivals(records)));

describe('visits', () => {
	it('are the same in whatever order, however often and in whatever batches events arrive, and as counting them by hand gives', () => {
		fc.assert(
			fc.property(arriving, ([records, batches]) => {
				expect(sorted(aggregated(batches))).toEqual(sorted(expectedRows(records)));
			}),
			{ numRuns: 3000 },
		);
	});

	it('merge whichever way the parts are grouped', () => {
		fc.assert(
			fc.property(fc.array(events, { minLength: 3, maxLength: 3 }), (lists) => {
				const [a, b, c] = lists.map((records) => visitOf(records[0] as EventRecord));
				if (!a || !b || !c) return;
				expect(mergeVisits(mergeVisits(a, b), c)).toEqual(mergeVisits(a, mergeVisits(c, b)));
				expect(mergeVisits(a, b)).toEqual(mergeVisits(b, a));
			}),
		);
	});

	it('end after a gap of more than 30 minutes, not after one of exactly 30', () => {
		const at = (time: number) => ({ visit: visitOf(clicked({ time })) });
		expect(cutVisits([at(0), at(30 * MINUTE)])).toHaveLength(1);
		expect(cutVisits([at(0), at(30 * MINUTE + 1)])).toHaveLength(2);
	});

	it('count 30 minutes from the last event, not from the first', () => {
		const records = [0, 25, 50, 75, 100].map((minute, page) => clicked({ time: MIDNIGHT + 10 * 60 * MINUTE + minute * MINUTE, page }));
		expect(aggregated([records]).visits).toMatchObject([{ pageviews: 5, entry: '/0', exit: '/4', last: records[4]?.time }]);
	});

	it('are not cut at midnight UTC, and keep the visitor they began with', () => {
		const before = clicked({ time: MIDNIGHT - 10 * MINUTE, page: 1 });
		const after = clicked({ time: MIDNIGHT + 10 * MINUTE, page: 2 });
		const later = clicked({ time: MIDNIGHT + 35 * MINUTE, page: 3 });
		expect(later.before).toBeUndefined();
		for (const batches of [
			[[before], [after], [later]],
			[[later], [before], [after]],
			[[later, after], [before]],
			[[later], [after], [before]],
		]) {
			const { visits, events } = aggregated(batches);
			expect(visits).toMatchObject([{ pageviews: 3, visitor: before.visitor }]);
			expect(events.map(({ visitor }) => visitor)).toEqual(Array(3).fill(before.visitor));
		}
	});

	it('are linked over midnight by an event that touches neither side', () => {
		const evening = clicked({ time: MIDNIGHT - 10 * MINUTE, page: 1 });
		const { before: _, ...night } = clicked({ time: MIDNIGHT + 15 * MINUTE, page: 2 });
		const link = clicked({ time: MIDNIGHT + 29 * MINUTE, page: 9, name: 'error' });
		expect(aggregated([[evening], [night], [link]]).visits).toMatchObject([{ pageviews: 2, visitor: evening.visitor }]);
	});

	it('go on over several midnights, in any order of the days', () => {
		const records = Array.from({ length: 200 }, (_, n) => clicked({ time: MIDNIGHT - 3 * 60 * MINUTE + n * 29 * MINUTE, page: n }));
		const one = { pageviews: 200, visitor: records[0]?.visitor, last: records.at(-1)?.time };
		expect(aggregated(records.map((record) => [record])).visits).toMatchObject([one]);
		expect(aggregated([...records].reverse().map((record) => [record])).visits).toMatchObject([one]);
		expect((records.at(-1)?.time ?? 0) - MIDNIGHT).toBeGreaterThan(3 * DAY);
	});

	it('are joined by a late event between them', () => {
		const [first, second, third] = [0, 25, 50].map((minute, page) => clicked({ time: MIDNIGHT - 600 * MINUTE + minute * MINUTE, page }));
		if (!first || !second || !third) throw new Error('three events');
		expect(aggregated([[first], [third]]).visits).toHaveLength(2);
		const { visits, events } = aggregated([[first], [third], [second]]);
		expect(visits).toMatchObject([{ pageviews: 3, start: first.time, last: third.time }]);
		expect(new Set(events.map(({ visit }) => visit)).size).toBe(1);
	});

	it('are not opened by a page unload after 45 idle minutes: it joins its page view, and brings its time', () => {
		const view = clicked({ time: MIDNIGHT + 600 * MINUTE, page: 1, n: 0 });
		const unload = clicked({ time: view.time + 45 * MINUTE, page: 1, n: 1, name: 'page_unload', totals: { engaged: 12_000 } });
		for (const batches of [[[view], [unload]], [[unload], [view]], [[unload, view]]]) {
			const { visits, events } = aggregated(batches);
			expect(visits).toMatchObject([
				{ pageviews: 1, events: 1, last: view.time, finish: view.time + 12_000, engaged: 12_000, bounce: false },
			]);
			expect(events.map(({ visit }) => visit)).toEqual([visits[0]?.visit, visits[0]?.visit]);
		}
	});

	it('leave an event without a visit while its page view is missing', () => {
		const { visits, events } = aggregated([[clicked({ time: MIDNIGHT, name: 'error', n: 3 })]]);
		expect(visits).toEqual([]);
		expect(events).toMatchObject([{ visit: null }]);
	});

	it('keep the greatest of what unloads said, whichever came last', () => {
		const view = clicked({ time: MIDNIGHT + 600 * MINUTE, page: 1 });
		const unload = (n: number, engaged: number) =>
			clicked({ time: view.time + n, page: 1, n, name: 'page_unload', totals: { engaged, scroll: 100 - n } });
		expect(aggregated([[view], [unload(1, 9000)], [unload(2, 4000)], [unload(3, 7000)]]).visits).toMatchObject([
			{ engaged: 9000, bounce: true },
		]);
	});

	it('bounce with one pageview, nothing interactive and under ten seconds', () => {
		const view = visitOf(clicked({ time: 0 }));
		expect(visitRow(view).bounce).toBe(true);
		expect(visitRow({ ...view, engaged: 9_999 }).bounce).toBe(true);
		expect(visitRow({ ...view, engaged: 10_000 }).bounce).toBe(false);
		expect(visitRow({ ...view, pageviews: 2 }).bounce).toBe(false);
		expect(visitRow({ ...view, interactive: 1 }).bounce).toBe(false);
		expect(visitRow({ ...view, pageviews: 0 }).bounce).toBe(false);
	});

	it('of bots and of people are apart, though the client is the same', () => {
		const person = clicked({ time: MIDNIGHT, page: 1, bot: 49 });
		const bot = clicked({ time: MIDNIGHT + MINUTE, page: 2, bot: 50 });
		expect(aggregated([[person], [bot]]).visits).toHaveLength(2);
	});

	it('stay cheap when one visit has very many events', () => {
		const store = createMemoryStore();
		const records = Array.from({ length: 100_000 }, (_, n) => clicked({ time: MIDNIGHT + n * 100, name: 'click', n }));
		const began = performance.now();
		const past = { views: [], waiting: [], links: [], visits: [] as VisitRow[] };
		for (let at = 0; at < records.length; at += 1000) {
			const { opened, grown } = fold(records.slice(at, at + 1000), past);
			past.visits = [...opened, ...grown];
		}
		expect(past.visits).toMatchObject([{ events: 100_000 }]);
		expect(store.rows).toEqual([]);
		expect(performance.now() - began).toBeLessThan(5000);
	});
});
