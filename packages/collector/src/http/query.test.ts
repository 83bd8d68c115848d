import { FootfallError, type Query } from '@footfall/protocol';
import { parseQuery } from '@footfall/protocol/schemas';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../logger.ts';
import type { RunOptions } from '../query/engine.ts';
import { renderError } from './errors.ts';
import { queryRoutes } from './query.ts';

function setUp(run: (query: Query, options?: RunOptions) => Promise<unknown>) {
	const app = new Hono().route(
		'/',
		queryRoutes(() => ({ parse: parseQuery, run: run as never })),
	);
	app.onError(renderError(silentLogger));
	return (body: string, options: RequestInit = {}) => app.request('/api/v2/query', { method: 'POST', body, ...options });
}
const question = { site_id: 'shop', metrics: ['visits'], date_range: '7d' };

describe('POST /api/v2/query', () => {
	it('answers a query, and is kept by nobody', async () => {
		const ask = setUp(async (query) => ({ asked: query }));
		const response = await ask(JSON.stringify(question));
		expect([response.status, response.headers.get('Cache-Control'), await response.json()]).toEqual([200, 'no-store', { asked: question }]);
	});

	it.each([
		['{', 400, 'not_json', undefined],
		[JSON.stringify({ ...question, metrics: ['visits', 'speed'] }), 400, 'unknown_metric', 'metrics[1]'],
		[JSON.stringify({ ...question, filters: [['is', 'visit:shoe', ['x']]] }), 400, 'unknown_dimension', 'filters[0][1]'],
		['{"__proto__": {}}', 400, 'forbidden_key', '__proto__'],
	])('says what is wrong with %s', async (body, status, code, at) => {
		const response = await setUp(async () => ({}))(body);
		expect(response.status).toBe(status);
		expect(((await response.json()) as { error: unknown }).error).toMatchObject({ code, ...(at === undefined ? {} : { at }) });
	});

	it('passes on what the engine refuses, with when to try again', async () => {
		const response = await setUp(async () => {
			throw new FootfallError('query_timeout');
		})(JSON.stringify(question));
		expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '5']);
	});

	it('is cancelled when the client leaves', async () => {
		const leaving = new AbortController();
		let signal: AbortSignal | undefined;
		const ask = setUp(async (_, options) => {
			signal = options?.signal;
			return {};
		});
		await ask(JSON.stringify(question), { signal: leaving.signal });
		expect(signal?.aborted).toBe(false);
		leaving.abort();
		expect(signal?.aborted).toBe(true);
	});
});
