import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { person } from '../fixtures/client.ts';
import { readLog } from '../fixtures/log.ts';
import { builds, expect, test } from './test.ts';

type Footfall = { footfall(name: string, options?: object): void };
const DAY = 86_400_000;

const track = (page: Page, name: string): Promise<void> => page.evaluate((event) => (window as unknown as Footfall).footfall(event), name);

for (const build of builds) {
	test.describe(build, () => {
		test('says that the browser is driven; the collector stores it as a bot, and leaves it out of answers', async ({ lab, page }) => {
			await page.addInitScript(() => Object.defineProperty(navigator, 'webdriver', { value: true }));
			await lab.open({ build });
			await expect
				.poll(() => lab.records().map(({ name, bot, botReasons }) => [name, bot >= 50, botReasons]))
				.toEqual([['pageview', true, ['driven']]]);
			expect(await lab.stored()).toEqual({});
		});

		for (const [how, off] of [
			['a day ahead', DAY],
			['a day behind', -DAY],
		] as const) {
			test(`keeps the server’s time when the client’s clock is ${how}`, async ({ lab, page }) => {
				await page.clock.install({ time: Date.now() + off });
				await lab.open({ build });
				await track(page, 'Signup');
				await page.clock.runFor(2000);
				await lab.expectStored({ 'pageview /': 1, 'Signup /': 1 });
				for (const { time, received } of lab.records()) {
					expect(time).toBeLessThanOrEqual(received);
					expect(received - time).toBeLessThan(60_000);
				}
			});
		}

		test('puts nothing into the future when the clock is set back during the visit', async ({ lab, page }) => {
			await page.clock.install({ time: Date.now() });
			await lab.open({ build });
			await lab.expectStored({ 'pageview /': 1 });
			await track(page, 'Before');
			await page.clock.setSystemTime(Date.now() - DAY);
			await track(page, 'After');
			await page.clock.runFor(2000);
			await lab.expectStored({ 'pageview /': 1, 'Before /': 1, 'After /': 1 });
			for (const { time, received } of lab.records()) expect(time).toBeLessThanOrEqual(received);
		});

		test('works where everything that a page can patch throws, as long as there is a fetch', async ({ lab, page }) => {
			const errors: string[] = [];
			page.on('pageerror', ({ message }) => errors.push(message));
			await lab.open({
				build,
				attributes: 'data-persist',
				head: `<script>
					const boom = () => { throw new Error('patched') };
					navigator.sendBeacon = boom;
					performance.now = performance.getEntriesByType = performance.mark = boom;
					window.PerformanceObserver = boom;
					Object.defineProperty(window, 'localStorage', { get: boom });
					Object.defineProperty(window, 'sessionStorage', { get: boom });
					Object.defineProperty(document, 'cookie', { get: boom, set: boom });
				</script>`,
			});
			await track(page, 'Signup');
			await expect.poll(() => lab.stored()).toMatchObject({ 'pageview /': 1, 'Signup /': 1 });
			expect(errors).toEqual([]);
		});

		test('works where another library has wrapped fetch', async ({ lab, page }) => {
			await lab.open({
				build,
				head: `<script>const original = window.fetch; window.wrapped = 0; window.fetch = function (...call) { wrapped++; return original.apply(this, call) }</script>`,
			});
			await track(page, 'Signup');
			await lab.expectStored({ 'pageview /': 1, 'Signup /': 1 });
			expect(await page.evaluate('wrapped')).toBeGreaterThanOrEqual(2);
		});

		test('a history that throws for the page throws for it alone', async ({ lab, page }) => {
			await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
			await lab.open({
				build,
				head: `<script>const push = history.pushState; history.pushState = function (...call) { if (call[2] === 'forbidden') throw new Error('patched'); return push.apply(this, call) }</script>`,
			});
			expect(
				await page.evaluate(() => {
					try {
						history.pushState({}, '', 'forbidden');
						return 'nothing';
					} catch (error) {
						return (error as Error).message;
					}
				}),
			).toBe('patched');
			await page.evaluate(() => history.pushState({}, '', 'a'));
			await lab.expectStored({ 'pageview /': 1, 'pageview /a': 1 });
		});

		test('counts no file and no page of data', async ({ lab, page, server }) => {
			const folder = await mkdtemp(path.join(tmpdir(), 'footfall-file-'));
			const html = `<!doctype html><title>Not on the web</title><script src="${lab.mount}/${build}" data-site="localhost"></script>`;
			await writeFile(path.join(folder, 'page.html'), html);
			const before = readLog(server.dataDir).length;
			await page.goto(pathToFileURL(path.join(folder, 'page.html')).href);
			await page.waitForTimeout(500);
			await page.goto(`data:text/html,${encodeURIComponent(html)}`);
			await page.waitForTimeout(500);
			expect(readLog(server.dataDir).length).toBe(before);
			await rm(folder, { recursive: true });
		});

		test('works on plain http, where crypto has no randomUUID', async ({ lab, playwright }) => {
			const { CHROMIUM_PATH: executablePath } = process.env;
			const browser = await playwright.chromium.launch({
				...(executablePath === undefined ? {} : { executablePath }),
				args: [
					`--user-agent=${person}`,
					'--disable-blink-features=AutomationControlled',
					'--host-resolver-rules=MAP shop.test 127.0.0.1, MAP stats.test 127.0.0.1',
				],
			});
			const page = await browser.newPage();
			const stats = lab.mount.replace('127.0.0.1', 'stats.test');
			lab.put({ script: `<script defer src="${stats}/${build}" data-site="localhost"></script>` });
			await page.goto(lab.url().replace('localhost', 'shop.test'));
			expect(await page.evaluate(() => [isSecureContext, typeof crypto.randomUUID])).toEqual([false, 'undefined']);
			await track(page, 'Signup');
			await lab.expectStored({ 'pageview /': 1, 'Signup /': 1 });
			expect(lab.records().map(({ dims }) => dims.hostname)).toEqual(['shop.test', 'shop.test']);
			await browser.close();
		});
	});
}
