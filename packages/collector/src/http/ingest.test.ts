import { gzipSync } from 'node:zlib';
import { FootfallError, limits, type Verdict } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { batchOf, CHROME, NOON, testCollector } from '../ingest/testing/collector.ts';

describe('POST /api/events', () => {
	it('keeps an event with all that can be said about it, and no address', async () => {
		const { post, log } = testCollector();
		const response = await post('/api/events', batchOf([{ a: 250 }]));
		expect(response.status).toBe(202);
		expect(await response.json()).toEqual({ accepted: 1, rejected: [] });
		const [record] = log.records();
		expect(record).toMatchObject({
			v: 1,
			id: 'mp3k1z9xAbCdEfGhIjKl.0',
			name: 'pageview',
			time: NOON - 250,
			received: NOON,
			bot: 0,
			dims: {
				pathname: '/walks',
				hostname: 'example.com',
				title: 'Walks',
				source: 'Newsletter',
				channel: 'Email',
				utm_source: 'newsletter',
				referrer: 'google.com/search',
				country: 'DE',
				language: 'en-GB',
				device: 'Desktop',
				browser: 'Chrome',
				browser_version: '140',
				os: 'Linux',
				screen: '1440x900',
			},
		});
		expect(JSON.stringify(record)).not.toMatch(/203\.0\.113|AppleWebKit|secret/);
	});

	it('lets any page send, and read when to come back', async () => {
		const response = await testCollector().post('/api/events', batchOf());
		expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
		expect(response.headers.get('Access-Control-Expose-Headers')).toContain('Retry-After');
		expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull();
	});

	it('answers at its second address too', async () => {
		expect((await testCollector().post('/seen', batchOf())).status).toBe(202);
	});

	it('keeps the good neighbours of bad events, and says what is wrong with each', async () => {
		const { post, log } = testCollector();
		const events = [
			{ e: 'Good' },
			{ e: '' },
			{ a: -5 },
			{ d: { deep: { er: 1 } } as never },
			{ $: [1.5, 'EUR'] as never },
			{ n: 1.5 },
			{ a: 25 * 3_600_000 },
			{ p: 7 },
			{ e: 'Good too' },
		];
		const { accepted, rejected } = (await (await post('/api/events', batchOf(events))).json()) as Verdict;
		expect(accepted).toBe(2);
		expect(rejected.map(({ index, code }) => [index, code])).toEqual([
			[1, 'invalid_name'],
			[2, 'invalid_age'],
			[3, 'invalid_props'],
			[4, 'invalid_revenue'],
			[5, 'invalid_id'],
			[6, 'stale'],
			[7, 'invalid_event'],
		]);
		expect(log.records().map(({ name }) => name)).toEqual(['Good', 'Good too']);
	});

	it.each<[string, unknown, number, string]>([
		['no JSON', '{', 400, 'not_json'],
		['nothing', '', 400, 'not_json'],
		['no object', '[]', 400, 'invalid_batch'],
		['null', 'null', 400, 'invalid_batch'],
		['another version', { ...batchOf(), v: 9 }, 400, 'unsupported_version'],
		['no site', { ...batchOf(), site: undefined }, 400, 'invalid_batch'],
		['an unknown site', { ...batchOf(), site: 'other.example' }, 400, 'unknown_site'],
		['no events', { ...batchOf(), events: [] }, 400, 'invalid_batch'],
		['events that are no list', { ...batchOf(), events: {} }, 400, 'invalid_batch'],
		['too many events', batchOf(Array.from({ length: 101 }, () => ({}))), 413, 'too_many_events'],
		['too many bytes', batchOf([{}], { t: 'x'.repeat(limits.wireBytes) }), 413, 'body_too_large'],
		['too deep', `{"v":1,"site":"example.com","pages":${'['.repeat(20)}${']'.repeat(20)},"events":[]}`, 400, 'body_too_deep'],
		['a million brackets', '['.repeat(200_000), 400, 'not_json'],
		['__proto__', '{"v":1,"__proto__":{"site":"example.com"}}', 400, 'forbidden_key'],
		['an escaped constructor', '{"v":1,"\\u0063onstructor":1}', 400, 'forbidden_key'],
	])('refuses %s with a code', async (_, body, status, code) => {
		const { post, log, ingest } = testCollector();
		const response = await post('/api/events', body);
		expect(response.status).toBe(status);
		expect(await response.json()).toMatchObject({ error: { code } });
		expect(log.entries).toHaveLength(0);
		const { received, appended, rejected } = ingest.stats();
		expect(received).toBe(appended + Object.values(rejected).reduce((sum, n) => sum + n, 0));
		expect(received).toBeGreaterThan(0);
	});

	it('takes gzip, and is not filled by a bomb', async () => {
		const { post } = testCollector();
		const packed = { 'Content-Encoding': 'gzip' };
		expect((await post('/api/events', gzipSync(JSON.stringify(batchOf())), packed)).status).toBe(202);
		const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 32));
		expect(bomb.length).toBeLessThan(limits.wireBytes);
		expect((await post('/api/events', bomb, packed)).status).toBe(413);
		expect((await post('/api/events', Buffer.from('no gzip'), packed)).status).toBe(400);
		expect((await post('/api/events', 'x', { 'Content-Encoding': 'br' })).status).toBe(415);
	});

	it('strips NUL and mends lone surrogates', async () => {
		const { post, log } = testCollector();
		await post(
			'/api/events',
			'{"v":1,"site":"example.com","pages":[{"id":"mp3k1z9xAbCdEfGhIjKl","u":"https://example.com/","t":"a\\u0000b\\ud800c"}],"events":[{"n":0,"e":"pageview"}]}',
		);
		expect(log.records()[0]?.dims.title).toBe('ab\uFFFDc');
	});

	it('keeps hostile text as text', async () => {
		const { post, log } = testCollector();
		const hostile = '"><img src=x onerror=alert(1)>';
		await post('/api/events', batchOf([{ e: hostile, d: { [hostile]: hostile } }], { t: hostile }));
		expect(log.records()[0]).toMatchObject({ name: hostile, props: { [hostile]: hostile }, dims: { title: hostile } });
	});

	it('keeps bots, flagged', async () => {
		const { post, log } = testCollector();
		await post('/api/events', batchOf(), { 'User-Agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' });
		await post('/api/events', batchOf(), { 'User-Agent': '' });
		await post('/api/events', batchOf([{}], {}, { bot: true }));
		expect(log.records().map(({ bot, botReasons }) => [bot >= 50, botReasons])).toEqual([
			[true, ['known_bot']],
			[true, ['empty_agent']],
			[true, ['driven']],
		]);
	});

	it('explains without keeping', async () => {
		const { post, log, ingest } = testCollector();
		const response = await post('/api/events?explain=1', batchOf([{}, { e: '' }]));
		const { events } = (await response.json()) as { events: unknown[] };
		expect(events).toMatchObject([
			{ index: 0, outcome: 'accepted', record: { dims: { browser: 'Chrome' } } },
			{ index: 1, outcome: 'rejected', code: 'invalid_name', message: expect.stringContaining('name') },
		]);
		expect(log.entries).toHaveLength(0);
		expect(ingest.stats().received).toBe(0);
	});

	it('does not claim what could not be written', async () => {
		const { post, log, ingest } = testCollector();
		log.failWith(new FootfallError('log_full', { retryAfter: 30 }));
		const response = await post('/api/events', batchOf());
		expect(response.status).toBe(503);
		expect(response.headers.get('Retry-After')).toBe('30');
		expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
		expect(ingest.stats()).toEqual({ received: 1, appended: 0, rejected: { log_full: 1 } });
	});

	it('slows down one address, not its neighbours, and never this machine', async () => {
		const { post, setTime } = testCollector({ ratePerAddress: 1 });
		const ten = batchOf(Array.from({ length: 10 }, () => ({})));
		expect((await post('/api/events', ten)).status).toBe(202);
		const refused = await post('/api/events', ten);
		expect(refused.status).toBe(429);
		expect(refused.headers.get('Retry-After')).toBe('10');
		expect((await post('/api/events', ten, { ip: '203.0.113.8' })).status).toBe(202);
		expect((await post('/api/events', ten, { ip: '2001:db8:1:2::1' })).status).toBe(202);
		expect((await post('/api/events', ten, { ip: '2001:db8:1:2:ffff::9' })).status).toBe(429);
		for (let n = 0; n < 5; n++) expect((await post('/api/events', ten, { ip: '127.0.0.1' })).status).toBe(202);
		setTime(NOON + 10_000);
		expect((await post('/api/events', ten)).status).toBe(202);
	});

	it('answers a preflight, and no other method', async () => {
		const { app } = testCollector();
		expect((await app.request('/api/events', { method: 'OPTIONS' })).status).toBe(204);
		const wrong = await app.request('/api/events');
		expect(wrong.status).toBe(405);
		expect(wrong.headers.get('Allow')).toBe('POST');
	});
});

