import { expect, test } from './test.ts';

type Scope = {
	footfall: ((name: string, options?: object) => void) & {
		optOut(): void;
		optIn(): void;
		identify(user: string): void;
		page(detail: object): void;
	};
};

test('nothing is stored on the device unless the site asks for it', async ({ lab, page, context }) => {
	await lab.open({ build: 'analytics.all.js' });
	await lab.expectStored({ 'pageview /': 1 });
	expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
	expect(await context.cookies()).toEqual([]);
});

for (const build of ['analytics.js', 'analytics.all.js'] as const) {
	test(`${build}: a persistent visitor has one session across pages and tabs`, async ({ lab, page, context }) => {
		lab.put({ build, attributes: 'data-persist', path: 'two' });
		await lab.open({ build, attributes: 'data-persist' });
		await lab.expectStored({ 'pageview /': 1, 'session_start /': 1 });
		await page.goto(lab.url('two'));
		const other = await context.newPage();
		await other.goto(lab.url('two'));
		await lab.expectStored({ 'pageview /': 1, 'session_start /': 1, 'pageview /two': 2 });
		expect(await page.evaluate(() => localStorage.footfall?.split(' ').length)).toBe(3);
	});

	test(`${build}: a session ends after half an hour without events`, async ({ lab, page }) => {
		await lab.open({ build, attributes: 'data-persist' });
		await lab.expectStored({ 'pageview /': 1, 'session_start /': 1 });
		await page.evaluate(() => {
			const [visitor, session, last] = localStorage.footfall.split(' ');
			localStorage.footfall = [visitor, session, Number(last) - 31 * 60_000].join(' ');
		});
		await page.reload();
		await lab.expectStored({ 'pageview /': 2, 'session_start /': 2 });
	});

	for (const [signal, script] of [
		['Global Privacy Control', `Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })`],
		['Do Not Track', `Object.defineProperty(navigator, 'doNotTrack', { value: '1' })`],
	] as const) {
		test(`${build}: ${signal} turns persistence off`, async ({ lab, page }) => {
			await lab.open({ build, attributes: 'data-persist', head: `<script>${script}</script>` });
			await lab.expectStored({ 'pageview /': 1 });
			expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
		});
	}

	test(`${build}: opting out in the middle of a visit stops everything, and is remembered until it is taken back`, async ({
		lab,
		page,
	}) => {
		await lab.open({ build, attributes: 'data-persist' });
		await lab.expectStored({ 'pageview /': 1, 'session_start /': 1 });
		await page.evaluate(() => {
			const { footfall } = window as unknown as Scope;
			footfall('Unsent');
			footfall.optOut();
			footfall('Never');
		});
		await page.reload();
		await lab.expectStored({ 'pageview /': 1, 'session_start /': 1 });
		expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ footfall: '1' });
		await page.evaluate(() => (window as unknown as Scope).footfall.optIn());
		await page.reload();
		await lab.expectStored({ 'pageview /': 2, 'session_start /': 2 });
	});

	test(`${build}: storage that throws costs nothing but the memory`, async ({ lab, page }) => {
		const errors: string[] = [];
		page.on('pageerror', (error) => errors.push(error.message));
		await page.addInitScript(() => {
			Object.defineProperty(window, 'localStorage', {
				get() {
					throw new DOMException('denied', 'SecurityError');
				},
			});
		});
		await lab.open({ build, attributes: 'data-persist' });
		await page.evaluate(() => (window as unknown as Scope).footfall('Signup'));
		await lab.expectStored({ 'pageview /': 1, 'session_start /': 1, 'Signup /': 1 });
		expect(errors).toEqual([]);
	});

	test(`${build}: a full storage loses no event`, async ({ lab, page }) => {
		await page.addInitScript(() => {
			Storage.prototype.setItem = () => {
				throw new DOMException('full', 'QuotaExceededError');
			};
		});
		await lab.open({ build, attributes: 'data-persist' });
		await page.evaluate(() => (window as unknown as Scope).footfall('Signup'));
		await expect.poll(async () => (await lab.stored())['Signup /']).toBe(1);
	});
}

for (const [signal, script] of [
	['Do Not Track', `Object.defineProperty(navigator, 'doNotTrack', { value: '1' })`],
	['Global Privacy Control', `Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })`],
] as const) {
	test(`data-do-not-track sends nothing from a browser with ${signal}`, async ({ lab, page }) => {
		await lab.open({ build: 'analytics.compat.js', attributes: 'data-do-not-track', head: `<script>${script}</script>` });
		await page.evaluate(() => (window as unknown as Scope).footfall('Unwanted'));
		await page.waitForTimeout(500);
		expect(lab.lane.requests).toEqual([]);
	});

	test(`${signal} alone does not keep a page from being counted`, async ({ lab }) => {
		await lab.open({ build: 'analytics.compat.js', head: `<script>${script}</script>` });
		await lab.expectStored({ 'pageview /': 1 });
	});
}

test('data-do-not-track counts a browser that asks for nothing', async ({ lab }) => {
	await lab.open({ build: 'analytics.compat.js', attributes: 'data-do-not-track' });
	await lab.expectStored({ 'pageview /': 1 });
});

test('with data-consent nothing is sent or stored before the visitor agrees; then the page view is', async ({ lab, page }) => {
	await lab.open({ build: 'analytics.all.js', attributes: 'data-consent data-persist' });
	await page.evaluate(() => (window as unknown as Scope).footfall('Before'));
	await page.waitForTimeout(400);
	expect(lab.lane.requests).toEqual([]);
	expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
	await page.evaluate(() => (window as unknown as Scope).footfall.optIn());
	await lab.expectStored({ 'pageview /': 1, 'session_start /': 1, 'Before /': 1 });
	await page.reload();
	await lab.expectStored({ 'pageview /': 2, 'session_start /': 1, 'Before /': 1 });
});

