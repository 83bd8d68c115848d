import { describe, expect, it } from 'vitest';
import type { Client, Hit } from '../../ingest/hit.ts';
import { accessLog, parseLine } from './accessLog.ts';

const agent = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0';
const line = (request: string, { status = 200, host = '203.0.113.9', referrer = '-', time = '10/Oct/2025:13:55:36 +0200' } = {}): string =>
	`${host} - - [${time}] "${request}" ${status} 2326 "${referrer}" "${agent}"`;

function read(...lines: string[]) {
	const hits: { hit: Hit; client: Client }[] = [];
	const judge = accessLog((hit, client) => {
		hits.push({ hit, client });
		return { entry: { key: '', route: 0, value: '' }, time: hit.time };
	}, 'shop.example');
	return { outcomes: lines.map(judge), hits };
}

describe('a line of an access log', () => {
	it('says who asked for what, when, and from where', () => {
		expect(parseLine(line('GET /a?b=c HTTP/1.1', { referrer: 'https://google.com/' }))).toEqual({
			host: undefined,
			ip: '203.0.113.9',
			time: Date.UTC(2025, 9, 10, 11, 55, 36),
			method: 'GET',
			target: '/a?b=c',
			status: 200,
			referrer: 'https://google.com/',
			userAgent: agent,
		});
	});

	it.each([
		['with a virtual host', `shop.example:443 ${line('GET / HTTP/2.0')}`, { host: 'shop.example:443', ip: '203.0.113.9' }],
		[
			'in the common format',
			'2001:db8::1 - bob [01/Jan/2026:00:00:00 -0530] "GET / HTTP/1.1" 304 -',
			{ ip: '2001:db8::1', referrer: '', userAgent: '', time: Date.UTC(2026, 0, 1, 5, 30) },
		],
		['with more behind it', `${line('GET / HTTP/1.1')} "-" 0.004`, { target: '/' }],
		[
			'with escaped quotes',
			line('GET /a\\"b HTTP/1.1', { referrer: 'https://x.example/\\x22' }),
			{ target: '/a"b', referrer: 'https://x.example/"' },
		],
	])('is understood %s', (_, text, expected) => {
		expect(parseLine(text)).toMatchObject(expected);
	});

	it.each(['', 'x', '{"a":1}', '203.0.113.9 - - [10/Oct/2025 13:55:36] "GET /" 200 1', `${'" '.repeat(30_000)}[`])(
		'is none: %.20s',
		(text) => {
			expect(parseLine(text)).toBeUndefined();
		},
	);
});

describe('page views of an access log', () => {
	it('are pages that were handed out, at the host of the site or of the line', () => {
		const { hits } = read(
			line('GET /shoes?utm_source=mail HTTP/1.1', { referrer: 'https://google.com/' }),
			`other.example ${line('GET / HTTP/1.1')}`,
		);
		expect(hits.map(({ hit }) => [hit.name, hit.page.url, hit.page.referrer])).toEqual([
			['pageview', 'https://shop.example/shoes?utm_source=mail', 'https://google.com/'],
			['pageview', 'https://other.example/', ''],
		]);
		expect(hits[0]?.client).toEqual({ ip: '203.0.113.9', userAgent: agent, languages: '' });
	});

	it('are not what pages are made of, nor what was not found, moved or posted', () => {
		const { outcomes } = read(
			line('GET /a.css?v=1 HTTP/1.1'),
			line('GET /logo.PNG HTTP/1.1'),
			line('GET /robots.txt HTTP/1.1'),
			line('GET /old HTTP/1.1', { status: 301 }),
			line('GET /none HTTP/1.1', { status: 404 }),
			line('POST / HTTP/1.1'),
			line('HEAD / HTTP/1.1'),
			'# a comment',
			'',
		);
		expect(outcomes).toEqual(Array.from({ length: 9 }, () => ({ skipped: true })));
	});

	it('have the same id in every file, and equal lines of a second have ids of their own', () => {
		const [a, b, later] = [line('GET / HTTP/1.1'), line('GET /b HTTP/1.1'), line('GET / HTTP/1.1', { time: '10/Oct/2025:13:55:37 +0200' })];
		const ids = (...lines: string[]) => read(...lines).hits.map(({ hit }) => hit.id);
		const [first, second] = ids(a, a);
		expect(first).not.toBe(second);
		expect(ids(b, a, later, b)).toEqual([ids(b)[0], first, ids(later)[0], ids(b)[0]]);
		expect(first).toMatch(/^[0-9a-z]{8}[A-Za-z0-9_-]{12}\.0$/);
	});

	it.each(['31/Feb/2026:13:00:00 +0200', '10/Foo/2026:13:00:00 +0200', '10/Oct/2025:25:00:00 +0200', '00/Oct/2025:13:00:00 +0200'])(
		'are none of a time that there is not: %s',
		(time) => {
			expect(read(line('GET / HTTP/1.1', { time })).outcomes).toEqual([{ fault: 'The time is not one, or lies in the future.' }]);
		},
	);

	it('say what is wrong with a line that is none', () => {
		expect(read('nonsense').outcomes).toEqual([{ fault: 'The line is not in the combined log format.' }]);
	});
});