const goEvent = {
	type: 'page_view',
	user_id: 'user123',
	session_id: 'session456',
	url: 'https://example.com/home',
	path: '/home',
	referrer: 'https://google.com',
	user_agent: 'Mozilla/5.0',
	ip_address: '192.168.1.1',
	metadata: { page_title: 'Home Page', load_time: 1200 },
};

describe("the Go pipeline's POST /event", () => {
	it('takes the request of its README as printed', async () => {
		const { post, log } = testCollector({ sites: ['localhost'] });
		const response = await post('/event', goEvent, { 'User-Agent': 'curl/8.5.0', 'Content-Type': 'application/json' });
		expect(response.status).toBe(202);
		expect(await response.json()).toEqual({ status: 'accepted', id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/) });
		expect(log.records()[0]).toMatchObject({
			name: 'pageview',
			session: 'session456',
			bot: 0,
			totals: { load: 1200 },
			dims: { pathname: '/home', title: 'Home Page', source: 'Google' },
		});
		expect(log.entries[0]?.key).toBe('session456');
	});

	it('tells visitors of one server apart by who they are', async () => {
		const { post, log } = testCollector({ sites: ['localhost'] });
		for (const user_id of ['a', 'b', 'a']) await post('/event', { ...goEvent, user_id }, { 'User-Agent': 'Go-http-client/2.0' });
		const [first, second, third] = log.records();
		expect(first?.visitor).toBe(third?.visitor);
		expect(first?.visitor).not.toBe(second?.visitor);
	});

	it.each([
		[{ trustBody: true }, {}, 'Safari'],
		[{ trustedProxies: ['203.0.113.0/24'] }, {}, 'Safari'],
		[{}, {}, undefined],
	])('believes what the body says of the visitor only where it may: %o', async (options, headers, browser) => {
		const { post, log } = testCollector({ sites: ['localhost'], ...options });
		const safari =
			'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
		await post('/event', { ...goEvent, user_agent: safari }, { 'User-Agent': 'curl/8', ...headers });
		expect(log.records()[0]?.dims.browser).toBe(browser);
	});

	it('goes to the site of its host when there are several', async () => {
		const { post, log, control } = testCollector({ sites: ['one.example', 'example.com'] });
		await post('/event', goEvent);
		expect(log.records()[0]?.site).toBe(control.findSite('example.com')?.id);
		expect((await post('/event', { ...goEvent, url: 'https://elsewhere.example/' })).status).toBe(400);
	});

	it.each<[string, unknown, number]>([
		['no type', { ...goEvent, type: undefined }, 400],
		['no JSON', 'x', 400],
		['a list', [], 400],
		['metadata that is none', { ...goEvent, metadata: 'x' }, 400],
	])('refuses %s', async (_, body, status) => {
		expect((await testCollector().post('/event', body)).status).toBe(status);
	});

	it('answers 405 to a GET', async () => {
		expect((await testCollector().app.request('/event')).status).toBe(405);
	});
});

