import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { type Shopper, sendShoppers, shoppers } from './fixtures/shoppers.ts';
import { expect, test } from './fixtures/test.ts';

const screens = fileURLToPath(new URL('../test-results/screens', import.meta.url));

/** Fails when the page wrote an error or broke its content security policy. */
function faultsOf(page: Page): string[] {
	const faults: string[] = [];
	page.on('console', (message) => {
		if (message.type() === 'error') faults.push(message.text());
	});
	page.on('pageerror', (error) => faults.push(String(error)));
	return faults;
}

/** Wide and on a phone, light and dark: nothing sticks out. */
async function photograph(page: Page, name: string): Promise<void> {
	for (const [width, colorScheme] of [
		[1440, 'light'],
		[1440, 'dark'],
		[390, 'light'],
		[390, 'dark'],
	] as const) {
		await page.setViewportSize({ width, height: 900 });
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.waitForTimeout(300);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
		await page.screenshot({ path: path.join(screens, `${name}-${width}-${colorScheme}.png`), fullPage: true });
	}
	await page.setViewportSize({ width: 1440, height: 900 });
}

/** The rows of a table as text, by its caption. */
const rowsOf = async (page: Page, caption: string): Promise<string[][]> =>
	await page
		.getByRole('table', { name: caption })
		.locator('tbody tr')
		.evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')));

const people = (visits: readonly Shopper[]): number => new Set(visits.map(({ name }) => name)).size;
const went = (shopper: Shopper, ...paths: string[]): boolean => {
	let at = 0;
	for (const stop of shopper.stops) if (stop.path === paths[at]) at++;
	return at === paths.length;
};

test('a funnel is built, counted, broken down, and kept in the address', async ({ server, page }) => {
	const visits = shoppers();
	await sendShoppers(server.url, visits);
	const faults = faultsOf(page);
	await page.goto(`${server.url}/?range=24h`);
	await page.getByRole('navigation', { name: 'Pages', exact: true }).getByRole('link', { name: 'Funnels' }).click();
	await expect(page.getByText('Name at least two steps')).toBeVisible();

	await page.getByLabel('Step 1', { exact: true }).fill('/');
	await page.getByLabel('Step 2', { exact: true }).fill('/boots');
	await page.getByRole('button', { name: 'Add a step' }).click();
	await page.getByLabel('Step 3', { exact: true }).fill('/bask*');
	await page.keyboard.press('Enter');

	const today = visits.filter(({ ago }) => ago < 24);
	const expected = [['/'], ['/', '/boots'], ['/', '/boots', '/basket']].map((paths) => people(today.filter((one) => went(one, ...paths))));
	const table = page.getByRole('table', { name: 'Funnel, step by step' });
	await expect(table.locator('tbody tr')).toHaveCount(3);
	await expect(table.locator('tbody tr').first()).toContainText(String(expected[0]));
	const rows = await rowsOf(page, 'Funnel, step by step');
	expect(rows.map(([, visitors]) => Number(visitors))).toEqual(expected);
	expect(rows[1]?.[4]).toContain('20s');
	await expect(page).toHaveURL(/step=page,\/boots/);

	await page.getByLabel('Break down by').selectOption('visit:device');
	await expect(page.getByRole('table', { name: 'Funnel by Device' })).toContainText('Desktop');
	const byDevice = await rowsOf(page, 'Funnel by Device');
	expect(byDevice.reduce((sum, [, first]) => sum + Number(first), 0)).toBe(expected[0]);
	await photograph(page, 'funnels');

	const [file] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Save Funnel as CSV', exact: true }).click(),
	]);
	expect(file.suggestedFilename()).toMatch(/Funnel.*\.csv$/);

	// An event with a property, and a step moved by the keyboard.
	await page.getByLabel('Step 3: kind').selectOption('event');
	await page.getByLabel('Step 3', { exact: true }).fill('Signup');
	await page.getByRole('button', { name: 'where …' }).click();
	await page.getByLabel('Step 3: property').fill('plan');
	await page.getByLabel('Step 3: value').fill('pro');
	await page.keyboard.press('Enter');
	const pro = today.filter((one) => went(one, '/', '/boots') && one.stops.some(({ events }) => events?.some(({ d }) => d?.plan === 'pro')));
	await expect(table.locator('tbody tr').nth(2).locator('td').first()).toHaveText(String(people(pro)));
	await page.reload();
	await expect(table.locator('tbody tr').nth(2).locator('td').first()).toHaveText(String(people(pro)));
	await page.getByRole('button', { name: 'Step 3: earlier' }).press('Enter');
	await expect(page.getByLabel('Step 2', { exact: true })).toHaveValue('Signup');

	// More comes in: the numbers move by themselves.
	const before = Number(await table.locator('tbody tr').first().locator('td').first().textContent());
	await sendShoppers(server.url, [{ name: 'late', stops: [{ path: '/' }], ago: 0, phone: false, persistent: false }]);
	await expect(table.locator('tbody tr').first().locator('td').first()).toHaveText(String(before + 1));
	expect(faults).toEqual([]);

	// What is wrong is said, with its place.
	await page.getByLabel('Step 1', { exact: true }).fill('shop');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('alert')).toContainText('A page begins with / or a wildcard.');
	await expect(page.getByRole('alert')).toContainText('steps[0].page');
	await page.getByLabel('Step 1', { exact: true }).fill('/nowhere');
	await page.keyboard.press('Enter');
	await expect(page.getByText('Nobody took the first step')).toBeVisible();
});

