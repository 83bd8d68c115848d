import { FootfallError } from '@footfall/protocol';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createGuard, type GuardOptions, guarded } from './guard.ts';

function answer(options: GuardOptions, method: string, headers: Record<string, string>): Promise<Response> | Response {
	const app = new Hono();
	app.use('*', guarded(createGuard(options)));
	app.all('*', (c) => c.text('inside'));
	app.onError((error, c) => c.text(error.message, error instanceof FootfallError ? (error.status as 403) : 500));
	return app.request('http://127.0.0.1:8080/api/sites', { method, headers });
}

const local = { loopbackOnly: true, baseUrl: '' };

describe('what is not public', () => {
	it.each([
		['a client that is no browser', {}],
		['its own page', { 'Sec-Fetch-Site': 'same-origin' }],
		['an address typed by hand', { 'Sec-Fetch-Site': 'none' }],
		['its own page in an old browser', { Origin: 'http://127.0.0.1:8080' }],
		['localhost', { Host: 'localhost:8080' }],
		['IPv6 loopback', { Host: '[::1]:8080' }],
	])('answers %s', async (_, headers) => {
		expect((await answer(local, 'POST', { Host: '127.0.0.1:8080', ...headers })).status).toBe(200);
	});

	it.each([
		['another site', { 'Sec-Fetch-Site': 'cross-site' }],
		['another port of the same machine', { 'Sec-Fetch-Site': 'same-site' }],
		['another site in an old browser', { Origin: 'https://evil.example' }],
		['an opaque origin', { Origin: 'null' }],
		['a name that was rebound to this machine', { Host: 'evil.example:8080', 'Sec-Fetch-Site': 'same-origin' }],
	])('refuses %s', async (_, headers) => {
		expect((await answer(local, 'POST', { Host: '127.0.0.1:8080', ...headers })).status).toBe(403);
	});

	it('is asked for by its public name once that is known', async () => {
		const headers = { Host: 'stats.example.com', 'Sec-Fetch-Site': 'same-origin' };
		expect((await answer({ loopbackOnly: true, baseUrl: 'https://stats.example.com' }, 'GET', headers)).status).toBe(200);
		expect((await answer(local, 'GET', headers)).status).toBe(403);
	});
});
