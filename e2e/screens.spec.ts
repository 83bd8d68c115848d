import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { endAnimations } from './fixtures/animations.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { type RunningServer, startServer, withTemporaryDirectory } from './fixtures/server.ts';
import { ready } from './fixtures/store.ts';
import { expect, test } from './fixtures/test.ts';
import { sendTraffic } from './fixtures/traffic.ts';

const screens = fileURLToPath(new URL('../test-results/screens', import.meta.url));

interface Screen {
	readonly search: string;
	/** What shows that it is drawn. */
	readonly drawn: string;
	/** Only what is in the window. */
	readonly window?: boolean;
	open?(page: Page): Promise<void>;
}

const pages: Readonly<Record<string, Screen>> = {
	overview: { search: '?site=localhost&locations=map', drawn: 'Germany' },
	realtime: { search: '?site=localhost&range=realtime', drawn: 'Live events' },
	goal: { search: '?site=localhost&f=is,event:goal,Purchase&events=event:goal&pages=event:route', drawn: 'Conversion rate' },
	goals: { search: '?site=localhost&page=goals', drawn: 'Event Purchase' },
	shop: { search: '?site=localhost&page=shop&compare=previous_period', drawn: 'The way to an order' },
	sites: { search: '?page=sites', drawn: 'Trail & Thread' },
	filter: {
		search: '?site=localhost&f=is,visit:source,Google',
		drawn: '/boots',
		window: true,
		open: async (page) => {
			await page.getByTitle('Add a filter').click();
			await page.getByRole('list', { name: 'Values' }).getByRole('button').first().waitFor();
		},
	},
};

async function furnish(server: RunningServer): Promise<void> {
	await sendTraffic(server.url, { people: 600, hours: 12 });
	await sendTraffic(server.url, { people: 25, hours: 0.45, seed: 3 });
	const post = async (at: string, body: object): Promise<void> => {
		const response = await fetch(`${server.url}/api/sites${at}`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(body),
		});
		expect(response.status).toBe(201);
	};
	await post('', { domain: 'shop.example', name: 'Trail & Thread' });
	await sendTraffic(server.url, { people: 150, hours: 12, site: 'shop.example', seed: 2 });
	await post('/localhost/goals', { kind: 'event', event: 'Purchase', currency: 'EUR' });
	await post('/localhost/goals', { kind: 'event', event: 'Signup' });
	await post('/localhost/goals', { kind: 'page', page: '/blog/**' });
	await post('/localhost/goals', { kind: 'scroll', page: '/', depth: 75 });
	await post('/localhost/routes', { template: '/product/:id' });
	const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
	await post('/localhost/annotations', { text: 'v2.1: the new checkout', kind: 'deploy', time: hoursAgo(3) });
	await post('/localhost/annotations', { text: 'Newsletter went out', time: hoursAgo(6) });
}

test('every page, wide and on a phone, in light and dark: nothing sticks out and nothing is said to be wrong', async ({ browser }) => {
	test.setTimeout(240_000);
	await withTemporaryDirectory(async (dataDir) => {
		const server = await startServer({ dataDir, env: { TRUSTED_PROXIES: '127.0.0.1' } });
		await ready(server.url);
		await furnish(server);
		for (const colorScheme of ['light', 'dark'] as const) {
			for (const [width, height] of [
				[1440, 1000],
				[390, 844],
			] as const) {
				const context = await browser.newContext({ colorScheme, viewport: { width, height } });
				const page = await context.newPage();
				const faults: string[] = [];
				page.on('pageerror', (error) => faults.push(String(error)));
				const dash = dashboard(page, server.url);
				for (const [name, { search, drawn, window, open }] of Object.entries(pages)) {
					await dash.open(search);
					await expect(page.getByText(drawn, { exact: true }).filter({ visible: true }).first()).toBeVisible();
					await open?.(page);
					await expect(page.locator('.skeleton, .chart-skeleton').filter({ visible: true })).toHaveCount(0);
					await endAnimations(page);
					const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
					expect.soft(over, `${name} at ${width}`).toBe(0);
					await expect.soft(page.getByRole('alert'), `${name} at ${width}`).toHaveCount(0);
					await page.screenshot({ path: path.join(screens, `${name}-${width}-${colorScheme}.png`), fullPage: window !== true });
				}
				expect.soft(faults).toEqual([]);
				await context.close();
			}
		}
		await server.stop();
	});
});
