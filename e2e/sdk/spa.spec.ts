import type { Page } from '@playwright/test';
import { builds, expect, test } from './test.ts';

/** Runs a change of route as a router does, and lets it settle. */
async function route(page: Page, change: string): Promise<void> {
	await page.evaluate(change);
	await page.waitForTimeout(50);
}

for (const build of [...builds, 'analytics.compat.js'] as const) {
	// the smaller builds always wrap history, also where there is the Navigation API
	for (const navigation of build === 'analytics.compat.js' ? [true, false] : [true]) {
		test.describe(`${build}, ${navigation ? 'with' : 'without'} the Navigation API: a page with routes`, () => {
			test.beforeEach(async ({ page }) => {
				if (!navigation) await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
			});

			test('counts pushes, back and forward', async ({ lab, page }) => {
				await lab.open({ build });
				await route(page, `history.pushState({}, '', 'a')`);
				await route(page, `history.pushState({}, '', 'b')`);
				await route(page, 'history.back()');
				await page.waitForURL('**/a');
				await page.waitForTimeout(50);
				await route(page, 'history.forward()');
				await page.waitForURL('**/b');
				await lab.expectStored({ 'pageview /': 1, 'pageview /a': 2, 'pageview /b': 2 });
			});

			test('counts a replacement by another path, but none by the same, nor a change of the query', async ({ lab, page }) => {
				await lab.open({ build });
				await route(page, `history.replaceState({}, '', location.href)`);
				await route(page, `history.pushState({}, '', '?tab=2')`);
				await route(page, `history.replaceState({}, '', '?utm_source=x')`);
				await route(page, `history.replaceState({}, '', 'c')`);
				await lab.expectStored({ 'pageview /': 1, 'pageview /c': 1 });
			});

			test('counts a redirect once, where it ends', async ({ lab, page }) => {
				await lab.open({ build });
				await route(page, `history.pushState({}, '', 'old'); history.replaceState({}, '', 'new')`);
				await lab.expectStored({ 'pageview /': 1, 'pageview /new': 1 });
			});

			test('takes the title that the route has in the end, and the route before as its referrer', async ({ lab, page }) => {
				await lab.open({ build, title: 'First' });
				const bodies: string[] = [];
				page.on('request', (request) => bodies.push(request.postData() ?? ''));
				await route(page, `history.pushState({}, '', 'a'); document.title = 'Second'`);
				await route(page, `history.pushState({}, '', 'b'); document.title = 'Third'`);
				await lab.expectStored({ 'pageview /': 1, 'pageview /a': 1, 'pageview /b': 1 });
				const pages = bodies.filter(Boolean).flatMap((body) => JSON.parse(body).pages as { t: string; r: string; u: string }[]);
				expect(pages.find(({ t }) => t === 'Second')).toMatchObject({ u: lab.url('a'), r: lab.url() });
				expect(pages.find(({ t }) => t === 'Third')).toMatchObject({ u: lab.url('b'), r: lab.url('a') });
			});

			test('counts hashes only when it routes by them', async ({ lab, page }) => {
				await lab.open({ build });
				await route(page, `location.hash = 'one'`);
				await lab.expectStored({ 'pageview /': 1 });
				await lab.open({ build, attributes: 'data-hash', path: 'hashed' });
				await route(page, `location.hash = '/one'`);
				await route(page, `location.hash = '/two'`);
				await expect.poll(async () => Object.values(await lab.stored()).reduce((a, b) => a + b, 0)).toBe(4);
			});

			test('leaves page views to the page in manual mode', async ({ lab, page }) => {
				await lab.open({ build, attributes: 'data-auto="false"' });
				await route(page, `history.pushState({}, '', 'a')`);
				await page.waitForTimeout(400);
				expect(lab.lane.requests).toEqual([]);
				await route(page, `footfall('pageview')`);
				await lab.expectStored({ 'pageview /a': 1 });
			});
		});
	}
}

test('works where other libraries have wrapped history before and after', async ({ lab, page }) => {
	await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
	const wrap = `<script>for (const m of ['pushState', 'replaceState']) { const o = history[m]; history[m] = function () { return o.apply(this, arguments) } }</script>`;
	await lab.open({ head: wrap, body: wrap });
	await route(page, `history.pushState({ kept: 1 }, '', 'a')`);
	expect(await page.evaluate(() => history.state)).toEqual({ kept: 1 });
	await lab.expectStored({ 'pageview /': 1, 'pageview /a': 1 });
});

test('engagement and scroll belong to the route that is left', async ({ lab, page }) => {
	await lab.open({ body: '<div style="height: 4000px"></div>' });
	await page.evaluate(() => scrollTo(0, 10_000));
	await page.waitForTimeout(1200);
	await route(page, `history.pushState({}, '', 'a'); document.body.innerHTML = '<p>short</p>'`);
	await page.waitForTimeout(300);
	await page.close({ runBeforeUnload: true });
	await lab.expectStored({ 'pageview /': 1, 'pageview /a': 1 });
	await expect.poll(() => lab.totals()).toMatchObject({ scroll: 100 });
	const first = await lab.totals();
	const second = await lab.totals('a');
	expect(first.seconds ?? 0).toBeGreaterThanOrEqual(1);
	expect(second.seconds ?? 9).toBeLessThan(1);
});
