import { fileURLToPath } from 'node:url';
import { test as base, expect } from '@playwright/test';
import { type RunningServer, startServer, withTemporaryDirectory } from './fixtures/server.ts';
import { eventCounts, ready } from './fixtures/store.ts';

const program = fileURLToPath(new URL('../examples/embed/dist/server.js', import.meta.url));

const test = base.extend<{ garden: RunningServer }>({
	// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
	garden: async ({}, use) => {
		await withTemporaryDirectory(async (dataDir) => {
			const garden = await startServer({ program, dataDir });
			await ready(`${garden.url}/stats`, 'garden.example');
			await use(garden);
			expect(await garden.stop()).toBe(0);
		});
	},
});

test.describe('Footfall under /stats of somebody else’s server', () => {
	test('counts the pages of that server, from its own origin, and shows them there', async ({ garden, page, context }) => {
		const foreign: string[] = [];
		context.on('request', (request) => {
			if (!request.url().startsWith(garden.url)) foreign.push(request.url());
		});
		const dashboard = await context.newPage();
		await dashboard.goto(`${garden.url}/stats/`);

		await page.goto(`${garden.url}/`);
		await page.getByRole('link', { name: 'Seeds' }).click();
		await page.getByRole('heading', { name: 'Seeds' }).waitFor();
		await page.getByRole('button', { name: 'Order beans' }).click();
		await page.close({ runBeforeUnload: true });

		await expect
			.poll(() => eventCounts(`${garden.url}/stats`, { site_id: 'garden.example' }))
			.toEqual({ 'pageview /': 1, 'pageview /seeds': 1, 'Order seeds /seeds': 1 });
		await expect(dashboard.getByText('/seeds').first()).toBeVisible();
		expect(foreign).toEqual([]);
	});

	test('leaves every other address to that server', async ({ garden }) => {
		expect((await fetch(`${garden.url}/nothing`)).status).toBe(404);
		expect(await (await fetch(`${garden.url}/nothing`)).text()).toBe('404 Not Found');
		expect((await fetch(`${garden.url}/analytics.js`)).status).toBe(404);
		expect((await fetch(`${garden.url}/stats/analytics.js`)).status).toBe(200);
	});

	test('is found without its closing slash', async ({ garden, page }) => {
		await page.goto(`${garden.url}/stats`);
		await expect(page).toHaveURL(`${garden.url}/stats/`);
	});

	test('moves live over the WebSocket that attach() carries', async ({ garden, page }) => {
		const [socket] = await Promise.all([page.waitForEvent('websocket'), page.goto(`${garden.url}/stats/`)]);
		expect(socket.url()).toBe(`${garden.url.replace('http', 'ws')}/stats/ws`);
		await socket.waitForEvent('framereceived');
	});
});
