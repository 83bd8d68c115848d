import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventRecord, FootfallError, idTime, RECORD_VERSION } from '@footfall/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Stream } from '../log/log.ts';
import { type Commit, FencedError, type Need, type Store, type StoreBatch, UnstorableError, type VisitRow } from './store.ts';

export interface StoreUnderTest {
	/** Opens the store that lives in a directory; opened again, it holds what was written before. */
	open(directory: string): Promise<Store>;
	/** A statement that takes far longer than any test waits. */
	readonly endless: string;
}

const stream: Stream = { epoch: 'one', topic: 'analytics-events', partition: 0 };
const NOON = Date.UTC(2026, 0, 10, 12);
const MIDNIGHT = Date.UTC(2026, 0, 11);
const HOUR = 3_600_000;

const page = (n: number): string => `${idTime(NOON + n)}contract-${String(n).padStart(3, '0')}`;

function recordOf(fields: Partial<EventRecord> & { n?: number; page?: number } = {}): EventRecord {
	const { n = 0, page: pageNumber = 1, ...given } = fields;
	return {
		v: RECORD_VERSION,
		id: `${page(pageNumber)}.${n}`,
		site: 'shop',
		name: 'pageview',
		time: NOON,
		received: NOON + 100,
		visitor: 'f000000000000001',
		route: 0,
		bot: 0,
		dims: { pathname: '/', source: 'Google' },
		...given,
	};
}

function visitOf(visit: bigint, fields: Partial<VisitRow> = {}): VisitRow {
	return {
		visit,
		site: 'shop',
		visitor: 'f000000000000001',
		persistent: false,
		dims: { source: 'Google', country: 'DE' },
		start: NOON,
		last: NOON,
		finish: NOON,
		pageviews: 1,
		events: 1,
		interactive: 0,
		engaged: 0,
		bounce: true,
		bot: 0,
		entry: undefined,
		exit: undefined,
		user: undefined,
		...fields,
	};
}

function batchOf(from: number | undefined, next: number, fields: Partial<StoreBatch> = {}): StoreBatch {
	const { events = [] } = fields;
	return {
		stream,
		from,
		next,
		consumed: events.length,
		duplicates: 0,
		conflicts: 0,
		quarantined: [],
		events,
		totals: [],
		opened: [],
		grown: [],
		moved: [],
		joined: [],
		links: [],
		...fields,
	};
}

const need = (fields: Partial<Need>): Need => ({ ids: [], pages: [], visitors: [], from: 0, to: 0, ...fields });
const visit = visitOf(1n << 40n);
const first = batchOf(undefined, 10, { events: [{ record: recordOf(), visit, totals: {} }], opened: [visit] });

