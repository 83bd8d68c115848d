import { limits } from '@footfall/protocol';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlDb } from '../control/control.ts';
import { openSqliteControl } from '../control/sqlite.ts';
import { silentLogger } from '../logger.ts';
import { renderError } from './errors.ts';
import { siteRoutes } from './sites.ts';

let control: ControlDb;
let app: Hono;
beforeEach(() => {
	control = openSqliteControl({ path: ':memory:', clock: () => 0, firstSite: { domain: 'example.com', timeZone: 'UTC' } });
	app = new Hono().route('/', siteRoutes(control));
	app.onError(renderError(silentLogger));
});
afterEach(() => control.close());

async function add(body: string): Promise<{ status: number; json: unknown }> {
	const response = await app.request('/api/sites', { method: 'POST', body });
	return { status: response.status, json: await response.json() };
}

describe('POST /api/sites', () => {
	it('adds a site', async () => {
		const { status, json } = await add('{"domain":"https://www.Shop.example/","name":"The shop","timeZone":"Asia/Kathmandu"}');
		expect(status).toBe(201);
		expect(json).toMatchObject({ domain: 'shop.example', name: 'The shop', timeZone: 'Asia/Kathmandu' });
	});

	it.each([
		['{', 'not_json', undefined],
		['{"domain":"a.example","__proto__":{}}', 'forbidden_key', '__proto__'],
		[`{"domain":"a.example","aliases":${'['.repeat(20)}${']'.repeat(20)}}`, 'body_too_deep', undefined],
		['{"domain":7}', 'invalid_site', 'domain'],
		['{"domain":"a.example","colour":"red"}', 'invalid_site', 'colour'],
		['{"domain":"a.example","timeZone":"Mars/Olympus"}', 'invalid_site', 'timeZone'],
	])('says what is wrong with %s', async (body, code, at) => {
		const { status, json } = await add(body);
		expect([status, json]).toEqual([400, { error: { code, message: expect.any(String), ...(at === undefined ? {} : { at }) } }]);
	});

	it('reads no more than a body may have', async () => {
		const { status, json } = await add(`{"domain":"a.example","name":"${' '.repeat(limits.wireBytes)}"}`);
		expect([status, json]).toMatchObject([413, { error: { code: 'body_too_large' } }]);
	});

	it('keeps no characters that no other program takes', async () => {
		expect((await add('{"domain":"a.example","name":"a\\u0000b\\ud800"}')).json).toMatchObject({ name: 'ab\ufffd' });
	});
});