test('paths are masked, excluded and included', async ({ lab, page }) => {
	const root = new URL(lab.url()).pathname;
	const attributes = `data-mask="${root}user/*" data-exclude="${root}admin/**"`;
	lab.put({ build: 'analytics.compat.js', attributes, path: 'user/7' });
	lab.put({ build: 'analytics.compat.js', attributes, path: 'admin/x/y' });
	await page.goto(lab.url('user/7'));
	await page.goto(lab.url('admin/x/y'));
	await page.evaluate(() => (window as unknown as Scope).footfall('Hidden'));
	await lab.expectStored({ 'pageview /user/*': 1 });
});

test('fixed properties, identity, revenue and bad input', async ({ lab, page }) => {
	const errors: string[] = [];
	page.on('pageerror', (error) => errors.push(error.message));
	await lab.open({ build: 'analytics.all.js', attributes: 'data-prop-theme="dark" data-debug' });
	await page.evaluate(() => {
		const { footfall } = window as unknown as { footfall: (...call: unknown[]) => void } & Scope;
		footfall.identify('u1');
		const cycle: Record<string, unknown> = { ok: 1 };
		cycle.self = cycle;
		footfall();
		footfall(null);
		footfall({ a: 1 });
		footfall('Purchase', { revenue: { amount: '9.99', currency: 'eur' }, props: { plan: 'pro' } });
		footfall('No currency', { revenue: { amount: 5 } });
		footfall('Cycle', { props: { cycle, plan: 'kept', f: () => 1, big: 10n, long: 'x'.repeat(10_000_000) } });
		footfall('Many', { props: Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`k${n}`, n])) });
		footfall('Proto', { props: JSON.parse('{"__proto__": 1, "constructor": 2, "plan": "clean"}') });
		footfall('Null', null);
	});
	await expect
		.poll(() => lab.stored())
		.toMatchObject({ 'pageview /': 1, 'Purchase /': 1, 'No currency /': 1, 'Cycle /': 1, 'Many /': 1, 'Proto /': 1, 'Null /': 1 });
	expect(await lab.by('event:props:plan')).toMatchObject({ pro: 1, kept: 1, clean: 1 });
	expect((await lab.by('event:props:theme')).dark).toBeGreaterThanOrEqual(6);
	expect(errors).toEqual([]);
});

test('what could not be sent offline is sent by the next page, once, also from two tabs', async ({ lab, page, context }) => {
	const options = { build: 'analytics.all.js', attributes: 'data-persist' } as const;
	await lab.open(options);
	await lab.expectStored({ 'pageview /': 1, 'session_start /': 1 });
	const second = await context.newPage();
	await second.goto(lab.url());
	await lab.expectStored({ 'pageview /': 2, 'session_start /': 1 });
	await context.setOffline(true);
	for (const tab of [page, second]) {
		await tab.evaluate(() => (window as unknown as Scope).footfall('Underground'));
		await tab.waitForTimeout(300);
	}
	// The browser ends with its last tab.
	const kept = await context.newPage();
	for (const tab of [page, second]) await tab.close({ runBeforeUnload: true });
	await kept.waitForTimeout(300);
	await context.setOffline(false);
	lab.put({ ...options, path: 'later' });
	const [third, fourth] = await Promise.all([context.newPage(), context.newPage()]);
	await Promise.all([third.goto(lab.url('later')), fourth.goto(lab.url('later'))]);
	await lab.expectStored({ 'pageview /': 2, 'session_start /': 1, 'Underground /': 2, 'pageview /later': 2 });
	await third.close();
	await fourth.close();
});

test('what failed after the page was hidden is still there when the tab is killed', async ({ lab, page, context }) => {
	const options = { build: 'analytics.all.js', attributes: 'data-persist' } as const;
	await lab.open(options);
	await lab.expectStored({ 'pageview /': 1, 'session_start /': 1 });
	lab.lane.cut = true;
	await page.evaluate(() => {
		(window as unknown as Scope).footfall('Underground');
		Object.defineProperty(document, 'hidden', { configurable: true, value: true });
		document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
	});
	// requests fail, are tried again, and fail again
	await page.waitForTimeout(2500);
	const devtools = await context.newCDPSession(page);
	devtools.send('Page.crash').catch(() => {});
	await page.waitForEvent('crash');
	lab.lane.cut = false;
	lab.put({ ...options, path: 'later' });
	const next = await context.newPage();
	await next.goto(lab.url('later'));
	await lab.expectStored({ 'pageview /': 1, 'session_start /': 1, 'Underground /': 1, 'pageview /later': 1 });
	await expect.poll(() => next.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('footfall_queue')))).toEqual([]);
});

test('a burst of 120 KB just before leaving is complete in the end where storage is allowed', async ({ lab, page }) => {
	const options = { build: 'analytics.all.js', attributes: 'data-persist' } as const;
	lab.put({ ...options, path: 'later' });
	await lab.open(options);
	await lab.expectStored({ 'pageview /': 1, 'session_start /': 1 });
	await page.evaluate(() => {
		for (let n = 0; n < 120; n++) (window as unknown as Scope).footfall('Burst', { props: { text: 'x'.repeat(1000) } });
		location.href = 'later';
	});
	await lab.expectStored({ 'pageview /': 1, 'session_start /': 1, 'Burst /': 120, 'pageview /later': 1 });
});