test('funnels are kept under a name, opened, changed, renamed and deleted', async ({ server, page }) => {
	await sendShoppers(server.url, shoppers().slice(0, 12));
	const faults = faultsOf(page);
	await page.goto(`${server.url}/?page=funnels&range=24h&step=page,/&step=page,/boots`);
	const menu = page.getByRole('dialog', { name: 'Kept funnels' });
	await expect(page.getByText('Not kept', { exact: true })).toBeVisible();
	await page.getByRole('button', { name: 'Kept funnels' }).press('Enter');
	await expect(menu).toContainText('No funnels are kept yet');
	await menu.getByRole('textbox').fill('To boots');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'To boots' })).toBeVisible();
	await expect(page).toHaveURL(/funnel=/);
	await expect(page.getByText('Not kept', { exact: true })).toBeHidden();

	// Another address with the same name is refused; what was kept stays as it is.
	await page.getByLabel('Step 2', { exact: true }).fill('/bags');
	await page.keyboard.press('Enter');
	await expect(page.getByText('Changed', { exact: true })).toBeVisible();
	await page.getByRole('button', { name: 'To boots' }).click();
	await menu.getByRole('textbox').fill('To boots');
	await page.keyboard.press('Enter');
	await expect(menu.getByRole('alert')).toContainText('conflict');
	await page.screenshot({ path: path.join(screens, 'kept-funnels.png') });
	await menu.getByRole('textbox').fill('To bags');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'To bags' })).toBeVisible();

	// Whoever opens the address sees the same; a change is kept, or undone.
	await page.reload();
	await expect(page.getByRole('button', { name: 'To bags' })).toBeVisible();
	await page.getByLabel('Window').selectOption('7d');
	await photograph(page, 'funnels-changed');
	await page.getByRole('button', { name: 'Keep the changes' }).click();
	await expect(page.getByText('Changed', { exact: true })).toBeHidden();
	await page.getByLabel('Window').selectOption('visit');
	await page.getByRole('button', { name: 'Undo them' }).click();
	await expect(page.getByLabel('Window')).toHaveValue('7d');

	await page.getByRole('button', { name: 'To bags' }).click();
	await menu.getByRole('button', { name: 'To boots', exact: true }).click();
	await expect(page.getByLabel('Step 2', { exact: true })).toHaveValue('/boots');
	await page.getByRole('button', { name: 'To boots' }).click();
	await menu.getByRole('button', { name: 'Rename To boots' }).click();
	await menu.getByRole('textbox', { name: 'Name of the funnel' }).first().fill('Boots');
	await page.keyboard.press('Enter');
	await menu.getByRole('button', { name: 'Delete Boots' }).click();
	await expect(menu.getByRole('button', { name: 'Boots', exact: true })).toBeHidden();
	await page.keyboard.press('Escape');
	await expect(page.getByText('Not kept', { exact: true })).toBeVisible();
	await expect(page.getByLabel('Step 2', { exact: true })).toHaveValue('/boots');

	// One that an API client made with more than the page can show is listed, and not opened.
	const steps = [{ page: '/' }, { event: 'Signup', filters: [['not', ['is', 'event:props:plan', ['pro']]]] }];
	await fetch(`${server.url}/api/sites/localhost/funnels`, { method: 'POST', body: JSON.stringify({ name: 'By API', steps }) });
	await page.reload();
	await page.getByRole('button', { name: 'Kept funnels' }).click();
	await expect(menu.getByRole('button', { name: /^By API/ })).toBeDisabled();
	expect(faults.filter((fault) => !fault.includes('409'))).toEqual([]);
});

