import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { person, type View, view } from './fixtures/client.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { startServer } from './fixtures/server.ts';
import { expect, test } from './fixtures/test.ts';

const screens = fileURLToPath(new URL('../test-results/screens', import.meta.url));

const agents = {
	chrome: person,
	firefox: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0',
	safari:
		'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
};

/** A handful of visits with known numbers: three visitors, two of them from a search. */
const visits: readonly View[] = [
	{ page: { u: 'http://localhost/', t: 'Home', r: 'https://www.google.com/', l: 'en-GB', s: '1440x900' }, userAgent: agents.chrome },
	{
		page: { u: 'http://localhost/boots', t: 'Boots', r: 'http://localhost/', l: 'en-GB', s: '1440x900' },
		userAgent: agents.chrome,
		events: [{ e: 'pageview' }, { e: 'Signup', d: { plan: 'pro' } }],
	},
	{ page: { u: 'http://localhost/boots', t: 'Boots', r: 'https://www.google.com/', l: 'de', s: '1920x1080' }, userAgent: agents.firefox },
	{ page: { u: 'http://localhost/?utm_source=letter&utm_medium=email', t: 'Home', l: 'en-US', s: '390x844' }, userAgent: agents.safari },
];

async function sendAll(url: string, views: readonly View[] = visits): Promise<void> {
	for (const one of views) expect(await view(url, one)).toMatchObject({ rejected: [] });
}

/** Fails when the page wrote an error or broke its content security policy. */
function faultsOf(page: Page): string[] {
	const faults: string[] = [];
	page.on('console', (message) => {
		if (message.type() === 'error') faults.push(message.text());
	});
	page.on('pageerror', (error) => faults.push(String(error)));
	return faults;
}

test('an empty site shows its snippet, and turns into the dashboard with the first event', async ({ server, page }) => {
	const dash = dashboard(page, server.url);
	await dash.open();
	await expect(dash.waiting).toBeVisible();
	await expect(page.getByText(`${server.url}/analytics.js`)).toBeVisible();
	let loads = 0;
	page.on('load', () => {
		loads += 1;
	});

	await sendAll(server.url, visits.slice(0, 1));

	await expect(dash.card('Unique visitors')).toContainText('1');
	await expect(dash.waiting).toBeHidden();
	expect(loads).toBe(0);
});

