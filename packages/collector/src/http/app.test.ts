import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../logger.ts';
import { createApp } from './app.ts';

const app = createApp({
	logger: silentLogger,
	open: [new Hono().post('/event', (c) => c.text('taken'))],
	own: [new Hono().get('/api/things/:id', (c) => c.text('shown')).delete('/api/things/:id', (c) => c.text('gone'))],
	guard: async (_, next) => await next(),
	pages: new Hono().get('/demo/*', (c, next) => (c.req.path === '/demo/' ? c.text('shop') : next())),
});

async function ask(method: string, path: string) {
	const response = await app.request(path, { method });
	const body = response.headers.get('Content-Type')?.includes('json') ? await response.json() : await response.text();
	return { status: response.status, allow: response.headers.get('Allow'), body };
}

describe('the app', () => {
	it('answers by its routes', async () => {
		expect(await ask('DELETE', '/api/things/1')).toMatchObject({ status: 200, body: 'gone' });
		expect(await ask('GET', '/demo/')).toMatchObject({ status: 200, body: 'shop' });
	});

	it.each([
		['GET', '/event', 'POST'],
		['POST', '/api/things/1', 'GET, DELETE'],
	])('says of %s %s that the address takes %s', async (method, path, allow) => {
		expect(await ask(method, path)).toMatchObject({ status: 405, allow, body: { error: { code: 'method_not_allowed' } } });
	});

	it.each(['/api/nothing', '/api/things', '/demo/none', '/'])('says of %s that there is nothing', async (path) => {
		expect(await ask('GET', path)).toMatchObject({ status: 404, allow: null, body: { error: { code: 'not_found' } } });
	});
});