test('retention tells who came back, and who cannot be followed', async ({ server, page }) => {
	const visits = shoppers();
	await sendShoppers(server.url, visits);
	const faults = faultsOf(page);
	await page.goto(`${server.url}/?page=retention&range=month`);
	const persistent = visits.filter((one) => one.persistent);
	const anonymous = people(visits.filter((one) => !one.persistent));
	await expect(page.getByRole('note')).toContainText(`${anonymous} visitors are left out`);
	const rows = await rowsOf(page, 'Retention');
	expect(rows.reduce((sum, [, members]) => sum + Number(members), 0)).toBe(people(persistent));
	await photograph(page, 'retention');

	await page.getByRole('button', { name: 'Retention as a table' }).click();
	await expect(page.getByRole('img', { name: /Retention/ })).toBeHidden();
	await page.getByLabel('Interval').selectOption('month');
	await expect(page).toHaveURL(/by=month/);
	await page.getByLabel('Came first', { exact: true }).selectOption('action');
	await page.getByLabel('Came first with', { exact: true }).fill('Signup');
	await page.keyboard.press('Enter');
	const signed = people(persistent.filter(({ stops }) => stops.some(({ events }) => events?.some(({ e }) => e === 'Signup'))));
	await expect(page.getByRole('table', { name: 'Retention' }).locator('tbody td').first()).toHaveText(String(signed));

	await page.goto(`${server.url}/?page=retention&range=yesterday&f=is,event:page,/nowhere`);
	await expect(page.getByText('Nobody in this range can be followed')).toBeVisible();
	await page.goto(`${server.url}/?page=retention&range=all`);
	expect(faults).toEqual([]);
});

test('journeys show the ways from a page and to it, and filter by a click', async ({ server, page }) => {
	const visits = shoppers().filter(({ ago }) => ago < 24);
	await sendShoppers(server.url, visits);
	const faults = faultsOf(page);
	await page.goto(`${server.url}/?page=journeys&range=24h`);
	const section = page.getByRole('region', { name: 'Journeys', exact: true });
	await expect(section).toContainText(`${visits.length} visits`);
	await expect(page.getByRole('img', { name: /^Journeys/ })).toBeVisible();
	await photograph(page, 'journeys');

	const bags = visits.filter(({ stops }) => stops[1]?.path === '/bags').length;
	const rows = await rowsOf(page, 'Journeys');
	expect(rows.find(([step, name]) => step === '2' && name === '/bags')?.[2]).toBe(String(bags));

	await page.getByLabel('Direction').selectOption('to');
	await page.getByLabel('Page', { exact: true }).fill('/basket');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/path=\/basket/);
	const baskets = visits.filter(({ stops }) => stops.some(({ path: at }) => at === '/basket')).length;
	await expect(section).toContainText(`${baskets} visits`);
	await section.getByRole('button', { name: 'Journeys as a table' }).click();
	await section.getByRole('button', { name: '/bags' }).first().press('Enter');
	await expect(page.getByRole('region', { name: 'Filters' })).toContainText('/bags');
	await page.keyboard.press('Escape');
	await page.getByLabel('Page', { exact: true }).fill('/nowhere');
	await page.keyboard.press('Enter');
	await expect(page.getByText('No visit in this range has this page.')).toBeVisible();
	expect(faults).toEqual([]);
});

test('performance rates pages by what their visitors felt', async ({ server, page }) => {
	const visits = shoppers().filter(({ ago }) => ago < 24);
	await sendShoppers(server.url, visits);
	const faults = faultsOf(page);
	await page.goto(`${server.url}/?page=performance&range=24h`);
	const lcp = page.getByRole('region', { name: 'Largest Contentful Paint' });
	const told = visits.flatMap(({ stops }) => stops).length;
	await expect(lcp).toContainText(`${told} views`);
	await expect(lcp.getByRole('link', { name: 'web.dev' })).toHaveAttribute('href', 'https://web.dev/articles/lcp');
	await expect(page.getByRole('table', { name: 'Performance by Page' })).toBeVisible();
	const slowest = await rowsOf(page, 'Performance by Page');
	expect(slowest[0]?.[0]).toBe('/basket');
	expect(slowest[0]?.[2]).toContain('Poor');
	await photograph(page, 'performance');

	await page.getByLabel('First', { exact: true }).selectOption('fast');
	await expect(page.getByRole('table', { name: 'Performance by Page' }).locator('tbody tr').last()).toContainText('/basket');
	await page.getByRole('region', { name: 'Cumulative Layout Shift' }).getByRole('button').press('Enter');
	await expect(page).toHaveURL(/vital=cls/);
	await page.getByLabel('Percentile').selectOption('p90');
	await page.getByLabel('Rows').selectOption('devices');
	await expect(page.getByRole('table', { name: 'Performance by Device' })).toContainText('CLS p90');
	await page.goto(`${server.url}/?page=performance&range=yesterday&f=is,event:page,/nowhere`);
	await expect(page.getByText('No page view in this range has told how fast it was.')).toBeVisible();
	expect(faults).toEqual([]);
});