test.describe('with a few visits', () => {
	test('every number on the screen is the right one', async ({ server, page }) => {
		await sendAll(server.url);
		const faults = faultsOf(page);
		const dash = dashboard(page, server.url);
		await dash.open();
		await expect(dash.card('Unique visitors')).toContainText('3');
		await expect(dash.card('Visits')).toContainText('3');
		await expect(dash.card('Pageviews')).toContainText('4');
		await expect(dash.card('Events')).toContainText('5');
		await expect(dash.card('Views per visit')).toContainText('1.33');
		await expect(dash.card('Bounce rate')).toContainText('67');
		await expect(dash.row('Pages', '/boots')).toContainText('2');
		await expect(dash.row('Sources', 'Organic Search')).toContainText('2');
		await expect(dash.row('Sources', 'Email')).toContainText('1');
		await expect(dash.row('Devices', 'Firefox')).toContainText('1');
		await expect(dash.row('Events', 'Signup')).toContainText('1');
		await expect(dash.activeNow).toContainText('3');
		expect(faults).toEqual([]);
	});

	test('everything moves without a reload when more comes', async ({ server, page }) => {
		await sendAll(server.url);
		const dash = dashboard(page, server.url);
		await dash.open();
		await expect(dash.card('Unique visitors')).toContainText('3');

		await view(server.url, { page: { u: 'http://localhost/bags', t: 'Bags' }, userAgent: `${person} Another` });

		await expect(dash.card('Unique visitors')).toContainText('4');
		await expect(dash.card('Pageviews')).toContainText('5');
		await expect(dash.row('Pages', '/bags')).toContainText('1');
		await expect(dash.activeNow).toContainText('4');
	});

	test('a click on a row filters everything, the address holds it, and Esc clears it', async ({ server, page }) => {
		await sendAll(server.url);
		const dash = dashboard(page, server.url);
		await dash.open();

		await dash.row('Sources', 'Organic Search').getByRole('button').click();
		await expect(dash.card('Unique visitors')).toContainText('2');
		await expect(dash.chips).toContainText('Organic Search');
		await expect(page).toHaveURL(/visit:channel/);
		await dash.row('Devices', 'Firefox').getByRole('button').click();
		await expect(dash.card('Unique visitors')).toContainText('1');

		await page.goBack();
		await expect(dash.card('Unique visitors')).toContainText('2');
		await expect(dash.chips).not.toContainText('Firefox');
		await page.goForward();
		await expect(dash.card('Unique visitors')).toContainText('1');

		await page.reload();
		await expect(dash.card('Unique visitors')).toContainText('1');
		await expect(dash.chips).toContainText('Firefox');

		await page.keyboard.press('Escape');
		await expect(dash.card('Unique visitors')).toContainText('3');
		await expect(page).not.toHaveURL(/visit:channel/);
	});

	test('a filter stays in force for what comes later', async ({ server, page }) => {
		await sendAll(server.url);
		const dash = dashboard(page, server.url);
		await dash.open('?f=is,event:page,/boots');
		await expect(dash.card('Unique visitors')).toContainText('2');

		await view(server.url, { page: { u: 'http://localhost/bags' }, userAgent: `${person} Elsewhere` });
		await view(server.url, { page: { u: 'http://localhost/boots' }, userAgent: `${person} There` });

		await expect(dash.card('Unique visitors')).toContainText('3');
		await expect(dash.row('Pages', '/bags')).toHaveCount(0);
	});

	test('a card puts its metric on the chart, and a table says what the chart draws', async ({ server, page }) => {
		await sendAll(server.url);
		const dash = dashboard(page, server.url);
		await dash.open();
		await dash.card('Pageviews').click();
		await expect(dash.card('Pageviews')).toHaveAttribute('aria-pressed', 'true');
		await expect(page).toHaveURL(/metric=pageviews/);
		await expect(page.getByRole('table', { name: 'Pageviews over time' })).toContainText('4');
	});

	test('letters are shortcuts, and ? says which', async ({ server, page }) => {
		await sendAll(server.url);
		const dash = dashboard(page, server.url);
		await dash.open();
		await expect(dash.card('Unique visitors')).toContainText('3');
		await page.keyboard.press('e');
		await expect(page).toHaveURL(/range=yesterday/);
		await expect(dash.card('Unique visitors')).toContainText('0');
		await page.keyboard.press('d');
		await expect(dash.card('Unique visitors')).toContainText('3');
		await page.keyboard.press('x');
		await expect(page).toHaveURL(/compare=previous_period/);
		await page.keyboard.press('?');
		await expect(page.getByRole('dialog')).toContainText('Last 30 minutes');
		await page.keyboard.press('Escape');
		await expect(page.getByRole('dialog')).toBeHidden();
	});

	test('details can be searched, sorted and left with Esc', async ({ server, page }) => {
		await sendAll(server.url);
		const dash = dashboard(page, server.url);
		await dash.open();
		await dash.panel('Pages').getByRole('button', { name: 'Details of Pages' }).click();
		const dialog = page.getByRole('dialog');
		await expect(dialog.getByRole('button', { name: '/boots', exact: true })).toBeVisible();
		await dialog.getByRole('searchbox').fill('boo');
		await expect(dialog.getByRole('button', { name: '/', exact: true })).toHaveCount(0);
		await expect(page).toHaveURL(/details=event:page/);
		await page.keyboard.press('Escape');
		await page.keyboard.press('Escape');
		await expect(dialog).toBeHidden();
	});

	test('the keyboard reaches the filters of a panel, and the focus is to be seen', async ({ server, page }) => {
		await sendAll(server.url);
		const dash = dashboard(page, server.url);
		await dash.open();
		const row = dash.row('Pages', '/boots').getByRole('button');
		await row.focus();
		await page.keyboard.press('Enter');
		await expect(dash.chips).toContainText('/boots');
	});
});

test('hostile titles, pages, sources and event names are shown as text', async ({ server, page }) => {
	const faults = faultsOf(page);
	const hostile = `"><img src=x onerror="document.title='owned'"><script>document.title='owned'</script>{{7*7}}`;
	await view(server.url, {
		page: { u: `http://localhost/${encodeURIComponent(hostile)}`, t: hostile, r: 'https://evil.example/<svg onload=alert(1)>' },
		events: [{ e: 'pageview' }, { e: '<img src=x onerror=alert(1)>', d: { '<b>key</b>': '<i>value</i>' } }],
	});
	await view(server.url, { page: { u: `http://localhost/?utm_source=${encodeURIComponent('<script>alert(1)</script>')}`, t: 'Home' } });
	const dash = dashboard(page, server.url);
	for (const search of ['', '?range=realtime', '?pages=event:title&sources=visit:source', '?sources=visit:utm_source']) {
		await dash.open(search);
		await expect(dash.card('Events')).toContainText('3');
		await expect(dash.row('Events', '<img src=x onerror=alert(1)>')).toBeVisible();
		expect(await page.locator('img[src="x"], main script, svg[onload], [onerror]').count()).toBe(0);
		expect(await page.title()).not.toBe('owned');
	}
	await dash.open('?pages=event:title');
	await expect(dash.panel('Pages').getByText(hostile)).toBeVisible();
	expect(faults).toEqual([]);
});

