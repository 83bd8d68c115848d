import { describe, expect, it } from 'vitest';
import { mask } from './mask.ts';

const site = 'https://shop.example';

describe('mask', () => {
	it('replaces a path by the glob that fits, and keeps the campaign', () => {
		expect(mask(`${site}/user/7/orders?ref=mail`, { mask: '/a, /user/*/orders' })).toBe(`${site}/user/*/orders?ref=mail`);
		expect(mask(`${site}/user/7/orders/8`, { mask: '/user/*/orders' })).toBe(`${site}/user/7/orders/8`);
		expect(mask(`${site}/user/7/orders/8`, { mask: '/user/**' })).toBe(`${site}/user/**`);
	});
	it('records nothing of excluded paths, and nothing but included ones', () => {
		expect(mask(`${site}/admin/x/y`, { exclude: '/admin/**' })).toBe('');
		expect(mask(`${site}/admin/`, { exclude: '/admin' })).toBe('');
		expect(mask(`${site}/administration`, { exclude: '/admin' })).toBe(`${site}/administration`);
		expect(mask(`${site}/blog/a`, { include: '/blog/*' })).toBe(`${site}/blog/a`);
		expect(mask(`${site}/shop`, { include: '/blog/*' })).toBe('');
	});
	it('takes every other character as itself', () => {
		expect(mask(`${site}/a.b(c)`, { exclude: '/a.b(c)' })).toBe('');
		expect(mask(`${site}/axb`, { exclude: '/a.b' })).toBe(`${site}/axb`);
	});
});