/** What every store promises, whatever engine is behind it. */
export function describeStore(name: string, { open, endless }: StoreUnderTest): void {
	describe(name, () => {
		let directory: string;
		let store: Store;
		beforeEach(async () => {
			directory = await mkdtemp(join(tmpdir(), 'footfall-store-'));
			store = await open(directory);
		});
		afterEach(async () => {
			await store.close();
			await rm(directory, { recursive: true });
		});
		const select = (sql: string) => store.query({ sql, params: [] });

		it('knows nothing when it is new', () => {
			expect(store.position(stream)).toBeUndefined();
			expect(store.version()).toBe(0);
			expect(store.ledger()).toEqual({ consumed: 0, stored: 0, duplicate: 0, conflict: 0, quarantined: {} });
		});

		it('keeps events, visits and the position of a batch', async () => {
			await store.write(first);
			expect(store.position(stream)).toBe(10);
			expect(await select('SELECT site, name, time, visit, pathname, source, country, n FROM events')).toEqual([
				['shop', 'pageview', NOON, Number(visit.visit), '/', 'Google', 'DE', 0],
			]);
			expect(await select('SELECT visit, start, pageviews, bounce, source FROM visits')).toEqual([
				[Number(visit.visit), NOON, 1, true, 'Google'],
			]);
		});

		it('takes an import out, folds what else was in its visits anew, and announces it', async () => {
			const [mine, theirs] = [recordOf(), recordOf({ page: 2, import: 'i', time: NOON + HOUR / 4 })];
			const other = visitOf((1n << 40n) + 1n);
			const stays = { record: recordOf({ page: 3, import: 'j' }), visit: other, totals: {} };
			const waits = { record: recordOf({ page: 4, n: 1, name: 'page_unload', import: 'i' }), visit: null };
			const together = visitOf(visit.visit, { last: NOON + HOUR / 4, pageviews: 2, events: 2 });
			const events = [{ record: mine, visit: together, totals: { engaged: 5 } }, { record: theirs, visit: together }, stays, waits];
			await store.write(batchOf(undefined, 4, { events, opened: [together, other] }));
			const ledger = store.ledger();
			const commits: Commit[] = [];
			store.onCommit((commit) => void commits.push(commit));
			const rests: EventRecord[][] = [];
			const refold = (rest: readonly EventRecord[]) => {
				rests.push([...rest]);
				return { events: rest.map((record) => ({ record, visit, totals: record.totals ?? {} })), opened: rest.length > 0 ? [visit] : [] };
			};
			expect(await store.takeOut({ site: 'shop', import: 'i' }, refold)).toBe(1);
			expect(rests).toEqual([[{ ...mine, id: expect.any(String), dims: { ...mine.dims, country: 'DE' }, totals: { engaged: 5 } }]]);
			expect(await store.takeOut({ site: 'shop', import: 'i' }, refold)).toBe(1);
			expect(await store.takeOut({ site: 'shop', import: 'i' }, refold)).toBe(0);
			expect(await select('SELECT import_id, visit, engaged FROM events ORDER BY visit')).toEqual([
				['', Number(visit.visit), 5],
				['j', Number(other.visit), null],
			]);
			expect(await select('SELECT visit, pageviews FROM visits ORDER BY visit')).toEqual([
				[Number(visit.visit), 1],
				[Number(other.visit), 1],
			]);
			expect((await store.recall(need({ pages: [{ site: 'shop', page: page(4) }] }))).waiting).toEqual([]);
			expect(commits.map(({ sites }) => sites.get('shop'))).toEqual([
				{ from: NOON, to: NOON + HOUR / 4 },
				{ from: NOON, to: NOON },
			]);
			expect([store.ledger(), store.position(stream)]).toEqual([ledger, 4]);
		});

		it('leaves an import as it was when what is left cannot be folded', async () => {
			await store.write(batchOf(undefined, 1, { events: [{ record: recordOf({ import: 'i' }), visit }], opened: [visit] }));
			const broken = store.takeOut({ site: 'shop', import: 'i' }, () => {
				throw new Error('no');
			});
			await expect(broken).rejects.toThrow('no');
			expect(await select('SELECT count(*) FROM events')).toEqual([[1]]);
			expect(await select('SELECT count(*) FROM visits')).toEqual([[1]]);
		});

		it('is the same after it was closed and opened again', async () => {
			await store.write({
				...first,
				consumed: 5,
				duplicates: 2,
				conflicts: 1,
				quarantined: [{ offset: 4, reason: 'not_json', value: '{' }],
			});
			const ledger = store.ledger();
			await store.close();
			store = await open(directory);
			expect(store.position(stream)).toBe(10);
			expect(store.version()).toBe(1);
			expect(store.ledger()).toEqual(ledger);
			expect(ledger).toEqual({ consumed: 5, stored: 1, duplicate: 2, conflict: 1, quarantined: { not_json: 1 } });
			expect(await select('SELECT count(*) FROM events')).toEqual([[1]]);
		});

		it('stores a batch once, however often it is written', async () => {
			await store.write(first);
			await expect(store.write(first)).rejects.toThrow(FencedError);
			expect(store.ledger().stored).toBe(1);
			expect(store.version()).toBe(1);
			expect(await select('SELECT count(*) FROM events')).toEqual([[1]]);
			expect(await select('SELECT count(*) FROM visits')).toEqual([[1]]);
		});

		it('refuses a batch that does not begin where the store stands', async () => {
			await store.write(first);
			for (const from of [undefined, 9, 11]) await expect(store.write(batchOf(from, 20))).rejects.toThrow(FencedError);
			expect(store.position(stream)).toBe(10);
			await store.write(batchOf(10, 20));
			expect(store.position(stream)).toBe(20);
		});

		it('has a position for each stream; a log made anew has none', async () => {
			await store.write(first);
			expect(store.position({ ...stream, epoch: 'two' })).toBeUndefined();
			await store.write(batchOf(undefined, 3, { stream: { ...stream, partition: 1 } }));
			expect(store.position({ ...stream, partition: 1 })).toBe(3);
			expect(store.position(stream)).toBe(10);
		});

		it('says which ids it has, with what tells a repetition from another event', async () => {
			const record = recordOf({ name: 'Signup', props: { plan: 'pro', '2': true }, revenue: { amount: 990, currency: 'EUR' } });
			await store.write(batchOf(undefined, 1, { events: [{ record, visit }], opened: [visit] }));
			const { site, id } = record;
			const { events } = await store.recall(
				need({
					ids: [
						{ site, id },
						{ site, id: `${page(1)}.7` },
						{ site: 'other', id },
					],
				}),
			);
			expect(events).toEqual([
				{
					site,
					id,
					name: 'Signup',
					props: { '2': true, plan: 'pro' },
					revenue: { amount: 990, currency: 'EUR' },
					dims: { pathname: '/', hostname: '', title: '' },
				},
			]);
		});

		it('recalls page views by page id, with visit and totals', async () => {
			const totals = { engaged: 1234, cls: 0.25 };
			await store.write({ ...first, events: [{ record: recordOf(), visit, totals }] });
			const asked = need({
				pages: [
					{ site: 'shop', page: page(1) },
					{ site: 'shop', page: page(2) },
				],
			});
			expect((await store.recall(asked)).views).toEqual([{ site: 'shop', id: recordOf().id, time: NOON, visit: visit.visit, totals }]);
			await store.write(
				batchOf(10, 11, { totals: [{ site: 'shop', id: recordOf().id, time: NOON, totals: { ...totals, engaged: 5000, scroll: 80 } }] }),
			);
			expect((await store.recall(asked)).views).toMatchObject([{ totals: { engaged: 5000, scroll: 80, cls: 0.25 } }]);
		});

		it('gives a visit back as it was written, by its page view and by its visitor within the span', async () => {
			const full = visitOf(visit.visit, {
				entry: { time: NOON + 1, value: '/a' },
				exit: { time: NOON + 2, value: '/b' },
				user: { time: NOON, value: 'ann' },
				last: NOON + HOUR,
				bot: 7,
				engaged: 3,
			});
			await store.write({ ...first, opened: [full] });
			const whose = [{ site: 'shop', visitor: full.visitor }];
			expect((await store.recall(need({ pages: [{ site: 'shop', page: page(1) }] }))).visits).toEqual([full]);
			expect((await store.recall(need({ visitors: whose, from: NOON + HOUR, to: NOON + 2 * HOUR }))).visits).toEqual([full]);
			expect((await store.recall(need({ visitors: whose, from: NOON + HOUR + 1, to: NOON + 2 * HOUR }))).visits).toEqual([]);
			expect((await store.recall(need({ visitors: [{ site: 'other', visitor: full.visitor }], from: 0, to: NOON }))).visits).toEqual([]);
		});

		it('replaces a visit that has grown', async () => {
			await store.write(first);
			await store.write(
				batchOf(10, 11, {
					grown: [visitOf(visit.visit, { pageviews: 2, last: NOON + 5, bounce: false, exit: { time: NOON + 5, value: '/z' } })],
				}),
			);
			expect(await select('SELECT pageviews, last, bounce, exit_page, source FROM visits')).toEqual([[2, NOON + 5, false, '/z', 'Google']]);
		});

		it('moves the events of a visit that has become part of another', async () => {
			await store.write(first);
			const earlier = visitOf(visit.visit - 1n, { visitor: 'a000000000000001', dims: { source: 'X' }, start: NOON - 1, pageviews: 2 });
			await store.write(batchOf(10, 11, { opened: [earlier], moved: [{ from: visit, to: earlier }] }));
			expect(await select('SELECT visit, source FROM visits')).toEqual([[Number(earlier.visit), 'X']]);
			expect(await select('SELECT visit, source, country FROM events')).toEqual([[Number(earlier.visit), 'X', '']]);
			expect(await select('SELECT count(DISTINCT e.visitor) FROM events e JOIN visits v ON e.visitor = v.visitor')).toEqual([[1]]);
		});

		it('lets an event wait for its page view, and joins it then', async () => {
			const unload = recordOf({ name: 'page_unload', n: 1, totals: { engaged: 700, cls: 0.5 } });
			const asked = need({ pages: [{ site: 'shop', page: page(1) }] });
			await store.write(batchOf(undefined, 10, { events: [{ record: unload, visit: null }] }));
			expect(await select('SELECT visit, engaged FROM events')).toEqual([[null, null]]);
			expect((await store.recall(asked)).waiting).toEqual([{ site: 'shop', id: unload.id, time: NOON, totals: unload.totals }]);
			await store.write({ ...first, from: 10, next: 11, joined: [{ site: 'shop', id: unload.id, visit }] });
			expect((await store.recall(asked)).waiting).toEqual([]);
			expect(await select('SELECT DISTINCT visit, source FROM events')).toEqual([[Number(visit.visit), 'Google']]);
		});

		it('finds the visit of a client over any number of midnights', async () => {
			const [a, b, c] = ['a000000000000000', 'b000000000000000', 'c000000000000000'];
			const links = [
				{ site: 'shop', visitor: b, before: a, midnight: MIDNIGHT },
				{ site: 'shop', visitor: c, before: b, midnight: MIDNIGHT + 24 * HOUR },
			];
			const long = visitOf(5n, { visitor: a, last: MIDNIGHT + 25 * HOUR });
			await store.write(batchOf(undefined, 10, { opened: [long], links }));
			const asked = need({ visitors: [{ site: 'shop', visitor: c }], from: MIDNIGHT + 25 * HOUR, to: MIDNIGHT + 26 * HOUR });
			const recalled = await store.recall(asked);
			expect(recalled.visits).toEqual([long]);
			expect([...recalled.links].sort((x, y) => x.midnight - y.midnight)).toEqual(links);
			await store.write(batchOf(10, 11, { forget: { links: MIDNIGHT + 1, waiting: 0 } }));
			expect((await store.recall(asked)).links).toEqual([links[1]]);
			expect((await store.recall(asked)).visits).toEqual([]);
		});

		it('forgets events that have waited too long', async () => {
			await store.write(batchOf(undefined, 10, { events: [{ record: recordOf({ name: 'error' }), visit: null }] }));
			await store.write(batchOf(10, 11, { forget: { links: 0, waiting: NOON + 101 } }));
			expect((await store.recall(need({ pages: [{ site: 'shop', page: page(1) }] }))).waiting).toEqual([]);
			expect(await select('SELECT count(*) FROM events')).toEqual([[1]]);
		});

		it('keeps what was quarantined, with its place and reason', async () => {
			await store.write({ ...first, quarantined: [{ offset: 7, reason: 'invalid_time', value: '{"time":"soon"}' }] });
			expect(await select('SELECT reason, value FROM quarantine')).toEqual([['invalid_time', '{"time":"soon"}']]);
		});

		it('keeps text as it is, quotes, commas and all', async () => {
			const nasty = `'; DROP TABLE events; -- "\\ \n\u2028 😀 {"a":[1]}`;
			const record = recordOf({ name: nasty, dims: { pathname: nasty }, props: { [nasty]: nasty } });
			await store.write(batchOf(undefined, 1, { events: [{ record, visit: null }] }));
			expect(await select('SELECT name, pathname, props FROM events')).toEqual([[nasty, nasty, JSON.stringify({ [nasty]: nasty })]]);
		});

		it('says when a value can never be stored, and stores nothing of its batch', async () => {
			const record = recordOf({ bot: 300 });
			await expect(
				store.write(
					batchOf(undefined, 1, {
						events: [
							{ record: recordOf({ n: 1 }), visit: null },
							{ record, visit: null },
						],
					}),
				),
			).rejects.toThrow(UnstorableError);
			expect(store.position(stream)).toBeUndefined();
			expect(await select('SELECT count(*) FROM events')).toEqual([[0]]);
			await store.write(first);
		});

		it('announces each commit: its version, the sites, and the span of time that changed', async () => {
			const commits: Commit[] = [];
			const stop = store.onCommit((commit) => commits.push(commit));
			store.onCommit(() => {
				throw new Error('a listener of no manners');
			});
			const grown = visitOf(7n, { site: 'blog', start: NOON - HOUR, finish: NOON + HOUR });
			await store.write({ ...first, opened: [visit, grown] });
			expect(commits).toEqual([
				{
					version: 1,
					sites: new Map([
						['shop', { from: NOON, to: NOON }],
						['blog', { from: NOON - HOUR, to: NOON + HOUR }],
					]),
				},
			]);
			stop();
			await store.write(batchOf(10, 11));
			expect(commits).toHaveLength(1);
			expect(store.version()).toBe(2);
		});

		it('answers with numbers where they are exact, else with bigints', async () => {
			expect(
				await store.query({
					sql: 'SELECT 9007199254740991::BIGINT, 9007199254740993::BIGINT, sum(x), 0.5, true, NULL FROM (SELECT 3 AS x) t',
					params: [],
				}),
			).toEqual([[9_007_199_254_740_991, 9_007_199_254_740_993n, 3, 0.5, true, null]]);
		});

		it('takes parameters of every kind', async () => {
			const params = ['text', 5, 0.5, 1n << 60n, (1n << 64n) - 1n, true, null];
			expect(await store.query({ sql: 'SELECT $1, $2, $3, $4, $5, $6, $7', params })).toEqual([
				['text', 5, 0.5, 1n << 60n, (1n << 64n) - 1n, true, null],
			]);
		});

		it('cancels a question when its signal says so, and goes on answering', async () => {
			const abort = new AbortController();
			setTimeout(() => abort.abort(), 50);
			await expect(store.query({ sql: endless, params: [] }, { signal: abort.signal })).rejects.toMatchObject({ code: 'query_cancelled' });
			await expect(store.query({ sql: 'SELECT 1', params: [] }, { signal: abort.signal })).rejects.toMatchObject({
				code: 'query_cancelled',
			});
			expect(await select('SELECT 1')).toEqual([[1]]);
		});

		it('ends a question after its time, also one that has waited for its turn', async () => {
			const all = Array.from({ length: 12 }, () => store.query({ sql: endless, params: [] }, { timeout: 100 }));
			for (const result of await Promise.allSettled(all))
				expect(result).toMatchObject({ status: 'rejected', reason: { code: 'query_timeout' } });
			expect(await select('SELECT 1')).toEqual([[1]]);
		});

		it('answers while a batch is being written, and takes a batch while it answers', async () => {
			const abort = new AbortController();
			const long = store.query({ sql: endless, params: [] }, { signal: abort.signal });
			long.catch(() => {});
			await store.write(first);
			expect(await select('SELECT count(*) FROM events')).toEqual([[1]]);
			abort.abort();
			await expect(long).rejects.toThrow(FootfallError);
		});

		it('takes nothing any more once it is closed', async () => {
			await store.close();
			await expect(store.query({ sql: 'SELECT 1', params: [] })).rejects.toMatchObject({ code: 'shutting_down' });
			await expect(store.write(first)).rejects.toMatchObject({ code: 'shutting_down' });
			store = await open(directory);
		});
	});
}
