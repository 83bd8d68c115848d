import { gzipSync } from 'node:zlib';
import { view } from './fixtures/client.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { expect, test } from './fixtures/test.ts';

/** Bytes of JavaScript that the start page may cost, as gzip packs them. */
const FIRST_LOAD = 150_000;

test('the start page is light, and another page is fetched when it is opened', async ({ server, page }) => {
	await view(server.url, { page: { u: 'http://localhost/', t: 'Home' } });
	const scripts = new Map<string, Promise<Buffer>>();
	page.on('response', (response) => {
		if (response.url().endsWith('.js')) scripts.set(new URL(response.url()).pathname, response.body());
	});
	const dash = dashboard(page, server.url);
	await dash.open();
	await expect(dash.card('Unique visitors')).toContainText('1');
	const first = await Promise.all(scripts.values());
	expect(first.length).toBeGreaterThan(0);
	expect(first.reduce((sum, body) => sum + gzipSync(body).length, 0)).toBeLessThan(FIRST_LOAD);

	const before = scripts.size;
	await page.getByRole('navigation', { name: 'Pages', exact: true }).getByRole('link', { name: 'Pipeline' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Pipeline' })).toBeVisible();
	expect(scripts.size).toBeGreaterThan(before);
	await page.goBack();
	await expect(dash.card('Unique visitors')).toBeVisible();
});

test('on a phone the pages are in a menu, and the keyboard walks through it', async ({ server, page }) => {
	await view(server.url, { page: { u: 'http://localhost/', t: 'Home' } });
	await page.setViewportSize({ width: 390, height: 844 });
	await dashboard(page, server.url).open();
	await expect(page.getByRole('navigation', { name: 'Pages', exact: true })).toBeHidden();
	await page.getByRole('button', { name: 'Overview', exact: true }).focus();
	await page.keyboard.press('Enter');
	await page.keyboard.press('ArrowUp');
	await expect(page.getByRole('dialog', { name: 'Pages', exact: true }).getByRole('button', { name: 'Pipeline' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/page=pipeline/);
	await expect(page.getByRole('button', { name: 'Pipeline' })).toBeVisible();
});

test('a page that cannot be fetched says so, and is there on another try', async ({ server, page }) => {
	await view(server.url, { page: { u: 'http://localhost/', t: 'Home' } });
	const dash = dashboard(page, server.url);
	await dash.open();
	await expect(dash.card('Unique visitors')).toContainText('1');
	await page.route('**/assets/pipeline-*', (route) => route.abort());
	await page.getByRole('link', { name: 'Pipeline' }).click();
	await expect(page.getByRole('alert')).toContainText('could not be fetched');
	await page.unroute('**/assets/pipeline-*');
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Pipeline' })).toBeVisible();
});
