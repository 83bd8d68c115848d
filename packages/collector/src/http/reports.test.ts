import { FootfallError } from '@footfall/protocol';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../logger.ts';
import { type Reports, reportNames } from '../reports/reports.ts';
import { renderError } from './errors.ts';
import { reportRoutes } from './reports.ts';

function setUp(run: Reports['run']) {
	const app = new Hono().route(
		'/',
		reportRoutes(() => ({ run })),
	);
	app.onError(renderError(silentLogger));
	return (name: string, body = '{}', options: RequestInit = {}) =>
		app.request(`/api/reports/${name}`, { method: 'POST', body, ...options });
}

describe('POST /api/reports/<name>', () => {
	it.each(reportNames)('answers %s, and is kept by nobody', async (name) => {
		const response = await setUp(async (asked, json) => ({ asked, json }))(name, '{"site_id":"shop"}');
		expect([response.status, response.headers.get('Cache-Control')]).toEqual([200, 'no-store']);
		expect(await response.json()).toEqual({ asked: name, json: { site_id: 'shop' } });
	});

	it('answers a GET as well, asked in its address', async () => {
		const app = new Hono().route(
			'/',
			reportRoutes(() => ({ run: async (asked, json) => ({ asked, json }) })),
		);
		app.onError(renderError(silentLogger));
		const get = (search: string) => app.request(`/api/reports/hours${search}`);
		const response = await get(`?query=${encodeURIComponent('{"site_id":"Lädchen & Co"}')}`);
		expect([response.status, await response.json()]).toEqual([200, { asked: 'hours', json: { site_id: 'Lädchen & Co' } }]);
		expect(await (await get('')).json()).toMatchObject({ error: { code: 'invalid_query', at: 'query' } });
		expect(await (await get('?query=%7B')).json()).toMatchObject({ error: { code: 'not_json' } });
	});

	it('is nothing for a name that no report has', async () => {
		expect((await setUp(async () => ({}))('toString')).status).toBe(404);
	});

	it.each([
		['{', 400, 'not_json'],
		['{"__proto__": {}}', 400, 'forbidden_key'],
		[`${'['.repeat(40)}${']'.repeat(40)}`, 400, 'body_too_deep'],
	])('says what is wrong with %s', async (body, status, code) => {
		const response = await setUp(async () => ({}))('funnel', body);
		expect(response.status).toBe(status);
		expect(((await response.json()) as { error: unknown }).error).toMatchObject({ code });
	});

	it('passes on what a report refuses, with its place', async () => {
		const response = await setUp(async () => {
			throw new FootfallError('invalid_query', { at: 'steps[1].page' });
		})('funnel');
		expect(response.status).toBe(400);
		expect(((await response.json()) as { error: unknown }).error).toMatchObject({ code: 'invalid_query', at: 'steps[1].page' });
	});

	it('is cancelled when the client leaves', async () => {
		const leaving = new AbortController();
		let signal: AbortSignal | undefined;
		const ask = setUp(async (_, __, options) => {
			signal = options?.signal;
			return {};
		});
		await ask('journeys', '{}', { signal: leaving.signal });
		expect(signal?.aborted).toBe(false);
		leaving.abort();
		expect(signal?.aborted).toBe(true);
	});
});
