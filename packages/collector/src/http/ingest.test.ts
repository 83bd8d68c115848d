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

	it('tells whoever has waited for more than a second to come back, before anything is done for them, and enters it in the books', async () => {
		let waiting = 1001;
		const { post, log, ingest } = testCollector({ waited: () => waiting });
		const refused = await post('/api/events', batchOf());
		expect(refused.status).toBe(503);
		expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
		expect(await refused.json()).toMatchObject({ error: { code: 'overloaded' } });
		expect(ingest.stats().rejected).toEqual({ overloaded: 1 });
		waiting = 1000;
		expect((await post('/api/events', batchOf())).status).toBe(202);
		expect(log.records()).toHaveLength(1);
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
		expect(rejected.map(({ index, code, at }) => [index, code, at])).toEqual([
			[1, 'invalid_name', 'events[1].e'],
			[2, 'invalid_age', 'events[2].a'],
			[3, 'invalid_props', 'events[3].d.deep'],
			[4, 'invalid_revenue', 'events[4].$'],
			[5, 'invalid_id', 'events[5].n'],
			[6, 'stale', 'events[6].a'],
			[7, 'invalid_event', 'events[7].p'],
		]);
		expect(log.records().map(({ name }) => name)).toEqual(['Good', 'Good too']);
	});

	it('rejects all events of a batch, and says so, without refusing the batch', async () => {
		const response = await testCollector().post('/api/events', batchOf([{}, {}], { u: '/relative' }));
		expect(response.status).toBe(202);
		expect(await response.json()).toEqual({
			accepted: 0,
			rejected: [0, 1].map((index) => ({ index, code: 'invalid_url', at: 'pages[0].u' })),
		});
	});

	it.each<[string, object, string, string]>([
		['null as an event', { events: [null] }, 'invalid_event', 'events[0]'],
		['a number that is text', { events: [{ n: '0', e: 'x' }] }, 'invalid_id', 'events[0].n'],
		['a number beyond all numbers', { events: [{ n: Number.POSITIVE_INFINITY, e: 'x' }] }, 'invalid_id', 'events[0].n'],
		['a name of another type', { events: [{ n: 0, e: ['x'] }] }, 'invalid_name', 'events[0].e'],
		['a name too long', { events: [{ n: 0, e: 'x'.repeat(121) }] }, 'invalid_name', 'events[0].e'],
		['null as properties', { events: [{ n: 0, e: 'x', d: null }] }, 'invalid_props', 'events[0].d'],
		['a list as properties', { events: [{ n: 0, e: 'x', d: [] }] }, 'invalid_props', 'events[0].d'],
		['a text of no currency', { events: [{ n: 0, e: 'x', $: ['5'] }] }, 'invalid_revenue', 'events[0].$'],
		['too long a property', { events: [{ n: 0, e: 'x', d: { long: 'x'.repeat(2001) } }] }, 'invalid_props', 'events[0].d.long'],
		['a currency that is none', { events: [{ n: 0, e: 'x', $: [100, 'Euro'] }] }, 'invalid_revenue', 'events[0].$'],
		['a total below nothing', { events: [{ n: 0, e: 'page_unload', engaged: -1 }] }, 'invalid_event', 'events[0].engaged'],
		['a total that is text', { events: [{ n: 0, e: 'page_unload', lcp: 'fast' }] }, 'invalid_event', 'events[0].lcp'],
		['a large event', { events: [{ n: 0, e: 'x', more: 'x'.repeat(40_000) }] }, 'event_too_large', 'events[0]'],
		['a page that is none', { pages: [7] }, 'invalid_event', 'pages[0]'],
		['a page without an address', { pages: [{ id: 'mp3k1z9xAbCdEfGhIjKl' }] }, 'invalid_url', 'pages[0].u'],
		['a page with another id', { pages: [{ id: 'x', u: 'https://example.com/' }] }, 'invalid_id', 'pages[0].id'],
		[
			'a title of another type',
			{ pages: [{ id: 'mp3k1z9xAbCdEfGhIjKl', u: 'https://example.com/', t: {} }] },
			'invalid_event',
			'pages[0].t',
		],
	])('rejects %s, by its place', async (_, part, code, at) => {
		const { post, log } = testCollector();
		const response = await post('/api/events', JSON.stringify({ ...batchOf(), ...part }).replace('"n":null', '"n":1e999'));
		expect(await response.json()).toEqual({ accepted: 0, rejected: [{ index: 0, code, at }] });
		expect(log.entries).toHaveLength(0);
	});

	it('takes fields that it does not know, whatever their names', async () => {
		const { post, log } = testCollector();
		const event = { n: 0, e: 'toString', toString: 1, valueOf: null, hasOwnProperty: 'x', d: { toString: 'text' } };
		expect((await post('/api/events', { ...batchOf(), later: true, events: [event] })).status).toBe(202);
		expect(log.records()[0]).toMatchObject({ name: 'toString', props: { toString: 'text' } });
	});

	it('keeps the greatest that totals can mean', async () => {
		const { post, log } = testCollector();
		await post('/api/events', batchOf([{ e: 'page_unload', engaged: 1e15, scroll: 250, cls: 0.123456, lcp: 1200.4 }]));
		expect(log.records()[0]?.totals).toEqual({ engaged: 86_400_000, scroll: 100, cls: 0.1235, lcp: 1200 });
	});

	it('reads money as a page says it, and leaves out what is none', async () => {
		const { post, log } = testCollector();
		const events = [
			{ e: 'Purchase', $: ['9.99', 'eur'] as never },
			{ e: 'No currency', $: ['5', 'undefined'] as never },
		];
		expect(await (await post('/api/events', batchOf(events))).json()).toMatchObject({ accepted: 2 });
		expect(log.records().map(({ revenue }) => revenue)).toEqual([{ amount: 999, currency: 'EUR' }, undefined]);
	});

	it('takes the visitor and the session of a page before those of the batch', async () => {
		const { post, log } = testCollector();
		const page = { u: 'https://example.com/', visitor: 'v2', session: 's2' };
		const pages = [
			{ ...page, id: 'mp3k1z9xAbCdEfGhIjKl' },
			{ id: 'mp3k1z9xAbCdEfGhIjKm', u: page.u },
		];
		const events = [
			{ n: 0, e: 'x' },
			{ n: 0, e: 'x', p: 1 },
		];
		await post('/api/events', { ...batchOf(), visitor: 'v1', session: 's1', pages, events });
		expect(log.records().map(({ session }) => session)).toEqual(['s2', 's1']);
	});

	it('keeps persistent visitors for three days back, others for one', async () => {
		const { post, log } = testCollector();
		const old = [{ a: 70 * 3_600_000 }];
		expect(await (await post('/api/events', batchOf(old))).json()).toMatchObject({ accepted: 0 });
		expect(await (await post('/api/events', batchOf(old, {}, { visitor: 'v1', session: 's1' }))).json()).toMatchObject({ accepted: 1 });
		expect(log.records()[0]).toMatchObject({ persistent: true, session: 's1' });
		expect(log.entries[0]?.key).toBe('s1');
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
		expect((await post('/api/events', gzipSync(JSON.stringify(batchOf())).subarray(0, 40), packed)).status).toBe(400);
		expect((await post('/api/events', 'x', { 'Content-Encoding': 'br' })).status).toBe(415);
	});

	it('strips NUL and mends lone surrogates', async () => {
		const { post, log } = testCollector();
		await post(
			'/api/events',
			'{"v":1,"site":"example.com","pages":[{"id":"mp3k1z9xAbCdEfGhIjKl","u":"https://example.com/","t":"a\\u0000b\\ud800c"}],"events":[{"n":0,"e":"pageview","d":{"k\\u0000\\udfff":"v\\udfff"}}]}',
		);
		expect(log.records()[0]).toMatchObject({ dims: { title: 'ab\uFFFDc' }, props: { 'k\uFFFD': 'v\uFFFD' } });
	});

	it('keeps hostile text as text', async () => {
		const { post, log } = testCollector();
		const hostile = '"><img src=x onerror=alert(1)>';
		await post('/api/events', batchOf([{ e: hostile, d: { [hostile]: hostile } }], { t: hostile }));
		expect(log.records()[0]).toMatchObject({ name: hostile, props: { [hostile]: hostile }, dims: { title: hostile } });
	});

	it.each(['\u{1F600}'.repeat(300), `${'x'.repeat(499)}\u{1F600}`])(
		'cuts a title without cutting a character in two: %#',
		async (title) => {
			const { post, log } = testCollector();
			await post('/api/events', batchOf([{}], { t: title }));
			const kept = log.records()[0]?.dims.title ?? '';
			expect(kept.length).toBeLessThanOrEqual(limits.titleLength);
			expect(kept.isWellFormed()).toBe(true);
		},
	);

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

	it('explains exactly what it would keep', async () => {
		const { post, log } = testCollector();
		const batch = batchOf([{ e: 'Signup', d: { plan: 'pro' }, $: [999, 'EUR'], i: false, a: 10 }], {}, { user: 'ada' });
		const { events } = (await (await post('/api/events?explain=1', batch)).json()) as { events: { record: unknown }[] };
		await post('/api/events', batch);
		expect(events[0]?.record).toEqual(log.records()[0]);
		expect(JSON.stringify(events)).not.toContain('203.0.113');
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

	it('says that it cannot write for whatever reason it cannot', async () => {
		const { post, log } = testCollector();
		log.failWith(new Error('disk I/O error at 203.0.113.7'));
		const response = await post('/api/events', batchOf());
		expect(response.status).toBe(503);
		expect(await response.text()).not.toContain('disk I/O');
	});

	it('slows down one address, not its neighbours, and never this machine', async () => {
		const { post, setTime } = testCollector({ ratePerAddress: 1 });
		const full = batchOf(Array.from({ length: 100 }, () => ({})));
		expect((await post('/api/events', full)).status).toBe(202);
		const refused = await post('/api/events', full);
		expect(refused.status).toBe(429);
		expect(refused.headers.get('Retry-After')).toBe('1');
		expect((await post('/api/events', full, { ip: '203.0.113.8' })).status).toBe(202);
		expect((await post('/api/events', full, { ip: '2001:db8:1:2::1' })).status).toBe(202);
		expect((await post('/api/events', full, { ip: '2001:db8:1:2:ffff::9' })).status).toBe(429);
		for (let n = 0; n < 5; n++) expect((await post('/api/events', full, { ip: '127.0.0.1' })).status).toBe(202);
		setTime(NOON + 100_000);
		expect((await post('/api/events', full)).status).toBe(202);
	});

	it('takes nobody’s rubbish faster than events', async () => {
		const { post, ingest } = testCollector({ ratePerAddress: 1 });
		for (let n = 0; n < 100; n++) expect((await post('/api/events', 'x')).status).toBe(400);
		expect((await post('/api/events', 'x')).status).toBe(429);
		expect(ingest.stats()).toEqual({ received: 101, appended: 0, rejected: { not_json: 100, rate_limited: 1 } });
	});

	it('knows a visitor behind a trusted proxy by the address that the proxy saw', async () => {
		const visitorsOf = async (trustedProxies: string[]): Promise<number> => {
			const { post, log } = testCollector({ trustedProxies });
			for (const seen of ['198.51.100.1', '198.51.100.2', '6.6.6.6, 198.51.100.1']) {
				await post('/api/events', batchOf(), { ip: '::ffff:10.0.0.1', 'X-Forwarded-For': seen });
			}
			return new Set(log.records().map(({ visitor }) => visitor)).size;
		};
		expect(await visitorsOf(['10.0.0.0/8'])).toBe(2);
		expect(await visitorsOf([])).toBe(1);
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

	it.each<[string, object, string, object]>([
		[
			'page view',
			{
				type: 'page_view',
				user_id: 'user123',
				session_id: 'session456',
				url: 'https://example.com/home',
				path: '/home',
				metadata: { page_title: 'Home Page', load_time: 1200 },
			},
			'pageview',
			{},
		],
		[
			'click',
			{
				type: 'click',
				user_id: 'user123',
				session_id: 'session456',
				url: 'https://example.com/products',
				path: '/products',
				metadata: { element_id: 'buy-button', element_type: 'button', element_text: 'Buy Now' },
			},
			'click',
			{ props: { element_id: 'buy-button', element_type: 'button', element_text: 'Buy Now' } },
		],
		[
			'session',
			{
				type: 'session',
				user_id: 'user123',
				session_id: 'session456',
				url: 'https://example.com',
				path: '/',
				metadata: { duration: 300, page_count: 5, device: 'desktop', browser: 'Chrome' },
			},
			'session_start',
			{ props: { duration: 300, page_count: 5, device: 'desktop', browser: 'Chrome' } },
		],
		['event of another kind', { type: 'user_event', url: 'https://example.com/x' }, 'user_event', {}],
		['event with a treacherous name', { type: 'constructor', url: 'https://example.com/x' }, 'constructor', {}],
	])('takes the %s of its README', async (_, body, name, rest) => {
		const { post, log } = testCollector({ sites: ['localhost'] });
		expect((await post('/event', body, { 'User-Agent': 'curl/8.5.0' })).status).toBe(202);
		expect(log.records()[0]).toMatchObject({ name, bot: 0, ...rest });
	});

	it('does not take a User-Agent that only fills its field for a bot, nor a crawler for a person', async () => {
		const { post, log } = testCollector({ sites: ['localhost'], trustBody: true });
		for (const user_agent of ['Mozilla/5.0', 'curl/7.0', undefined, 'Mozilla/5.0 (compatible; Googlebot/2.1)']) {
			await post('/event', { ...goEvent, user_agent }, { 'User-Agent': 'curl/8.5.0' });
		}
		expect(log.records().map(({ bot }) => bot)).toEqual([0, 0, 0, 100]);
	});

	it('looks up the country of a believed address only, and keeps none', async () => {
		const { post, log } = testCollector({ sites: ['localhost'], trustBody: true });
		for (const ip_address of ['192.0.2.99', '::ffff:192.0.2.99', 'no address', '<script>']) {
			await post('/event', { ...goEvent, ip_address }, { 'User-Agent': 'curl/8.5.0' });
		}
		expect(log.records().map(({ dims }) => dims.country)).toEqual(['DE', 'DE', undefined, undefined]);
		expect(JSON.stringify(log.records())).not.toMatch(/192\.0\.2|script/);
	});

	it('recognises a repeat by id and timestamp, and answers with the sender’s id', async () => {
		const { post, log } = testCollector({ sites: ['localhost'] });
		const body = { ...goEvent, id: '550e8400-e29b-41d4-a716-446655440000', timestamp: new Date(NOON - 5000).toISOString() };
		for (let n = 0; n < 2; n++) expect(await (await post('/event', body)).json()).toEqual({ status: 'accepted', id: body.id });
		const [first, second] = log.records();
		expect(first?.id).toBe(second?.id);
		expect(first?.time).toBe(NOON - 5000);
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

	it.each(['GET', 'PUT', 'DELETE'])('answers 405 to a %s', async (method) => {
		expect((await testCollector().app.request('/event', { method })).status).toBe(405);
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

	it.each<[string, object, string, object]>([
		[
			'page_view',
			{ page_title: 'Analytics Demo - Home', metadata: { referrer: 'https://google.com', screen_width: 1920, screen_height: 1080 } },
			'pageview',
			{ dims: { source: 'Google', screen: '1920x1080', title: 'Analytics Demo - Home' } },
		],
		[
			'button_click',
			{ button_id: 'btn-action-1', metadata: { page_section: 'main' } },
			'button_click',
			{ props: { button_id: 'btn-action-1', page_section: 'main' } },
		],
		[
			'navigation_click',
			{ metadata: { destination: 'http://localhost:8080/page2.html', link_text: 'Page 2' } },
			'navigation_click',
			{ props: { destination: 'http://localhost:8080/page2.html', link_text: 'Page 2' } },
		],
		['page_unload', { metadata: { time_on_page: 30_000 } }, 'page_unload', { totals: { engaged: 30_000 } }],
	])('takes the %s of its README, written long ago', async (event_type, part, name, rest) => {
		const { post, log } = testCollector({ sites: ['localhost'] });
		const body = {
			event_type,
			page_url: 'http://localhost:8080/index.html',
			session_id: 'session-1234567890-abc123',
			user_agent: 'Mozilla/5.0...',
			timestamp: '2024-12-31T11:00:00.000Z',
			...part,
		};
		const response = await post('/analytics', body, { 'User-Agent': 'node' });
		expect(response.status).toBe(200);
		expect(await response.json()).toMatchObject({ success: true, eventId: 'session-1234567890-abc123' });
		expect(log.records()[0]).toMatchObject({ name, time: NOON, bot: 0, session: 'session-1234567890-abc123', ...rest });
	});

	it('joins no page_unload to the view of another session, nor one without a session to anything', async () => {
		const { post, log } = testCollector();
		for (const session_id of ['one', undefined]) await post('/analytics', { ...expressEvent, session_id, event_type: 'page_view' });
		for (const session_id of ['two', undefined]) await post('/analytics', { ...expressEvent, session_id, event_type: 'page_unload' });
		expect(new Set(log.records().map(({ id }) => id.slice(0, 20))).size).toBe(4);
	});

	it('answers with the id of the event where there is no session', async () => {
		const { post, log } = testCollector();
		const response = await post('/analytics', { ...expressEvent, session_id: undefined });
		expect(await response.json()).toMatchObject({ eventId: log.records()[0]?.id });
	});

	it('takes its timestamp as the time of the event where it can be', async () => {
		const { post, log } = testCollector();
		const times = [NOON - 60_000, NOON - 48 * 3_600_000, NOON + 3_600_000];
		for (const time of times) await post('/analytics', { ...expressEvent, timestamp: new Date(time).toISOString() });
		expect(log.records().map(({ time }) => time)).toEqual([NOON - 60_000, NOON, NOON]);
		expect((await post('/analytics', { ...expressEvent, timestamp: 'yesterday' })).status).toBe(400);
	});

	it('sees a browser that sends for itself as it is', async () => {
		const { post, log } = testCollector({ trustBody: true });
		await post('/analytics', { ...expressEvent, user_agent: 'curl/7.0' });
		await post('/api/events', batchOf());
		const [foreign, own] = log.records();
		expect(foreign?.visitor).toBe(own?.visitor);
		expect(foreign?.dims.browser).toBe('Chrome');
	});

	it.each(['event_type', 'page_url'])('needs %s', async (name) => {
		const response = await testCollector().post('/analytics', { ...expressEvent, [name]: undefined });
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({
			success: false,
			error: 'Bad request',
			message: `Missing required fields: ${name}`,
			at: name,
		});
	});

	it('answers 503 when it cannot be kept', async () => {
		const { post, log } = testCollector();
		log.failWith(new FootfallError('log_unavailable'));
		expect((await post('/analytics', expressEvent, { 'User-Agent': CHROME })).status).toBe(503);
	});
});