test('bots are left out', async ({ server, page }) => {
	await view(server.url, {
		page: { u: 'http://localhost/boots' },
		userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
	});
	await sendAll(server.url, visits.slice(0, 1));
	const dash = dashboard(page, server.url);
	await dash.open();
	await expect(dash.card('Unique visitors')).toContainText('1');
	await expect(dash.row('Pages', '/boots')).toHaveCount(0);
});

test('numbers that stand still say so: the page tells when the server is gone, and goes on when it is back', async ({ server, page }) => {
	await sendAll(server.url);
	const dash = dashboard(page, server.url);
	await dash.open();
	await expect(dash.card('Unique visitors')).toContainText('3');
	await server.stop();
	await expect(page.getByText('Connection lost.')).toBeVisible();

	const again = await startServer({ dataDir: server.dataDir, env: { PORT: new URL(server.url).port } });
	await view(again.url, { page: { u: 'http://localhost/bags' }, userAgent: `${person} Another` });
	await page.getByRole('button', { name: 'Reconnect now' }).click();
	await expect(page.getByText('Connection lost.')).toBeHidden();
	await expect(dash.card('Unique visitors')).toContainText('4');
	await again.stop();
});

test.describe('looks right', () => {
	for (const { width, height } of [
		{ width: 1440, height: 1000 },
		{ width: 390, height: 844 },
	]) {
		for (const colorScheme of ['light', 'dark'] as const) {
			test(`${width} pixels wide and ${colorScheme}: nothing sticks out`, async ({ server, browser }) => {
				const context = await browser.newContext({ viewport: { width, height }, colorScheme });
				const page = await context.newPage();
				const faults = faultsOf(page);
				const dash = dashboard(page, server.url);
				await dash.open();
				await expect(dash.waiting).toBeVisible();
				await page.screenshot({ path: path.join(screens, `empty-${width}-${colorScheme}.png`), fullPage: true });
				await sendAll(server.url);
				await expect(dash.card('Unique visitors')).toContainText('3');
				await expect(dash.row('Events', 'Signup')).toBeVisible();
				await page.screenshot({ path: path.join(screens, `dashboard-${width}-${colorScheme}.png`), fullPage: true });
				const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
				expect(over).toBe(0);
				expect(faults).toEqual([]);
				await context.close();
			});
		}
	}
});

test('the pipeline page tells where every event is, moves by itself, and turns red when the books do not balance', async ({
	server,
	page,
}) => {
	const faults = faultsOf(page);
	await sendAll(server.url);
	const dash = dashboard(page, server.url);
	await dash.open();
	await page.getByRole('link', { name: 'Pipeline' }).click();
	await expect(page).toHaveURL(/page=pipeline/);
	await expect(page.getByText('All is well.')).toBeVisible();
	const taken = page.getByRole('region', { name: 'Taken in' });
	await expect(taken).toContainText('5');
	await expect(page.getByRole('region', { name: 'Stored' })).toContainText('5');

	await fetch(`${server.url}/api/events`, { method: 'POST', body: 'no JSON' });
	await sendAll(server.url, visits.slice(0, 1));
	await expect(taken).toContainText('7');
	await expect(page.getByRole('region', { name: 'Rejected, by code' })).toContainText('not_json');

	// A fault of ours cannot be made on purpose: the server's answer is bent on its way.
	await page.route('**/health/deps', async (route) => {
		const health = await (await route.fetch()).json();
		health.aggregator.ledger.consumed += 3;
		await route.fulfill({ json: health });
	});
	await expect(page.getByRole('alert')).toContainText('do not balance');
	await page.unroute('**/health/deps');
	await expect(page.getByText('All is well.')).toBeVisible();

	for (const [width, scheme] of [
		[1440, 'light'],
		[1440, 'dark'],
		[390, 'light'],
		[390, 'dark'],
	] as const) {
		await page.setViewportSize({ width, height: 900 });
		await page.emulateMedia({ colorScheme: scheme });
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
		await page.screenshot({ path: path.join(screens, `pipeline-${width}-${scheme}.png`), fullPage: true });
	}
	await page.keyboard.press('Escape');
	await expect(dash.card('Unique visitors')).toBeVisible();
	expect(faults).toEqual([]);
});