const expressEvent = {
	event_type: 'button_click',
	page_url: 'http://test.com/page',
	page_title: 'Test Page',
	button_id: 'test-button',
	session_id: 'test-session-123',
	user_agent: 'curl/7.0',
};

describe("the Express platform's POST /analytics", () => {
	it('takes the request of its README as printed', async () => {
		const { post, log } = testCollector();
		const response = await post('/analytics', expressEvent, { 'User-Agent': 'curl/7.88.1' });
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({ success: true, message: 'Event received and sent to Kafka', eventId: 'test-session-123' });
		expect(log.records()[0]).toMatchObject({
			name: 'button_click',
			bot: 0,
			session: 'test-session-123',
			props: { button_id: 'test-button' },
			dims: { pathname: '/page', title: 'Test Page' },
		});
	});

	it('joins a page_unload to its page view', async () => {
		const { post, log } = testCollector();
		await post('/analytics', { ...expressEvent, event_type: 'page_view' });
		await post('/analytics', { ...expressEvent, event_type: 'page_unload', metadata: { time_on_page: 30_000 } });
		const [view, unload] = log.records();
		expect(unload?.id.slice(0, 20)).toBe(view?.id.slice(0, 20));
		expect(unload?.id).not.toBe(view?.id);
		expect(unload?.totals).toEqual({ engaged: 30_000 });
	});

	it('takes its timestamp as the time of the event, within what is accepted', async () => {
		const { post, log } = testCollector();
		await post('/analytics', { ...expressEvent, timestamp: new Date(NOON - 60_000).toISOString() });
		expect(log.records()[0]?.time).toBe(NOON - 60_000);
		for (const timestamp of ['yesterday', new Date(NOON - 48 * 3_600_000).toISOString(), new Date(NOON + 3_600_000).toISOString()]) {
			expect((await post('/analytics', { ...expressEvent, timestamp })).status).toBe(400);
		}
	});

	it.each(['event_type', 'page_url'])('needs %s', async (name) => {
		const response = await testCollector().post('/analytics', { ...expressEvent, [name]: undefined });
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({ success: false, at: name });
	});

	it('answers 503 when it cannot be kept', async () => {
		const { post, log } = testCollector();
		log.failWith(new FootfallError('log_unavailable'));
		expect((await post('/analytics', expressEvent, { 'User-Agent': CHROME })).status).toBe(503);
	});
});
