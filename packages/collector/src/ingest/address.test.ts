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
		['https://example.com/o/550e8400-e29b-41d4-a716-446655440000', 'example.com', '/o/550e8400-e29b-41d4-a716-446655440000'],
	])('%s is %s and %s', (url, hostname, pathname) => {
		expect(readAddress(url)).toMatchObject({ hostname, pathname });
	});

	it.each(['', '/relative', 'example.com/x', 'javascript:alert(1)', 'data:text/html,x', 'https://'])('is not %j', (url) => {
		expect(readAddress(url)).toBeUndefined();
	});

	it('keeps of its query what campaigns use', () => {
		expect(readAddress('https://example.com/?utm_source=x&utm_medium=&token=y&gclid=z')?.params).toEqual({ utm_source: 'x', gclid: 'z' });
	});

	it('of ten thousand characters is cut, not refused', () => {
		expect(readAddress(`https://example.com/${'a-b/'.repeat(2500)}`)?.hostname).toBe('example.com');
	});
});

describe('redaction', () => {
	it.each([
		['Hello ada@example.org!', 'Hello (email)!'],
		['to ada%40example.org', 'to (email)'],
		['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc', '(token)'],
		['a-perfectly-ordinary-title-of-an-article-about-walking', 'a-perfectly-ordinary-title-of-an-article-about-walking'],
		['Boots and bags', 'Boots and bags'],
	])('of %j gives %j', (text, expected) => {
		expect(redact(text)).toBe(expected);
	});

	it('does not hang on what is made to make it', () => {
		expect(redact(`${'a'.repeat(50_000)}@`)).toContain('@');
		expect(redact(`${'aB1-'.repeat(20_000)}!`)).toBe('(token)!');
	});
});
