import type { EventRecord } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import type { Log, SubscribeOptions } from '../log/log.ts';
import { silentLogger } from '../logger.ts';
import { createRing } from './ring.ts';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 0, 1, 12);
const stream = { epoch: 'e', topic: 't', partition: 0 };

function setUp(options: { now?: number; maxVisitors?: number } = {}) {
	let now = options.now ?? NOON;
	let subscribed: SubscribeOptions | undefined;
	let offset = 0;
	const log: Pick<Log, 'subscribe'> = {
		subscribe(given) {
			subscribed = given;
			return { close: async () => undefined };
		},
	};
	const { maxVisitors } = options;
	const ring = createRing({ log, clock: () => now, logger: silentLogger, ...(maxVisitors === undefined ? {} : { maxVisitors }) });
	const deliver = async (...values: string[]): Promise<void> => {
		const entries = values.map((value) => ({ offset: offset++, value }));
		await subscribed?.onBatch({ stream, entries, next: offset, behind: 0 });
	};
	return {
		ring,
		deliver,
		startAt: () => subscribed?.startAt(stream),
		send: (...records: Partial<EventRecord>[]) => deliver(...records.map((record) => JSON.stringify(event({ time: now, ...record })))),
		pass(ms: number) {
			now += ms;
		},
	};
}

let made = 0;

function event(given: Partial<EventRecord>): EventRecord {
	const time = given.time ?? NOON;
	return {
		v: 1,
		id: `event-${made++}`,
		site: 'site',
		name: 'pageview',
		time,
		received: time,
		visitor: 'anna',
		route: 0,
		bot: 0,
		dims: { pathname: '/', title: 'Home', country: 'DE', browser: 'Firefox' },
		...given,
	};
}

describe('active now', () => {
	it('reads the last 30 minutes of the log when it starts', () => {
		expect(setUp().startAt()).toEqual({ since: NOON - 30 * MINUTE });
	});

	it('counts a visitor once, whatever the number of events', async () => {
		const { ring, send } = setUp();
		await send({ visitor: 'anna' }, { visitor: 'anna' }, { visitor: 'ben' });
		expect(ring.activeNow('site')).toEqual({ visitors: 2, sessions: 2 });
	});

	it('drops a visitor after 5 minutes of silence, and a session after 30', async () => {
		const { ring, send, pass } = setUp();
		await send({ visitor: 'anna' });
		pass(5 * MINUTE);
		expect(ring.activeNow('site')).toEqual({ visitors: 1, sessions: 1 });
		pass(1);
		expect(ring.activeNow('site')).toEqual({ visitors: 0, sessions: 1 });
		pass(25 * MINUTE);
		expect(ring.activeNow('site')).toEqual({ visitors: 0, sessions: 0 });
	});

	it('goes by when things happened, not by when they came in', async () => {
		const { ring, send } = setUp();
		await send({ visitor: 'anna', time: NOON - 10 * MINUTE }, { visitor: 'ben', time: NOON - 40 * MINUTE });
		expect(ring.activeNow('site')).toEqual({ visitors: 0, sessions: 1 });
	});

	it('keeps the newest time when a late event comes in after', async () => {
		const { ring, send } = setUp();
		await send({ visitor: 'anna' }, { visitor: 'anna', time: NOON - 20 * MINUTE });
		expect(ring.activeNow('site')).toEqual({ visitors: 1, sessions: 1 });
	});

	it('keeps sites apart', async () => {
		const { ring, send } = setUp();
		await send({ site: 'one' }, { site: 'two', visitor: 'ben' }, { site: 'two', visitor: 'cem' });
		expect(ring.activeNow('one').visitors).toBe(1);
		expect(ring.activeNow('two').visitors).toBe(2);
		expect(ring.activeNow('three')).toEqual({ visitors: 0, sessions: 0 });
	});

	it('leaves out bots, and the unload of a tab that lay idle', async () => {
		const { ring, send } = setUp();
		await send({ visitor: 'bot', bot: 90 }, { visitor: 'anna', name: 'page_unload' }, { visitor: 'ben', name: 'web_vitals' });
		expect(ring.activeNow('site')).toEqual({ visitors: 0, sessions: 0 });
	});

	it('counts a visitor whose id changes at midnight once', async () => {
		const midnight = Date.UTC(2026, 0, 2);
		const { ring, send, pass } = setUp({ now: midnight - MINUTE });
		await send({ visitor: 'anna, day 1' }, { visitor: 'ben, day 1' });
		pass(2 * MINUTE);
		await send({ visitor: 'anna, day 2', before: 'anna, day 1' });
		expect(ring.activeNow('site')).toEqual({ visitors: 2, sessions: 2 });
		await send({ visitor: 'anna, day 1', time: midnight - 1000 });
		expect(ring.activeNow('site')).toEqual({ visitors: 2, sessions: 2 });
	});

	it('is bounded: with too many visitors those longest silent are forgotten', async () => {
		const { ring, send } = setUp({ maxVisitors: 3 });
		for (const visitor of ['a', 'b', 'c', 'a', 'd']) await send({ visitor });
		expect(ring.activeNow('site').sessions).toBe(3);
	});

	it('passes over what is no record', async () => {
		const { ring, deliver, send } = setUp();
		await deliver('not json', '{"a":', 'null', '7', '{}', JSON.stringify({ ...event({}), time: 'yesterday' }));
		await send({});
		expect(ring.activeNow('site').visitors).toBe(1);
	});
});

