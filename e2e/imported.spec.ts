import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { faultsByAxe } from './fixtures/axe.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { startServer } from './fixtures/server.ts';
import { ready } from './fixtures/store.ts';
import { expect, test } from './fixtures/test.ts';

const screens = fileURLToPath(new URL('../test-results/screens', import.meta.url));
const DAY = 86_400_000;
const year = new Date().getUTCFullYear() - 1;
const first = Date.UTC(year, 0, 1);
const isoDay = (n: number): string => new Date(first + n * DAY).toISOString().slice(0, 10);
const range = `from=${year}-01-01&to=${year}-12-31`;
const DAYS = 300;

const rows = (head: string, of: (n: number) => string[]): string =>
	`${[head, ...Array.from({ length: DAYS }, (_, n) => of(n)).flat()].join('\n')}\n`;
/** What Plausible gives of a site: ten visitors a day, more in some weeks, who look at two pages each. */
const visitorsOf = (n: number): number => 10 + (n % 30);
const files = {
	visitors: rows('date,visitors,pageviews,bounces,visits,visit_duration', (n) => [
		`${isoDay(n)},${visitorsOf(n)},${2 * visitorsOf(n)},${Math.round(visitorsOf(n) / 3)},${visitorsOf(n)},${60 * visitorsOf(n)}`,
	]),
	sources: rows(
		'date,source,referrer,utm_source,utm_medium,utm_campaign,utm_content,utm_term,pageviews,visitors,visits,visit_duration,bounces',
		(n) => [
			`${isoDay(n)},Google,google.com,,,,,,${visitorsOf(n)},${visitorsOf(n) - 4},${visitorsOf(n)},600,2`,
			`${isoDay(n)},,,,,,,,8,4,4,60,2`,
		],
	),
	pages: rows('date,hostname,page,visits,visitors,pageviews', (n) => [
		`${isoDay(n)},shop.example,/,${visitorsOf(n)},${visitorsOf(n)},${visitorsOf(n)}`,
		`${isoDay(n)},shop.example,/shoes,6,6,6`,
	]),
	locations: rows('date,country,region,city,visitors,visits,visit_duration,bounces,pageviews', (n) => [
		`${isoDay(n)},DE,DE-BW,0,${visitorsOf(n) - 2},${visitorsOf(n)},60,2,20`,
		`${isoDay(n)},FR,,0,2,2,60,2,4`,
	]),
	devices: rows('date,device,visitors,visits,visit_duration,bounces,pageviews', (n) => [
		`${isoDay(n)},Mobile,${visitorsOf(n)},${visitorsOf(n)},600,2,20`,
	]),
};
const all = Array.from({ length: DAYS }, (_, n) => visitorsOf(n)).reduce((sum, count) => sum + count, 0);

const plausible = (): Buffer =>
	Buffer.from(
		zipSync(
			Object.fromEntries(Object.entries(files).map(([name, text]) => [`imported_${name}_${year}0101_${year}1027.csv`, strToU8(text)])),
		),
	);
const choose = (page: Page, name: string, buffer: Buffer) =>
	page.getByLabel('Files to import').setInputFiles({ name, mimeType: 'application/zip', buffer });
const item = (page: Page, name: string) => page.getByRole('region', { name: 'Imports' }).getByRole('listitem').filter({ hasText: name });

