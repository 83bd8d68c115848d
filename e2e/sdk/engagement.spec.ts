import { expect, test } from './test.ts';

test('a visit of two seconds has two seconds, and a page shorter than the window is read to its end', async ({ lab, page }) => {
	await lab.open({ body: '<p>short</p>' });
	await page.waitForTimeout(2000);
	await page.close({ runBeforeUnload: true });
	await expect.poll(async () => (await lab.totals()).seconds ?? 0).toBeGreaterThanOrEqual(1.9);
	expect((await lab.totals()).seconds).toBeLessThan(4);
	expect((await lab.totals()).scroll).toBe(100);
});

test('time without the focus does not count', async ({ lab, page }) => {
	await page.addInitScript(() => {
		let focused = true;
		document.hasFocus = () => focused;
		Object.assign(window, {
			focusIs(value: boolean) {
				focused = value;
				window.dispatchEvent(new Event(value ? 'focus' : 'blur'));
			},
		});
	});
	await lab.open();
	await page.waitForTimeout(500);
	await page.evaluate(() => (window as unknown as { focusIs(value: boolean): void }).focusIs(false));
	await page.waitForTimeout(3000);
	await page.evaluate(() => (window as unknown as { focusIs(value: boolean): void }).focusIs(true));
	await page.waitForTimeout(500);
	await page.close({ runBeforeUnload: true });
	await expect.poll(async () => (await lab.totals()).seconds ?? 0).toBeGreaterThanOrEqual(0.9);
	expect((await lab.totals()).seconds).toBeLessThan(2.5);
});

test('the deepest scroll counts, and does not fall when the page grows', async ({ lab, page }) => {
	await lab.open({ body: '<div id="long" style="height: 3000px"></div>' });
	await page.evaluate(() => scrollTo(0, 10_000));
	await page.waitForTimeout(300);
	await page.evaluate(() => scrollTo(0, 0));
	const hide = (hidden: boolean) => {
		Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
		document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
	};
	await page.evaluate(hide, true);
	await expect.poll(async () => (await lab.totals()).scroll).toBe(100);
	await page.evaluate(hide, false);
	await page.evaluate(() => {
		(document.getElementById('long') as HTMLElement).style.height = '30000px';
	});
	await page.waitForTimeout(500);
	await page.close({ runBeforeUnload: true });
	await page.waitForTimeout(0).catch(() => {});
	await expect.poll(async () => (await lab.totals()).scroll).toBe(100);
});