describe('recent events', () => {
	it('are given newest first, as many as asked for, with what may be shown', async () => {
		const { ring, send } = setUp();
		await send({ name: 'one' }, { name: 'two' }, { id: 'third', name: 'three' });
		expect(ring.recent('site', 2).map(({ name }) => name)).toEqual(['three', 'two']);
		expect(ring.recent('site', 1)).toEqual([
			{
				id: 'third',
				time: '2026-01-01T12:00:00.000Z',
				name: 'three',
				hostname: '',
				pathname: '/',
				title: 'Home',
				source: '',
				country: 'DE',
				device: '',
				browser: 'Firefox',
				user: '',
			},
		]);
		expect(ring.recent('site', 0)).toEqual([]);
		expect(ring.recent('nowhere', 5)).toEqual([]);
	});

	it('name the source of their visit, though only its first event came from there', async () => {
		const { ring, send, pass } = setUp();
		const heard: string[] = [];
		ring.onEvent('site', ({ source }) => heard.push(source));
		await send({ dims: { pathname: '/', source: 'Google' } }, { dims: { pathname: '/next' } }, { visitor: 'ben', dims: { pathname: '/' } });
		expect(heard).toEqual(['Google', 'Google', '']);
		expect(ring.recent('site', 3).map(({ source }) => source)).toEqual(['', 'Google', 'Google']);
		pass(31 * MINUTE);
		await send({ dims: { pathname: '/again', source: 'Bing' } }, { dims: { pathname: '/next' } });
		expect(heard.slice(3)).toEqual(['Bing', 'Bing']);
	});

	it('keep their source over midnight, when the visitor has another id', async () => {
		const { ring, send, pass } = setUp({ now: Date.UTC(2026, 0, 2) - MINUTE });
		await send({ visitor: 'day 1', dims: { source: 'Google' } });
		pass(2 * MINUTE);
		await send({ visitor: 'day 2', before: 'day 1', dims: {} }, { visitor: 'day 2', dims: {} });
		expect(ring.recent('site', 3).map(({ source }) => source)).toEqual(['Google', 'Google', 'Google']);
	});

	it('are not those of last year that a file brings in', async () => {
		const { ring, send } = setUp();
		const heard: string[] = [];
		ring.onEvent('site', ({ name }) => heard.push(name));
		await send({ name: 'now' });
		for (let i = 0; i < 450; i++) await send({ name: 'imported', time: NOON - 40 * MINUTE, import: 'file', received: NOON });
		expect(heard).toEqual(['now']);
		expect(ring.recent('site', 10).map(({ name }) => name)).toEqual(['now']);
	});

	it('are at most a hundred', async () => {
		const { ring, send } = setUp();
		for (let i = 0; i < 450; i++) await send({ name: `event ${i}` });
		const names = ring.recent('site', 1000).map(({ name }) => name);
		expect(names).toHaveLength(100);
		expect(names[0]).toBe('event 449');
		expect(names.at(-1)).toBe('event 350');
	});

	it('are told to listeners as they happen, until they unsubscribe', async () => {
		const { ring, send } = setUp();
		const heard: string[] = [];
		const stop = ring.onEvent('site', ({ name, title }) => heard.push(`${name} ${title}`));
		await send({ name: 'Signup' }, { name: 'Signup', site: 'other' }, { name: 'web_vitals' }, { name: 'click', bot: 100 });
		stop();
		await send({ name: 'Later' });
		expect(heard).toEqual(['Signup Home']);
	});

	it('from before the start are shown, but not told as news', async () => {
		const { ring, send } = setUp();
		const heard: string[] = [];
		ring.onEvent('site', ({ name }) => heard.push(name));
		await send({ name: 'old', time: NOON - MINUTE, received: NOON - MINUTE }, { name: 'new' });
		expect(heard).toEqual(['new']);
		expect(ring.recent('site', 10)).toHaveLength(2);
	});
});