test('an export of Plausible fills last year, is marked, can be left out, and is undone', async ({ server, page }) => {
	const dash = dashboard(page, server.url);
	await dash.open('?page=data');
	await choose(page, 'shop_example.zip', plausible());
	const brought = item(page, 'shop_example.zip');
	await expect(brought).toContainText('Done');
	await expect(brought).toContainText('Plausible CSV');
	await expect(brought).toContainText('2,400 sums of days');
	await choose(page, 'the-same.zip', plausible());
	await expect(item(page, 'the-same.zip')).toContainText('0 sums of days');
	await expect(item(page, 'the-same.zip')).toContainText('2,400 skipped');

	for (const width of [390, 1280]) {
		await page.setViewportSize({ width, height: 900 });
		await page.screenshot({ path: path.join(screens, `imported-data-${width}.png`), fullPage: true });
	}

	await page.goto(`${server.url}/?${range}`);
	await expect(dash.card('Unique visitors').getByTitle(all.toLocaleString('en'))).toBeVisible();
	await expect(dash.row('Pages', '/shoes')).toBeVisible();
	await expect(page.getByRole('region', { name: 'Pages' })).toContainText('With imported data');
	expect(await faultsByAxe(page)).toEqual([]);
	for (const width of [390, 1280]) {
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.setViewportSize({ width, height: 900 });
			await page.emulateMedia({ colorScheme });
			// The chart follows the window a moment later.
			await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
			await page.screenshot({ path: path.join(screens, `imported-${width}-${colorScheme}.png`), fullPage: true });
		}
	}

	// All time begins with what was imported, long before the site was added here.
	await page.goto(`${server.url}/?range=all`);
	await expect(dash.card('Unique visitors').getByTitle(all.toLocaleString('en'))).toBeVisible();
	await expect(page.getByRole('combobox', { name: 'Interval (I)' })).toHaveValue('month');
	await expect(page.getByRole('table', { name: /Unique visitors/ })).toContainText(String(year));
	await page.goto(`${server.url}/?page=sites&range=all`);
	await expect(page.getByRole('main').getByTitle(all.toLocaleString('en'))).toBeVisible();
	await expect(page.getByRole('alert')).toHaveCount(0);

	await page.goto(`${server.url}/?${range}&f=is,visit:country,DE`);
	await expect(page.getByRole('region', { name: 'Locations' })).toContainText('With imported data');
	await expect(page.getByRole('region', { name: 'Pages' })).toContainText('Without imported data');
	await page.getByRole('region', { name: 'Pages' }).getByRole('button', { name: 'Without imported data' }).hover();
	await expect(page.getByRole('tooltip')).toContainText('columns of one of their tables');
	await page.screenshot({ path: path.join(screens, 'imported-filter.png'), fullPage: true });

	await page.goto(`${server.url}/?${range}`);
	const toggle = page.getByRole('button', { name: 'Imported data', exact: true });
	await toggle.click();
	await expect(page).toHaveURL(/imports=0/);
	await expect(dash.card('Unique visitors')).toContainText('0');
	await expect(dash.row('Pages', '/shoes')).toHaveCount(0);
	await toggle.click();
	await expect(dash.row('Pages', '/shoes')).toBeVisible();

	await dash.open('?page=data');
	await expect(page.getByText('There are no events yet.')).toBeVisible();
	await brought.getByRole('button', { name: 'Undo' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Delete these sums' }).click();
	await expect(brought).toHaveCount(0);
	await page.goto(`${server.url}/?${range}`);
	await expect(dash.row('Pages', '/shoes')).toHaveCount(0);
});

test('sums go on after the server was killed, and are there once', async ({ server, page }) => {
	test.setTimeout(120_000);
	const dash = dashboard(page, server.url);
	await dash.open('?page=data');
	const many = rows('date,hostname,page,visits,visitors,pageviews', (n) =>
		Array.from({ length: 200 }, (_, at) => `${isoDay(n)},shop.example,/product/${at},1,1,2`),
	);
	await choose(page, 'pages.zip', Buffer.from(zipSync({ 'imported_pages.csv': strToU8(many) })));
	await expect(item(page, 'pages.zip')).toContainText(/\d sums of days/);
	await expect(item(page, 'pages.zip')).toContainText('Reading');
	await server.stop('SIGKILL');
	const again = await startServer({ dataDir: server.dataDir });
	await ready(again.url);
	await page.goto(`${again.url}/?page=data`);
	await expect(item(page, 'pages.zip')).toContainText('Done', { timeout: 60_000 });
	await expect(item(page, 'pages.zip')).toContainText('60,000 sums of days');
	await page.goto(`${again.url}/?${range}`);
	const product = dashboard(page, again.url).row('Pages', '/product/0');
	await expect(product).toContainText('300');
	await expect(product).toContainText('600');
	await again.stop();
});
