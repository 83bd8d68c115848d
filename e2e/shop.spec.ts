import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { endAnimations } from './fixtures/animations.ts';
import { faultsByAxe } from './fixtures/axe.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { startServer, withTemporaryDirectory } from './fixtures/server.ts';
import { shopper } from './fixtures/shop.ts';
import { goods, sendOrders } from './fixtures/shopOrders.ts';
import { ready } from './fixtures/store.ts';
import { expect, test } from './fixtures/test.ts';

const screens = fileURLToPath(new URL('../test-results/screens', import.meta.url));

const card = (page: Page, label: string) =>
	page.getByRole('region', { name: 'Shop overview' }).getByRole('button', { name: new RegExp(`^${label}`) });
const list = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const tab = (page: Page, name: string) => page.getByRole('navigation', { name: 'Shop', exact: true }).getByRole('button', { name });
const rowsOf = (page: Page, name: string) => list(page, name).getByRole('table').locator('tbody tr');

test('a purchase in the demo shop is on the open shop page, and no load brings it there', async ({ server, page, browser }) => {
	const watching = await (await browser.newContext()).newPage();
	await watching.goto(`${server.url}/?page=shop`);
	await expect(watching.getByText('No order in this range')).toBeVisible();
	await expect(watching.getByText("footfall('Purchase'")).toBeVisible();
	let loads = 0;
	watching.on('load', () => {
		loads += 1;
	});

	const shop = shopper(page, server.url);
	await shop.open('products/walker.html');
	await shop.press('Add to cart');
	await shop.press('Add to cart');
	await shop.follow('To the cart', 'Cart');
	await shop.follow('Something else', 'Quick order');
	await shop.follow('Flask', 'Flask');
	await shop.press('Add to cart');
	await shop.follow('To the cart', 'Cart');
	await shop.press('Buy for €330');
	await page.getByRole('heading', { level: 1, name: 'Thank you' }).waitFor();

	await expect(card(watching, 'Revenue')).toContainText('€330.00');
	await expect(card(watching, 'Orders')).toContainText('1');
	await expect(card(watching, 'Items sold')).toContainText('3');
	await expect(card(watching, 'Buyers')).toContainText('1');
	await expect(card(watching, 'Conversion rate')).toContainText('100%');
	const steps = list(watching, 'The way to an order');
	for (const step of ['Viewed a product', 'Added to cart', 'Began checkout', 'Ordered'])
		await expect(steps.getByRole('listitem').filter({ hasText: step })).toContainText('1');
	await expect(steps).toContainText('Cart to order: 100%');
	const best = list(watching, 'Best-selling products');
	await expect(best.getByRole('row').filter({ hasText: 'Walker' })).toContainText('€298.00');
	await expect(best.getByRole('row').filter({ hasText: 'Flask' })).toContainText('€32.00');

	await tab(watching, 'Products').click();
	await expect(watching).toHaveURL(/tab=products/);
	await expect(rowsOf(watching, 'Products').filter({ hasText: 'Walker' })).toContainText('Boots');
	await tab(watching, 'Orders').click();
	await expect(rowsOf(watching, 'Orders')).toHaveCount(1);
	await expect(rowsOf(watching, 'Orders')).toContainText('€330.00');
	await expect(rowsOf(watching, 'Orders')).toContainText('+ 1');
	await tab(watching, 'Users').click();
	await expect(rowsOf(watching, 'Buyers')).toHaveCount(1);
	await watching.goBack();
	await expect(rowsOf(watching, 'Orders')).toHaveCount(1);
	expect(loads).toBe(0);

	await shop.follow('Once more?', 'Quick order');
	await shop.follow('Lantern', 'Lantern');
	await shop.press('Add to cart');
	await shop.follow('To the cart', 'Cart');
	await shop.press('Buy for €45');
	await expect(rowsOf(watching, 'Orders')).toHaveCount(2);
	await expect(rowsOf(watching, 'Orders').first()).toContainText('€45.00');
	await shop.leave();
});

