import { builds, expect, test } from './test.ts';

type Footfall = { footfall(name: string, options?: object): void };

for (const build of builds) {
	test.describe(`${build}: delivery`, () => {
		test('a bounce after 30 ms is stored', async ({ lab, page }) => {
			await lab.open({ build });
			await page.waitForTimeout(30);
			await page.close({ runBeforeUnload: true });
			await lab.expectStored({ 'pageview /': 1 });
		});

		test('an event just before a navigation is stored', async ({ lab, page }) => {
			lab.put({ build, path: 'next' });
			await lab.open({ build });
			await page.evaluate(() => {
				(window as unknown as Footfall).footfall('Bought');
				location.href = 'next';
			});
			await lab.expectStored({ 'pageview /': 1, 'Bought /': 1, 'pageview /next': 1 });
		});

		test('a server that answers 503 twice loses nothing', async ({ lab, page }) => {
			lab.lane.fates.push({ status: 503 }, { status: 503 });
			await lab.open({ build });
			await page.evaluate(() => (window as unknown as Footfall).footfall('Signup'));
			await lab.expectStored({ 'pageview /': 1, 'Signup /': 1 });
		});

		test('a server that asks to wait is left alone for that long', async ({ lab, page }) => {
			lab.lane.fates.push({ status: 429, retryAfter: 2 });
			await lab.open({ build });
			const begun = Date.now();
			await page.evaluate(() => (window as unknown as Footfall).footfall('Signup'));
			await expect.poll(() => lab.lane.requests.length, { intervals: [20] }).toBe(2);
			expect(Date.now() - begun).toBeGreaterThan(1500);
			await lab.expectStored({ 'pageview /': 1, 'Signup /': 1 });
		});

		test('a connection that breaks, and an answer that gets lost, are stored once', async ({ lab, page }) => {
			lab.lane.fates.push('cut', 'lost');
			await lab.open({ build });
			await page.evaluate(() => (window as unknown as Footfall).footfall('Signup'));
			await lab.expectStored({ 'pageview /': 1, 'Signup /': 1 });
			expect(lab.lane.requests.length).toBeGreaterThanOrEqual(2);
		});

		test('what a server finds too large comes in smaller parts, but for the core build', async ({ lab, page }) => {
			await lab.open({ build });
			await lab.expectStored({ 'pageview /': 1 });
			lab.lane.fates.push({ status: 413 });
			await page.evaluate(() => {
				for (let n = 0; n < 8; n++) (window as unknown as Footfall).footfall('Part');
			});
			await lab.expectStored(build === 'analytics.core.js' ? { 'pageview /': 1 } : { 'pageview /': 1, 'Part /': 8 });
		});

		test('a page left while the server takes its time is stored, each event once', async ({ lab, page }) => {
			lab.lane.fates.push({ delay: 3000 }, { delay: 3000 });
			await lab.open({ build });
			await page.evaluate(() => (window as unknown as Footfall).footfall('Signup'));
			await page.waitForTimeout(400);
			await page.close({ runBeforeUnload: true });
			await lab.expectStored({ 'pageview /': 1, 'Signup /': 1 });
			const ids = lab.records().map(({ id }) => id);
			expect(new Set(ids).size).toBe(ids.length);
		});

		test('what happens offline is sent when the browser is online again', async ({ lab, page, context }) => {
			await lab.open({ build });
			await lab.expectStored({ 'pageview /': 1 });
			await context.setOffline(true);
			await page.evaluate(() => (window as unknown as Footfall).footfall('Underground'));
			await page.waitForTimeout(1500);
			await context.setOffline(false);
			await lab.expectStored({ 'pageview /': 1, 'Underground /': 1 });
		});

		test('hiding and showing the page sends nothing twice', async ({ lab, page }) => {
			lab.lane.fates.push({ delay: 800 });
			await lab.open({ build });
			for (const hidden of [true, false, true, false]) {
				await page.evaluate((value) => {
					Object.defineProperty(document, 'hidden', { configurable: true, value });
					document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
				}, hidden);
			}
			await lab.expectStored({ 'pageview /': 1 });
			expect(lab.lane.requests.length).toBeLessThanOrEqual(3);
		});

		test('of 120 KB in one burst, the first 55 KB survive leaving at once, and nothing comes twice', async ({ lab, page }) => {
			await lab.open({ build });
			await lab.expectStored({ 'pageview /': 1 });
			await page.evaluate(() => {
				for (let n = 0; n < 120; n++) (window as unknown as Footfall).footfall('Burst', { props: { text: 'x'.repeat(1000) } });
				location.href = 'about:blank';
			});
			await expect.poll(async () => (await lab.stored())['Burst /'] ?? 0).toBeGreaterThanOrEqual(50);
			expect((await lab.stored())['Burst /']).toBeLessThanOrEqual(120);
		});

		test('a burst of 120 KB arrives whole when the page stays', async ({ lab, page }) => {
			await lab.open({ build });
			await page.evaluate(() => {
				for (let n = 0; n < 120; n++) (window as unknown as Footfall).footfall('Burst', { props: { text: 'x'.repeat(1000) } });
			});
			await lab.expectStored({ 'pageview /': 1, 'Burst /': 120 });
		});

		test('a slow collector delays no navigation', async ({ lab, page }) => {
			lab.lane.fates.push({ delay: 6000 }, { delay: 6000 });
			lab.put({ build, path: 'next' });
			await lab.open({ build, body: '<a id="next" href="next">next</a>' });
			const begun = Date.now();
			await page.click('#next');
			await page.waitForURL('**/next');
			// far less than the collector takes, on a busy machine too
			expect(Date.now() - begun).toBeLessThan(5000);
			await lab.expectStored({ 'pageview /': 1, 'pageview /next': 1 });
		});

		test('a page that broke every API it can patch works, and sees no error of ours', async ({ lab, page }) => {
			const errors: string[] = [];
			page.on('pageerror', (error) => errors.push(error.message));
			await lab.open({
				build,
				attributes: 'data-persist',
				head: `<script>
					const boom = () => { throw new Error('patched') };
					window.fetch = boom;
					navigator.sendBeacon = boom;
					performance.now = boom;
					performance.getEntriesByType = boom;
					Object.defineProperty(window, 'localStorage', { get: boom });
				</script>`,
				body: '<p>alive</p>',
			});
			await page.evaluate(() => {
				(window as unknown as Footfall).footfall('x');
				history.pushState({}, '', 'a');
			});
			await page.waitForTimeout(600);
			expect(await page.textContent('p')).toBe('alive');
			expect(errors).toEqual([]);
		});
	});
}

test('the usual visit of a landing, an event, two routes and leaving costs at most five requests and no preflight', async ({
	lab,
	page,
}) => {
	await lab.open();
	await page.waitForTimeout(400);
	await page.evaluate(() => (window as unknown as Footfall).footfall('Signup', { props: { plan: 'pro' } }));
	await page.waitForTimeout(400);
	for (const path of ['a', 'b']) {
		await page.evaluate((to) => history.pushState({}, '', to), path);
		await page.waitForTimeout(400);
	}
	await page.close({ runBeforeUnload: true });
	await lab.expectStored({ 'pageview /': 1, 'Signup /': 1, 'pageview /a': 1, 'pageview /b': 1 });
	expect(lab.lane.requests.filter(({ method }) => method !== 'POST')).toEqual([]);
	expect(lab.lane.requests.length).toBeLessThanOrEqual(5);
	console.log(
		`The usual visit: ${lab.lane.requests.length} requests, ${lab.lane.requests.reduce((sum, { bytes }) => sum + bytes, 0)} bytes.`,
	);
});
