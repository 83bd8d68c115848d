import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlDb } from '../control/control.ts';
import { openSqliteControl } from '../control/sqlite.ts';
import { silentLogger } from '../logger.ts';
import { renderError } from './errors.ts';
import { siteSettingsRoutes } from './siteSettings.ts';

const NOW = Date.UTC(2026, 4, 20, 12);
let control: ControlDb;
let app: Hono;
beforeEach(() => {
	control = openSqliteControl({ path: ':memory:', clock: () => NOW, firstSite: { domain: 'example.com' } });
	app = new Hono().route('/', siteSettingsRoutes({ control, clock: () => NOW }));
	app.onError(renderError(silentLogger));
});
afterEach(() => control.close());

async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; json: never }> {
	const response = await app.request(`/api/sites/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
	const text = await response.text();
	return { status: response.status, json: (text === '' ? undefined : JSON.parse(text)) as never };
}
const signup = { kind: 'event', event: 'Signup' };

describe('the settings of a site', () => {
	it.each([
		['goals', signup, { ...signup, name: 'Signup' }, { kind: 'page', page: '/thanks', name: 'Thanks', currency: 'EUR' }],
		[
			'segments',
			{ name: 'Germans', filters: [['is', 'visit:country', ['DE']]] },
			{ name: 'Germans', filters: [['is', 'visit:country', ['DE']]] },
			{ name: 'Not they', filters: [['is_not', 'visit:country', ['DE']]] },
		],
		[
			'funnels',
			{ name: ' Buying ', steps: [{ page: '/' }, { event: 'Buy', filters: [['is', 'event:props:size', ['M']]] }], window: { days: 7 } },
			{ name: 'Buying', steps: [{ page: '/' }, { event: 'Buy', filters: [['is', 'event:props:size', ['M']]] }], window: { days: 7 } },
			{ name: 'Joining', steps: [{ page: '/**' }, { page: '/join' }] },
		],
		[
			'annotations',
			{ text: ' v1.2 ', kind: 'deploy' },
			{ text: 'v1.2', kind: 'deploy', time: '2026-05-20T12:00:00.000Z' },
			{ text: 'v1.2', kind: 'note', time: '2026-05-19T10:00:00.000Z' },
		],
		['routes', { template: '/product/:id' }, { template: '/product/:id' }, { template: '/product/:id/*' }],
	])('%s are added, listed, replaced and taken away', async (kind, sent, kept, other) => {
		const added = await ask('POST', `example.com/${kind}`, sent);
		const { id } = added.json as { id: string };
		expect(added).toEqual({ status: 201, json: { id, ...kept } });
		expect((await ask('GET', `example.com/${kind}`)).json).toEqual({ [kind]: [{ id, ...kept }] });
		expect(await ask('PUT', `example.com/${kind}/${id}`, other)).toEqual({ status: 200, json: { id, ...other } });
		expect((await ask('GET', `example.com/${kind}`)).json).toEqual({ [kind]: [{ id, ...other }] });
		expect((await ask('DELETE', `example.com/${kind}/${id}`)).status).toBe(204);
		expect((await ask('GET', `example.com/${kind}`)).json).toEqual({ [kind]: [] });
		expect((await ask('DELETE', `example.com/${kind}/${id}`)).status).toBe(404);
	});

	it('belong to one site: another one neither sees nor changes them', async () => {
		control.createSite({ domain: 'other.example' });
		const { id } = (await ask('POST', 'example.com/goals', signup)).json as { id: string };
		expect((await ask('GET', 'other.example/goals')).json).toEqual({ goals: [] });
		expect((await ask('PUT', `other.example/goals/${id}`, signup)).status).toBe(404);
		expect((await ask('DELETE', `other.example/goals/${id}`)).status).toBe(404);
		expect((await ask('DELETE', `example.com/segments/${id}`)).status).toBe(404);
		expect((await ask('POST', 'other.example/goals', signup)).status).toBe(201);
		expect((await ask('GET', 'nobody.example/goals')).json).toMatchObject({ error: { code: 'not_found', at: 'id' } });
	});

	it('are what they are called once only', async () => {
		await ask('POST', 'example.com/goals', signup);
		expect((await ask('POST', 'example.com/goals', { ...signup, event: 'Other', name: 'Signup' })).json).toMatchObject({
			error: { code: 'conflict', at: 'name' },
		});
		await ask('POST', 'example.com/routes', { template: '/product/:id' });
		expect((await ask('POST', 'example.com/routes', { template: '/product/:slug' })).status).toBe(409);
	});

	it('have routes that say more before those that say less', async () => {
		for (const template of ['/*', '/:page', '/product/*', '/product/:id', '/product/:id/reviews', '/:a/:b'])
			await ask('POST', 'example.com/routes', { template });
		const { routes } = (await ask('GET', 'example.com/routes')).json as { routes: { template: string }[] };
		expect(routes.map(({ template }) => template)).toEqual([
			'/product/:id/reviews',
			'/product/:id',
			'/product/*',
			'/:a/:b',
			'/:page',
			'/*',
		]);
	});

	it('have annotations of a span of time', async () => {
		for (const day of ['01', '02', '03']) await ask('POST', 'example.com/annotations', { text: day, time: `2026-05-${day}T00:00:00Z` });
		const span = 'from=2026-05-02T02:00:00%2B02:00&to=2026-05-03T00:00:00Z';
		expect((await ask('GET', `example.com/annotations?${span}`)).json).toMatchObject({ annotations: [{ text: '02' }] });
		expect(await ask('GET', 'example.com/annotations?from=2026')).toMatchObject({ status: 400, json: { error: { at: 'from' } } });
	});

	it('are limited in number', async () => {
		for (let n = 0; n < 100; n++) await ask('POST', 'example.com/goals', { kind: 'page', page: `/${n}` });
		expect(await ask('POST', 'example.com/goals', signup)).toMatchObject({ status: 409, json: { error: { code: 'limit_reached' } } });
	});

	it.each([
		['goals', { kind: 'wish' }, 'invalid_goal', 'kind'],
		['goals', { kind: 'page' }, 'invalid_goal', 'page'],
		['goals', { kind: 'page', page: 'blog' }, 'invalid_goal', 'page'],
		['goals', { kind: 'page', page: '/***' }, 'invalid_goal', 'page'],
		['goals', { kind: 'page', page: '/a', depth: 5 }, 'invalid_goal', 'depth'],
		['goals', { kind: 'scroll', page: '/a', depth: 101 }, 'invalid_goal', 'depth'],
		['goals', { ...signup, props: {} }, 'invalid_goal', 'props'],
		['goals', { ...signup, props: { plan: ['x'] } }, 'invalid_goal', 'props.plan'],
		['goals', { ...signup, currency: 'euro' }, 'invalid_goal', 'currency'],
		['goals', { ...signup, name: ' ' }, 'invalid_goal', 'name'],
		['goals', { ...signup, name: 'n'.repeat(121) }, 'invalid_goal', 'name'],
		['segments', { name: 'x', filters: [] }, 'invalid_segment', 'filters'],
		['segments', { name: 'x', filters: [['is', 'visit:shoe', ['x']]] }, 'unknown_dimension', 'filters[0][1]'],
		['segments', { name: 'x', filters: [['is', 'segment', ['y']]] }, 'unknown_dimension', 'filters[0][1]'],
		['segments', { filters: [['is', 'visit:os', ['x']]] }, 'invalid_segment', 'name'],
		['funnels', { name: 'x' }, 'invalid_funnel', 'steps'],
		['funnels', { name: '', steps: [{ page: '/' }, { page: '/a' }] }, 'invalid_funnel', 'name'],
		['funnels', { name: 'x', steps: [{ page: '/' }] }, 'invalid_funnel', 'steps'],
		['funnels', { name: 'x', steps: Array.from({ length: 9 }, () => ({ page: '/' })) }, 'invalid_funnel', 'steps'],
		['funnels', { name: 'x', steps: [{ page: '/' }, { page: 'a' }] }, 'invalid_funnel', 'steps[1].page'],
		['funnels', { name: 'x', steps: [{ page: '/' }, { goal: 'a' }] }, 'invalid_funnel', 'steps[1].goal'],
		['funnels', { name: 'x', steps: [{ page: '/' }, { page: '/a' }], window: { days: 91 } }, 'invalid_funnel', 'window.days'],
		['funnels', { name: 'x', steps: [{ page: '/' }, { page: '/a' }], breakdown: 'visit:os' }, 'invalid_funnel', 'breakdown'],
		[
			'funnels',
			{ name: 'x', steps: [{ page: '/' }, { event: 'Buy', filters: [['is', 'visit:os', ['x']]] }] },
			'invalid_filter',
			'steps[1].filters[0]',
		],
		['annotations', { text: '' }, 'invalid_annotation', 'text'],
		['annotations', { text: 'x', time: '2026-01-31' }, 'invalid_annotation', 'time'],
		['annotations', { text: 'x', kind: 'alarm' }, 'invalid_annotation', 'kind'],
		['annotations', { text: 'x', color: 'red' }, 'invalid_annotation', 'color'],
		['routes', { template: 'product/:id' }, 'invalid_route', 'template'],
		['routes', { template: '/product' }, 'invalid_route', 'template'],
		['routes', { template: '/*/x' }, 'invalid_route', 'template'],
		['routes', { template: '/:a-b' }, 'invalid_route', 'template'],
		['routes', [], 'invalid_route', ''],
	])('%s refuse %j', async (kind, body, code, at) => {
		expect(await ask('POST', `example.com/${kind}`, body)).toMatchObject({ status: 400, json: { error: { code, at } } });
		expect((await ask('GET', `example.com/${kind}`)).json).toEqual({ [kind]: [] });
	});
});