test('orders are searched, sorted, paged, filtered and saved, and the address holds it', async ({ browser }) => {
	test.slow();
	await withTemporaryDirectory(async (dataDir) => {
		const server = await startServer({ dataDir, env: { TRUSTED_PROXIES: '127.0.0.1' } });
		await ready(server.url);
		await sendOrders(server.url, 180);
		const page = await (await browser.newContext()).newPage();
		await page.goto(`${server.url}/?page=shop&range=24h&tab=orders`);
		await expect(list(page, 'Orders').getByRole('heading')).toContainText('60');
		await expect(rowsOf(page, 'Orders')).toHaveCount(50);
		await page.getByRole('button', { name: 'Next' }).click();
		await expect(rowsOf(page, 'Orders')).toHaveCount(10);
		await expect(page).toHaveURL(/p=1/);

		await list(page, 'Orders').getByRole('button', { name: 'Amount' }).click();
		await expect(page).toHaveURL(/sort=amount,desc/);
		await expect(page.getByRole('columnheader', { name: 'Amount' })).toHaveAttribute('aria-sort', 'descending');
		await expect(rowsOf(page, 'Orders').first()).toContainText('417.00');
		await list(page, 'Orders').getByRole('button', { name: 'Amount' }).click();
		await expect(rowsOf(page, 'Orders').first()).toContainText('235.00');

		await page.keyboard.press('/');
		await expect(page.getByRole('searchbox', { name: 'Search orders' })).toBeFocused();
		await page.keyboard.type('a-1003');
		await expect(rowsOf(page, 'Orders')).toHaveCount(1);
		await expect(rowsOf(page, 'Orders')).toContainText('A-1003');
		await page.reload();
		await expect(rowsOf(page, 'Orders')).toHaveCount(1);
		await expect(page.getByRole('searchbox', { name: 'Search orders' })).toHaveValue('a-1003');
		await page.getByRole('searchbox', { name: 'Search orders' }).fill('');
		await expect(list(page, 'Orders').getByRole('heading')).toContainText('60');

		const [file] = await Promise.all([
			page.waitForEvent('download'),
			list(page, 'Orders').getByRole('button', { name: 'Save Orders as CSV' }).click(),
		]);
		const text = await readFile(await file.path(), 'utf8');
		expect(text.trim().split('\r\n')).toHaveLength(61);
		expect(text).toContain('Currency');

		await page.getByLabel('Currency').selectOption('USD');
		await expect(rowsOf(page, 'Orders').first()).toContainText('$');
		await expect(list(page, 'Orders').getByRole('heading')).not.toContainText('60');
		await page.getByLabel('Currency').selectOption('');

		await tab(page, 'Users').click();
		await expect(page.getByRole('note')).toContainText('known for one day');
		await expect(rowsOf(page, 'Buyers').filter({ hasText: 'again' })).toHaveCount(0);

		await tab(page, 'Products').click();
		await expect(rowsOf(page, 'Products')).toHaveCount(goods.length);
		await expect(page.getByText('<img src=x', { exact: false }).first()).toBeVisible();
		await rowsOf(page, 'Products').getByRole('button', { name: 'Walker' }).click();
		await expect(dashboard(page, server.url).chips).toContainText('Walker');
		await expect(rowsOf(page, 'Products').filter({ hasText: 'Walker' })).toBeVisible();

		await page.goto(`${server.url}/?page=shop&range=all`);
		await expect(card(page, 'Orders')).toContainText('51');
		await expect(page.getByLabel('Interval (I)')).toHaveValue('hour');
		await card(page, 'Orders').click();
		await expect(page.getByRole('slider', { name: 'Orders over time' })).toBeVisible();
		await page.getByRole('button', { name: 'Show as table' }).click();
		await expect(page.getByRole('table', { name: 'Orders over time' })).toBeVisible();

		// The overview of the same events: what it costs is told beside how often.
		await page.goto(`${server.url}/?range=24h&f=is,event:name,purchase`);
		const dash = dashboard(page, server.url);
		await expect(dash.card('Revenue')).toContainText('€');
		await expect(dash.card('Average order value')).toBeVisible();
		await server.stop();
	});
});

test('the shop, wide and on a phone, in light and dark: axe finds nothing and nothing sticks out', async ({ browser }) => {
	test.setTimeout(240_000);
	await withTemporaryDirectory(async (dataDir) => {
		const server = await startServer({ dataDir, env: { TRUSTED_PROXIES: '127.0.0.1' } });
		await ready(server.url);
		for (const colorScheme of ['light', 'dark'] as const) {
			for (const width of [1440, 390] as const) {
				const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
				const page = await context.newPage();
				const look = async (name: string): Promise<void> => {
					await expect(page.locator('.skeleton, .chart-skeleton').filter({ visible: true })).toHaveCount(0);
					await endAnimations(page);
					const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
					expect.soft(over, `${name} at ${width}`).toBe(0);
					expect.soft(await faultsByAxe(page), `${name} at ${width} in ${colorScheme}`).toEqual([]);
					await page.screenshot({ path: path.join(screens, `shop-${name}-${width}-${colorScheme}.png`), fullPage: true });
				};
				if (colorScheme === 'light' && width === 1440) {
					await page.goto(`${server.url}/?page=shop`);
					await expect(page.getByText('No order in this range')).toBeVisible();
					await look('empty');
					await sendOrders(server.url, 180);
				}
				for (const [name, drawn] of Object.entries({
					overview: 'Shop overview',
					orders: 'Orders',
					users: 'Buyers',
					products: 'Products',
				})) {
					const search =
						name === 'overview'
							? '&compare=previous_period'
							: name === 'products'
								? '&tab=products&compare=previous_period'
								: `&tab=${name}`;
					await page.goto(`${server.url}/?page=shop&range=24h${search}`);
					await expect(list(page, drawn)).toBeVisible();
					await look(name);
				}
				await context.close();
			}
		}
		await server.stop();
	});
});

test('what cannot be answered says so, and is there on another try', async ({ server, page }) => {
	await page.route('**/api/reports/commerce', (route) =>
		route.fulfill({
			status: 503,
			contentType: 'application/json',
			body: JSON.stringify({ error: { code: 'query_timeout', message: 'Too long.' } }),
		}),
	);
	await page.goto(`${server.url}/?page=shop`);
	await expect(page.getByRole('alert')).toBeVisible();
	await page.unroute('**/api/reports/commerce');
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(page.getByText('No order in this range')).toBeVisible();
});
