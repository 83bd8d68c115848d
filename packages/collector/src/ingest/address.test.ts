import { describe, expect, it } from 'vitest';
import { readAddress } from './address.ts';
import { redact } from './redact.ts';

describe('a page address', () => {
	it.each<[string, string, string]>([
		['https://www.example.com/a/b?x=1', 'example.com', '/a/b'],
		['https://example.com', 'example.com', '/'],
		['https://example.com/#/route', 'example.com', '/#/route'],
		['https://example.com/stra%C3%9Fe', 'example.com', '/straße'],
		['https://example.com/%E0%A4%A', 'example.com', '/%E0%A4%A'],
		['https://EXAMPLE.com:8443/X', 'example.com', '/X'],
		['app://settings/profile', 'settings', '/profile'],
		['https://example.com/u/ada@example.org/posts', 'example.com', '/u/(email)/posts'],
		['https://example.com/reset/0123456789abcdef0123456789abcdef', 'example.com', '/reset/(token)'],
		['https://example.com/#/route?token=1', 'example.com', '/#/route'],
		['https://example.com/a%00b%ED%A0%80', 'example.com', '/a%00b%ED%A0%80'],
		['https://example.com/a%00b', 'example.com', '/ab'],
		['https://example.com/@ada/photos', 'example.com', '/@ada/photos'],
		['https://example.com/files/report-9f86d081884c7d659a2feaa0c55ad015.pdf', 'example.com', '/files/(token)'],
		[
			'https://example.com/wiki/List_of_Academy_Award_winners_2023_and_before',
			'example.com',
			'/wiki/List_of_Academy_Award_winners_2023_and_before',
		],
		['https://example.com/o/550e8400-e29b-41d4-a716-446655440000', 'example.com', '/o/550e8400-e29b-41d4-a716-446655440000'],
	])('%s is %s and %s', (url, hostname, pathname) => {
		expect(readAddress(url)).toMatchObject({ hostname, pathname });
	});

	it.each([
		'',
		'/relative',
		'example.com/x',
		'javascript:alert(1)',
		'data:text/html,x',
		'about:blank',
		'mailto:ada@example.org',
		'file:///etc/passwd',
		'https://',
	])('is not %j', (url) => {
		expect(readAddress(url)).toBeUndefined();
	});

	it('keeps of its query what campaigns use', () => {
		expect(readAddress('https://example.com/?utm_source=x&utm_medium=&token=y&gclid=z')?.params).toEqual({ utm_source: 'x', gclid: 'z' });
	});

	it('keeps the first of a parameter that comes twice, without what identifies anybody', () => {
		const { params } = readAddress('https://example.com/?ref=first&ref=second&utm_campaign=ada@example.org&utm_term=a%00b') ?? {};
		expect(params).toMatchObject({ ref: 'first', utm_campaign: '(email)' });
	});

	it('of ten thousand characters is cut, not refused', () => {
		expect(readAddress(`https://example.com/${'a-b/'.repeat(2500)}`)?.hostname).toBe('example.com');
	});
});

describe('redaction', () => {
	it.each([
		['Hello ada@example.org!', 'Hello (email)!'],
		['to ada%40example.org', 'to (email)'],
		['see eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U', 'see (token)'],
		['/reset/V1StGXR8Z5jdHi6BmyT2Qp', '/reset/(token)'],
		['order 550e8400-e29b-41d4-a716-446655440000', 'order 550e8400-e29b-41d4-a716-446655440000'],
		['IMPORTANT-Announcement-Of-The-Year-2026-For-All', 'IMPORTANT-Announcement-Of-The-Year-2026-For-All'],
		['mail <ada@example.org>, please', 'mail <(email)>, please'],
		['five @ seven.', 'five @ seven.'],
		['a-perfectly-ordinary-title-of-an-article-about-walking', 'a-perfectly-ordinary-title-of-an-article-about-walking'],
		['Boots and bags', 'Boots and bags'],
	])('of %j gives %j', (text, expected) => {
		expect(redact(text)).toBe(expected);
	});

	it.each(['a', 'a@', '%40', 'a%40', 'aB1-', 'eyJ', 'a.'])('takes about as long for any text of its length: %j', (part) => {
		const text = part.repeat(Math.ceil(50_000 / part.length));
		const start = performance.now();
		redact(text);
		expect(performance.now() - start).toBeLessThan(500);
	});
});
