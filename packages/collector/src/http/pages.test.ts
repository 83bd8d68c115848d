import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { holdFile } from './files.ts';
import { pageRoutes } from './pages.ts';

const held = (entries: Record<string, string>) =>
	new Map(Object.entries(entries).map(([path, text]) => [path, holdFile(path, Buffer.from(text))]));

const pages = {
	dashboard: held({ 'index.html': '<p>dashboard</p>', 'assets/main-1a2b.js': 'run()' }),
	demo: held({ 'index.html': '<p>shop</p>', 'app/index.html': '<p>app</p>', 'products/walker.html': '<p>walker</p>' }),
	script: holdFile('analytics.js', Buffer.from('/* sdk */'.repeat(50))),
	builds: held({
		'analytics.core.js': '/* core */'.repeat(50),
		'analytics.all.js': '/* all */'.repeat(50),
		'analytics.compat.js': '/* compat */'.repeat(50),
	}),
};
const own = pageRoutes(pages, '/seen.js');
const mounted = new Hono().route('/stats', own);

describe('pages', () => {
	it.each([
		[own, '/', 'dashboard'],
		[own, '/demo/', 'shop'],
		[own, '/demo/products/walker.html', 'walker'],
		[own, '/demo/app/cart', 'app'],
		[mounted, '/stats/', 'dashboard'],
		[mounted, '/stats/demo/', 'shop'],
		[mounted, '/stats/assets/main-1a2b.js', 'run()'],
		[mounted, '/stats/seen.js', 'sdk'],
	])('%# are served alone and under a mount: %s', async (app, path, text) => {
		const response = await app.request(path);
		expect(response.status).toBe(200);
		expect(await response.text()).toContain(text);
	});

	it('lead a mount without its slash to the address from which relative links work', async () => {
		const response = await mounted.request('http://site.example/stats?range=7d');
		expect(response.status).toBe(308);
		expect(new URL(response.headers.get('Location') ?? '', 'http://site.example/stats').href).toBe('http://site.example/stats/?range=7d');
	});

	it('are kept for good where the name holds a hash, revalidated elsewhere', async () => {
		expect((await own.request('/assets/main-1a2b.js')).headers.get('Cache-Control')).toContain('immutable');
		expect((await own.request('/')).headers.get('Cache-Control')).toBe('no-cache');
		const hashed = `/analytics.${pages.script.etag.slice(1, -1)}.js`;
		expect((await own.request(hashed)).headers.get('Cache-Control')).toContain('immutable');
	});

	it('answer 304 to a client that has the file', async () => {
		const first = await own.request('/analytics.js');
		const again = await own.request('/analytics.js', { headers: { 'If-None-Match': first.headers.get('ETag') ?? '' } });
		expect(again.status).toBe(304);
	});

	it('go out compressed to a client that takes it', async () => {
		const response = await own.request('/analytics.js', { headers: { 'Accept-Encoding': 'gzip, br' } });
		expect(response.headers.get('Content-Encoding')).toBe('br');
		expect((await response.arrayBuffer()).byteLength).toBeLessThan(pages.script.body.byteLength);
	});

	describe.each([
		['/analytics.js', 'sdk'],
		['/seen.js', 'sdk'],
		['/analytics.core.js', 'core'],
		['/analytics.all.js', 'all'],
		['/analytics.compat.js', 'compat'],
	])('the script at %s', (path, text) => {
		it('is its own build, as JavaScript, alone and under a mount', async () => {
			for (const response of [await own.request(path), await mounted.request(`/stats${path}`)]) {
				expect(response.status).toBe(200);
				expect(response.headers.get('Content-Type')).toMatch(/^text\/javascript/);
				expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
				expect(await response.text()).toContain(`/* ${text} */`);
			}
		});

		it('may be loaded by pages of other origins, isolated ones too', async () => {
			const { headers } = await own.request(path, { headers: { Origin: 'https://shop.example' } });
			expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
			expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
		});

		it('is kept for an hour, then revalidated by its tag', async () => {
			const { headers } = await own.request(path);
			expect(headers.get('Cache-Control')).toBe('public, max-age=3600, stale-while-revalidate=86400');
			const again = await own.request(path, { headers: { 'If-None-Match': headers.get('ETag') ?? '' } });
			expect(again.status).toBe(304);
			expect(again.headers.get('ETag')).toBe(headers.get('ETag'));
			expect(again.headers.get('Access-Control-Allow-Origin')).toBe('*');
			expect(await again.text()).toBe('');
			const other = await own.request(path, { headers: { 'If-None-Match': '"another"' } });
			expect(other.status).toBe(200);
		});

		it.each(['br', 'gzip'])('goes out as %s, and caches know that there are several forms', async (encoding) => {
			const { headers } = await own.request(path, { headers: { 'Accept-Encoding': encoding } });
			expect(headers.get('Content-Encoding')).toBe(encoding);
			expect(headers.get('Vary')).toContain('Accept-Encoding');
		});
	});

	it('tag each build by its content', async () => {
		const names = ['/analytics.js', '/analytics.core.js', '/analytics.all.js', '/analytics.compat.js'];
		const tags = await Promise.all(names.map(async (name) => (await own.request(name)).headers.get('ETag')));
		expect(new Set(tags).size).toBe(names.length);
	});

	it('forbid the dashboard every script but its own and every string as markup', async () => {
		const policy = (await own.request('/')).headers.get('Content-Security-Policy');
		expect(policy).toContain("script-src 'self'");
		expect(policy).toContain("require-trusted-types-for 'script'");
	});

	it.each(['/nothing', '/../package.json', '/demo/%2e%2e/secret', '/assets/'])('have nothing at %s', async (path) => {
		expect((await own.request(path)).status).toBe(404);
	});
});
