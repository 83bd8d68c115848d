import { describe, expect, it } from 'vitest';
import { linkOf, safeLink } from './links.ts';

describe('links', () => {
	it('lead only to http and https', () => {
		expect(safeLink('https://example.com/a b')).toBe('https://example.com/a%20b');
		for (const hostile of ['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', 'java\nscript:x', 'https://', '']) {
			expect(safeLink(hostile)).toBeUndefined();
		}
	});

	it('lead a page to its site', () => {
		expect(linkOf('event:page', '/blog', 'example.com')).toBe('https://example.com/blog');
		expect(linkOf('event:page', '//evil.example/x', 'example.com')).toBeUndefined();
		expect(linkOf('event:page', 'javascript:alert(1)', 'example.com')).toBeUndefined();
	});

	it('lead a referrer to its source, with a scheme or without', () => {
		expect(linkOf('visit:referrer', 'news.example.org/item', 'example.com')).toBe('https://news.example.org/item');
		expect(linkOf('visit:referrer', 'javascript:alert(1)//a.b', 'example.com')).toBeUndefined();
		expect(linkOf('visit:source', 'Google', 'example.com')).toBeUndefined();
	});
});
