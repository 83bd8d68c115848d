import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { dashboard } from './fixtures/dashboard.ts';
import { startServer } from './fixtures/server.ts';
import { ready } from './fixtures/store.ts';
import { expect, test } from './fixtures/test.ts';

const screens = fileURLToPath(new URL('../test-results/screens', import.meta.url));
const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A view every so many seconds until now, by a few visitors, as a web server logs it. */
function accessLog(count: number, everySeconds = 90): string {
	const now = Date.now();
	const two = (n: number): string => String(n).padStart(2, '0');
	const line = (n: number): string => {
		const at = new Date(now - (count - n) * everySeconds * 1000);
		const time = `${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
		return `198.51.100.${n % 40} - - [${time}] "GET /page/${n % 9} HTTP/1.1" 200 512 "https://www.google.com/" "${agent}"`;
	};
	return `${Array.from({ length: count }, (_, n) => line(n)).join('\n')}\n`;
}

const choose = (page: Page, name: string, content: string | Buffer) =>
	page.getByLabel('Files to import').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });

const item = (page: Page, name: string) => page.getByRole('region', { name: 'Imports' }).getByRole('listitem').filter({ hasText: name });

/** Presses what saves a file; the file. */
async function saved(page: Page, name: string, role: 'link' | 'button' = 'link'): Promise<Buffer> {
	const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole(role, { name, exact: true }).click()]);
	return await readFile(await download.path());
}

test('an access log becomes visits, leaves as CSV and Parquet, and is undone', async ({ server, page }) => {
	const dash = dashboard(page, server.url);
	await dash.open('?page=data&range=all');
	await expect(page.getByText('There are no events yet.')).toBeVisible();
	await expect(page.getByText('Nothing was imported into this site.')).toBeVisible();

	await choose(page, 'access.log', `${accessLog(400, 5)}no line of a log\n`);
	const access = item(page, 'access.log');
	await expect(access).toContainText('Done');
	await expect(access).toContainText('400 events');
	await access.getByText('not understood', { exact: false }).last().click();
	await expect(access.getByText('The line is not in the combined log format.')).toBeVisible();

	await expect(page.getByRole('link', { name: 'CSV', exact: true })).toBeVisible();
	const csv = (await saved(page, 'CSV')).toString('utf8');
	expect(csv.trimEnd().split('\n')).toHaveLength(401);
	const parquet = await saved(page, 'Parquet');
	expect(parquet.subarray(0, 4).toString()).toBe('PAR1');

	await page.goto(`${server.url}/?range=all`);
	await expect(dash.card('Pageviews')).toContainText('400');
	await expect(dash.row('Sources', 'Organic Search')).toBeVisible();

	await dash.open('?page=data');
	await item(page, 'access.log').getByRole('button', { name: 'Undo' }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText('400 events');
	await dialog.getByRole('button', { name: 'Delete these events' }).click();
	await expect(page.getByText('Nothing was imported into this site.')).toBeVisible();

	await choose(page, 'events.parquet', parquet);
	await expect(item(page, 'events.parquet')).toContainText('400 events');
	await page.goto(`${server.url}/?range=all`);
	await expect(dash.card('Pageviews')).toContainText('400');
});

// It gives way to others: on a busy machine it takes its time.
test('an import goes on after the server was killed, and counts nothing twice', async ({ server, page }) => {
	test.setTimeout(120_000);
	const dash = dashboard(page, server.url);
	await dash.open('?page=data');
	await choose(page, 'big.log', accessLog(8000, 60));
	await expect(item(page, 'big.log')).toContainText('Reading');
	await server.stop('SIGKILL');
	const again = await startServer({ dataDir: server.dataDir });
	await ready(again.url);
	await page.goto(`${again.url}/?page=data&range=all`);
	await expect(item(page, 'big.log')).toContainText('Done', { timeout: 40_000 });
	await expect(item(page, 'big.log')).toContainText('8,000 events');
	await page.goto(`${again.url}/?range=all`);
	await expect(page.getByRole('button', { name: /^Pageviews/ })).toContainText('8,000', { timeout: 40_000 });
	await again.stop();
});

test('a file that is none says so, and leaves by a button', async ({ server, page }) => {
	await dashboard(page, server.url).open('?page=data');
	await choose(page, 'notes.txt', 'Dear diary,\n<script>alert(1)</script>\n');
	const notes = item(page, 'notes.txt');
	await expect(notes).toContainText('Ended early');
	await expect(notes).toContainText('Neither Parquet of Footfall');
	await notes.getByRole('button', { name: 'Discard' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
	await expect(page.getByText('Nothing was imported into this site.')).toBeVisible();
});

test('the page fits wide and narrow, by day and by night', async ({ server, page }) => {
	await dashboard(page, server.url).open('?page=data&range=all');
	await choose(page, 'access.log.1', `${accessLog(300)}${'what is this\n'.repeat(120)}`);
	await expect(item(page, 'access.log.1')).toContainText('Done');
	await choose(page, 'a-file-with-a-very-long-name-that-somebody-has-given-it-without-thinking-of-phones.csv', 'a,b\n1,2\n');
	await expect(item(page, 'without-thinking')).toContainText('Ended early');
	await page.getByText('The first 100 of 120', { exact: false }).click();
	for (const width of [390, 1280]) {
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.setViewportSize({ width, height: 900 });
			await page.emulateMedia({ colorScheme });
			expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
			await page.screenshot({ path: path.join(screens, `data-${width}-${colorScheme}.png`), fullPage: true });
		}
	}
});

test('tables and charts are saved as CSV, JSON and XLSX', async ({ server, page }) => {
	const faults: string[] = [];
	page.on('console', (message) => {
		if (message.type() === 'error') faults.push(message.text());
	});
	const dash = dashboard(page, server.url);
	await dash.open('?page=data');
	await choose(page, 'access.log', accessLog(90, 5));
	await expect(item(page, 'access.log')).toContainText('Done');

	await page.goto(`${server.url}/?range=all&details=event:page`);
	await expect(page.getByRole('dialog').getByRole('row')).toHaveCount(10);
	const csv = await saved(page, 'Save Pages as CSV', 'button');
	expect(csv.toString('utf8')).toContain('\r\n/page/0,');
	const json = JSON.parse((await saved(page, 'Save Pages as JSON', 'button')).toString('utf8')) as Record<string, unknown>[];
	expect(json.find(({ Page }) => Page === '/page/0')).toMatchObject({ Pageviews: 10 });
	const xlsx = await saved(page, 'Save Pages as XLSX', 'button');
	expect(xlsx.subarray(0, 2).toString()).toBe('PK');
	await page.screenshot({ path: path.join(screens, 'save-details.png') });
	await page.setViewportSize({ width: 390, height: 844 });
	await page.screenshot({ path: path.join(screens, 'save-details-390.png') });
	await page.setViewportSize({ width: 1280, height: 900 });

	await page.goto(`${server.url}/?range=all`);
	await page.getByRole('button', { name: 'Show as table' }).click();
	const chart = (await saved(page, 'Save Unique visitors over time as CSV', 'button')).toString('utf8');
	expect(chart).toContain('Time,Unique visitors\r\n');
	await page.screenshot({ path: path.join(screens, 'save-chart.png') });
	expect(faults).toEqual([]);
});

test('all time begins before the site was added, where its past was imported', async ({ server, page }) => {
	const dash = dashboard(page, server.url);
	await dash.open('?page=data');
	await choose(page, 'years.log', accessLog(40, 20 * 86_400));
	await expect(item(page, 'years.log')).toContainText('Done');

	await dash.open('?range=all');
	await expect(dash.card('Pageviews')).toContainText('40');
	await expect(page.getByLabel('Interval (I)')).toHaveValue('month');
	await expect(page.getByRole('table', { name: 'Unique visitors over time' }).getByRole('row')).not.toHaveCount(0);
	await expect(page.getByText('too_many_buckets')).toHaveCount(0);
	await page.keyboard.press('i');
	await expect(page).toHaveURL(/interval=week/);
	await expect(page.getByLabel('Interval (I)')).toHaveValue('week');
});
