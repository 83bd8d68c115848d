import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFootfall, type Footfall } from '../../index.ts';
import { silentLogger } from '../../logger.ts';
import { openApi } from './document.ts';
import type { Method, Operation, Schema } from './parts.ts';

let directory: string;
let footfall: Footfall;
let site: string;
/** Id of what was made last. */
let made: string;
beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-openapi-'));
	footfall = await createFootfall({ DATA_DIR: directory, BASE_URL: '', FOOTFALL_DEMO: false, logger: silentLogger });
	await footfall.start();
	const { sites } = (await (await footfall.app.request('/api/sites')).json()) as { sites: { id: string }[] };
	site = sites[0]?.id ?? '';
});
afterAll(async () => {
	await footfall.close();
	await rm(directory, { recursive: true });
});

/** The parts of the app that are no public API: the pages, the script, and what answers whatever nobody asked for. */
const noApi = /^\/(\*|demo.*|analytics\.[\w.-]*js)?$/;
const operations = Object.entries(openApi.paths).flatMap(([path, methods]) =>
	(Object.entries(methods) as [Method, Operation][]).map(([method, operation]) => ({ path, method, operation })),
);

const ajv = new Ajv2020({ strict: false });
function faultsOf(schema: Schema, value: unknown): unknown {
	const validate = ajv.compile({ ...schema, components: openApi.components });
	return validate(value) ? [] : validate.errors;
}

/** Sends what an operation gives as its example. */
async function send(path: string, method: Method, { parameters = [], requestBody }: Operation): Promise<Response> {
	const params = parameters.flatMap(({ in: place, name, example }) =>
		place === 'query' && example !== undefined ? [`${name}=${encodeURIComponent(example)}`] : [],
	);
	const address = `${path.replace('{id}', site).replace(/\{(import|item)\}/, made)}${params.length === 0 ? '' : `?${params.join('&')}`}`;
	const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
	const body = typeof content?.example === 'string' ? content.example : JSON.stringify(content?.example);
	return await footfall.app.request(address, {
		method: method.toUpperCase(),
		...(type === undefined ? {} : { headers: { 'Content-Type': type }, body }),
	});
}

describe('the description of the API', () => {
	it('names every route that there is, and none that there is not', () => {
		const routes = footfall.app.routes
			.filter(({ method, path }) => method !== 'ALL' && method !== 'OPTIONS' && !noApi.test(path))
			.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
		const described = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
		expect([...new Set(routes)].sort()).toEqual(described.sort());
	});

	it('is what the server says of itself', async () => {
		expect(await (await footfall.app.request('/api/openapi.json')).json()).toEqual(JSON.parse(JSON.stringify(openApi)));
	});

	it('gives every operation a name of its own, and refers only to what it has', () => {
		expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
		const refs = [...JSON.stringify(openApi).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
		expect(refs.filter((name) => openApi.components.schemas[name ?? ''] === undefined)).toEqual([]);
	});

	it.each(operations)('is true of $method $path', async ({ path, method, operation }) => {
		if (method === 'get' && operation.requestBody) throw new Error('A GET has no body.');
		const response = await send(path, method, operation);
		const described = operation.responses[response.status];
		const refusal = response.status < 400 ? '' : await response.clone().text();
		expect([response.status < 300, described?.description], refusal).toEqual([true, expect.any(String)]);
		const type = response.headers.get('Content-Type') ?? '';
		const content = Object.entries(described?.content ?? {}).find(([name]) => type.startsWith(name));
		expect([type, content !== undefined || described?.content === undefined]).toEqual([type, true]);
		if (content?.[0] !== 'application/json') return void (await response.body?.cancel());
		const answer = (await response.json()) as { id?: string };
		expect(faultsOf(content[1].schema, answer)).toEqual([]);
		if (response.status === 201) made = answer.id ?? '';
	});

	it.each(operations.filter(({ operation }) => operation.requestBody?.content['application/json']))(
		'has a schema that its own example of $method $path fits',
		({ operation }) => {
			const { schema = {}, example } = operation.requestBody?.content['application/json'] ?? {};
			expect(faultsOf(schema, example)).toEqual([]);
		},
	);

	it.each([
		['POST', '/api/v2/query', '{'],
		['POST', '/api/v2/query', '{"site_id":"localhost","metrics":["speed"],"date_range":"day"}'],
		['POST', '/api/events', '{}'],
		['GET', '/api/sites/none/imports', undefined],
		['GET', '/api/sites/none/export', undefined],
	])('describes what is wrong with %s %s %s', async (method, path, body) => {
		const response = await footfall.app.request(path, { method, ...(body === undefined ? {} : { body }) });
		expect(response.status).toBeGreaterThanOrEqual(400);
		expect(faultsOf(openApi.components.schemas.Error ?? {}, await response.json())).toEqual([]);
	});
});
