import { describe, expect, it } from 'vitest';
import { CHROME, testCollector } from '../ingest/testing/collector.ts';

const loaded = (query: string, headers: Record<string, string> = {}) => {
	const { app, log, ingest } = testCollector();
	const load = (): Promise<Response> =>
		Promise.resolve(
			app.request(
				`/pixel.gif${query}`,
				{ headers: { 'User-Agent': CHROME, ...headers } },
				{ incoming: { socket: { remoteAddress: '203.0.113.7' } } },
			),
		);
	return { load, log, ingest };
};

describe('GET /pixel.gif', () => {
	it('is a page view, and an image that nobody sees and nobody keeps', async () => {
		const { load, log } = loaded(
			'?site=example.com&url=https%3A%2F%2Fexample.com%2Fwalks%3Fsecret%3D1&title=Walks&referrer=https%3A%2F%2Fwww.google.com%2F',
		);
		const response = await load();
		expect(response.status).toBe(200);
		expect(response.headers.get('Content-Type')).toBe('image/gif');
		expect(response.headers.get('Cache-Control')).toBe('no-store');
		expect(response.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
		expect(new TextDecoder('latin1').decode((await response.arrayBuffer()).slice(0, 6))).toBe('GIF89a');
		expect(log.records()).toMatchObject([
			{ name: 'pageview', bot: 0, dims: { pathname: '/walks', title: 'Walks', source: 'Google', country: 'DE', browser: 'Chrome' } },
		]);
		expect(JSON.stringify(log.records())).not.toMatch(/203\.0\.113|secret/);
	});

	it('is of the page that shows it when it names none', async () => {
		const { load, log } = loaded('?site=example.com', { Referer: 'https://example.com/about' });
		await load();
		await load();
		expect(log.records().map(({ dims }) => dims.pathname)).toEqual(['/about', '/about']);
	});

	it.each([
		['no site', '?url=https://example.com/', 400, 'unknown_site'],
		['a site that is not here', '?site=elsewhere.example&url=https://example.com/', 400, 'unknown_site'],
		['no page', '?site=example.com', 400, 'invalid_url'],
		['a page that is none', '?site=example.com&url=javascript:alert(1)', 400, 'invalid_url'],
	])('with %s is an image all the same, says why, and is in the books', async (_, query, status, code) => {
		const { load, log, ingest } = loaded(query);
		const response = await load();
		expect([response.status, response.headers.get('Footfall-Error')]).toEqual([status, code]);
		expect(response.headers.get('Content-Type')).toBe('image/gif');
		expect(log.records()).toEqual([]);
		expect(ingest.stats().rejected).toEqual({ [code]: 1 });
	});
});
