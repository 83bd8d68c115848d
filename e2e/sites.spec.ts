import { person, view } from './fixtures/client.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { expect, test } from './fixtures/test.ts';

async function addSite(url: string, domain: string, name: string): Promise<void> {
	const response = await fetch(`${url}/api/sites`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ domain, name }),
	});
	expect(response.status).toBe(201);
}

test('one site begins with its numbers, several begin with all of them at a glance', async ({ server, page }) => {
	const dash = dashboard(page, server.url);
	await view(server.url, { page: { u: 'http://localhost/' } });
	await dash.open();
	await expect(dash.card('Unique visitors')).toContainText('1');

	await addSite(server.url, 'shop.example', 'Shop <b>bold</b>');
	await dash.open();
	await expect(page.getByRole('heading', { level: 1, name: 'Sites' })).toBeVisible();
	await expect(page.getByRole('listitem').filter({ hasText: 'Shop <b>bold</b>' })).toContainText('shop.example');
	await expect(page).toHaveTitle('Sites · Footfall');
});

test('the grid follows every site, and a click, a key and the way back lead in and out', async ({ server, page }) => {
	await addSite(server.url, 'shop.example', 'Shop');
	await view(server.url, { page: { u: 'http://localhost/' } });
	const dash = dashboard(page, server.url);
	await dash.open('?page=sites');
	const card = (name: string) => page.locator('.site-card').filter({ hasText: name });
	await expect(card('localhost')).toContainText('1visitor');
	await expect(card('localhost')).toContainText('1 now');
	await expect(card('Shop')).toContainText('0visitors');

	for (const agent of ['One', 'Two']) {
		await view(server.url, { site: 'shop.example', page: { u: 'http://shop.example/' }, userAgent: `${person} ${agent}` });
	}
	await expect(card('Shop')).toContainText('2visitors');
	await expect(card('Shop')).toContainText('2 now');

	await card('Shop').getByRole('link').click();
	await expect(dash.card('Unique visitors')).toContainText('2');
	await expect(dash.activeNow).toContainText('2');
	await expect(page).toHaveURL(/site=shop\.example/);
	await page.goBack();
	await page.keyboard.press('1');
	await expect(dash.card('Unique visitors')).toContainText('1');
	await expect(dash.activeNow).toContainText('1');
	await page.keyboard.press('2');
	await expect(dash.card('Unique visitors')).toContainText('2');
});

test('where WebSockets are not let through, the grid follows all sites over the event stream', async ({ server, page }) => {
	await addSite(server.url, 'shop.example', 'Shop');
	await page.routeWebSocket(/\/ws$/, (socket) => socket.close());
	const dash = dashboard(page, server.url);
	await dash.open('?page=sites');
	const card = (name: string) => page.locator('.site-card').filter({ hasText: name });
	await expect(card('Shop')).toContainText('0 now');
	await view(server.url, { site: 'shop.example', page: { u: 'http://shop.example/' } });
	await view(server.url, { page: { u: 'http://localhost/' } });
	await expect(card('Shop')).toContainText('1 now');
	await expect(card('localhost')).toContainText('1 now');
});