test('an experiment tells which variant converts better, and how sure that is', async ({ server, page }) => {
	const visits = shoppers().filter(({ ago }) => ago < 24);
	await sendShoppers(server.url, visits);
	const faults = faultsOf(page);
	await page.goto(`${server.url}/?page=experiments&range=24h`);
	await expect(page.getByText('Name the property that holds the variant')).toBeVisible();
	await page.getByLabel('Property', { exact: true }).fill('headline');
	await page.getByLabel('Goal', { exact: true }).fill('Signup');
	await page.keyboard.press('Enter');
	const rows = async () => await rowsOf(page, 'Variants');
	await expect(page.getByRole('table', { name: 'Variants' }).locator('tbody tr')).toHaveCount(2);
	const of = (wanted: string): Shopper[] =>
		visits.filter(({ stops }) => stops.some(({ events }) => events?.some(({ d }) => d?.headline === wanted)));
	const signed = (list: readonly Shopper[]): number =>
		people(list.filter(({ stops }) => stops.some(({ events }) => events?.some(({ e }) => e === 'Signup'))));
	const [long, short] = await rows();
	expect(long?.slice(1, 3)).toEqual([String(people(of('long'))), String(signed(of('long')))]);
	expect(short?.slice(1, 3)).toEqual([String(people(of('short'))), String(signed(of('short')))]);
	await expect(page.getByRole('heading', { name: '“short” converts better than “long”.' })).toBeVisible();
	await photograph(page, 'experiments');
	await page.getByRole('button', { name: 'make control: short' }).press('Enter');
	await expect(page.getByRole('heading', { name: 'Nothing converts better than “short”.' })).toBeVisible();
	await expect(page).toHaveURL(/control=short/);
	await page.getByLabel('Property', { exact: true }).fill('nothing');
	await page.keyboard.press('Enter');
	await expect(page.getByText('No event in this range has this property')).toBeVisible();
	expect(faults).toEqual([]);
});

test('content answers what people look for and what goes wrong for them', async ({ server, page }) => {
	const visits = shoppers().filter(({ ago }) => ago < 24);
	await sendShoppers(server.url, visits);
	const faults = faultsOf(page);
	await page.goto(`${server.url}/?page=content&range=24h`);
	const done = (name: string): number =>
		visits.flatMap(({ stops }) => stops.flatMap(({ events }) => events ?? [])).filter(({ e }) => e === name).length;
	await expect(page.getByRole('table', { name: 'Pages not found' }).locator('tbody tr').first()).toContainText('/old-page');
	expect((await rowsOf(page, 'Pages not found'))[0]?.[1]).toBe(String(done('404')));
	await expect(page.getByRole('table', { name: 'Script errors' })).toBeVisible();
	await expect(page.getByRole('table', { name: 'Searches' })).toBeVisible();
	expect((await rowsOf(page, 'Script errors'))[0]?.slice(0, 2)).toEqual(['total is undefined', String(done('error'))]);
	expect((await rowsOf(page, 'Searches')).reduce((sum, [, times]) => sum + Number(times), 0)).toBe(done('Search'));
	await expect(page.getByRole('region', { name: 'Entry pages' })).toContainText('/');
	await expect(page.getByRole('region', { name: 'Exit pages' })).toContainText('/basket');
	await expect(page.getByRole('region', { name: 'Hours of the week' })).toBeVisible();
	const hours = await rowsOf(page, 'Hours of the week');
	expect(hours.length).toBeGreaterThanOrEqual(24);
	expect(hours.reduce((sum, row) => sum + Number(row[4]), 0)).toBe(done('pageview'));
	await photograph(page, 'content');
	await page.getByRole('region', { name: 'Script errors' }).getByRole('button', { name: '/basket' }).press('Enter');
	await expect(page.getByRole('region', { name: 'Filters' })).toContainText('/basket');
	await page.goto(`${server.url}/?page=content&range=yesterday&f=is,event:page,/nowhere`);
	await expect(page.getByText('No script errors.')).toBeVisible();
	expect(faults).toEqual([]);
});

test('a report whose server does not answer says so, and comes on another try', async ({ server, page }) => {
	await sendShoppers(server.url, shoppers().slice(0, 5));
	await page.route('**/api/reports/journeys', (route) =>
		route.fulfill({ status: 503, json: { error: { code: 'query_timeout', message: 'The query took longer than its limit.' } } }),
	);
	await page.goto(`${server.url}/?page=journeys&range=24h`);
	await expect(page.getByRole('alert')).toContainText('query_timeout');
	await page.unroute('**/api/reports/journeys');
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(page.getByRole('region', { name: 'Journeys', exact: true })).toContainText('visits');
});
