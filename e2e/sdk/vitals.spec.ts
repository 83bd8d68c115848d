import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { MetricName } from '@footfall/protocol';
import type { Page } from '@playwright/test';
import type { RunningServer } from '../fixtures/server.ts';
import { ask } from '../fixtures/store.ts';
import { openHidden, tellsVisibility, withPlainBrowser } from './plainBrowser.ts';
import { expect, type Lab, test } from './test.ts';

const webVitals = readFileSync(path.join(path.dirname(createRequire(import.meta.url).resolve('web-vitals')), 'web-vitals.iife.js'), 'utf8');
/**
 * The package that everybody means by web vitals, beside our script in the same page. It waits for idle moments where there
 * are any; a browser without a window has next to none.
 */
const beside = `<script>delete window.requestIdleCallback;${webVitals}</script><script>
	window.told = {};
	for (const name of ['LCP', 'INP', 'CLS', 'FCP', 'TTFB']) webVitals['on' + name]((metric) => { told[name] = metric.value }, { reportAllChanges: true });
	/** How long a click and a key take. */
	const busy = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
</script>`;

const names = ['lcp', 'inp', 'cls', 'fcp', 'ttfb', 'load'] as const satisfies MetricName[];
type Vitals = Record<(typeof names)[number], number | null>;

/** What the package says of the page now; null for what it did not measure. */
async function told(page: Page): Promise<Vitals> {
	await page.waitForTimeout(300);
	return await page.evaluate(() => {
		const { LCP, INP, CLS, FCP, TTFB } = Reflect.get(window, 'told') as Record<string, number | undefined>;
		const [navigated] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
		return {
			lcp: LCP ?? null,
			inp: INP ?? null,
			cls: CLS ?? null,
			fcp: FCP ?? null,
			ttfb: TTFB ?? null,
			load: navigated?.loadEventEnd ?? null,
		};
	});
}

async function stored(server: RunningServer, lab: Lab): Promise<Vitals> {
	const page = new URL(lab.url()).pathname;
	const { results } = await ask(server.url, { metrics: [...names], filters: [['is', 'event:page', [page]]] });
	const values = (results[0]?.metrics ?? []) as (number | null)[];
	return Object.fromEntries(names.map((name, index) => [name, values[index] ?? null])) as Vitals;
}

/** Leaves the page and compares: milliseconds to the whole one, the score to the third digit, as the collector answers it. */
async function expectSame(server: RunningServer, lab: Lab, page: Page): Promise<Vitals> {
	const theirs = await told(page);
	await page.close({ runBeforeUnload: true });
	await expect.poll(async () => (await stored(server, lab)).ttfb).not.toBeNull();
	const ours = await stored(server, lab);
	for (const name of names) {
		const [our, their] = [ours[name], theirs[name]];
		if (our === null || their === null) expect({ [name]: our }).toEqual({ [name]: their });
		else expect(Math.abs(our - their), `${name}: ${our}, by the package ${their}`).toBeLessThanOrEqual(name === 'cls' ? 0.0006 : 1);
	}
	return ours;
}

const build = 'analytics.all.js';

test.describe('the web vitals are those of the package web-vitals', () => {
	test('on a page that shifts, paints late and answers slowly', async ({ lab, page, server }) => {
		await lab.open({
			build,
			head: beside,
			body: `<div id="top"></div><p>first</p><button onclick="busy(150)">slow</button><input onkeydown="busy(90)"><div id="late"></div>
				<script>
					const grow = (px) => { document.getElementById('top').style.height = px + 'px' };
					setTimeout(() => { document.getElementById('late').innerHTML = '<h1 style="font-size: 80px">the largest text of all that is painted</h1>' }, 250);
					setTimeout(() => grow(40), 500);
					setTimeout(() => grow(100), 900);
					setTimeout(() => grow(120), 2200);
				</script>`,
		});
		await page.waitForTimeout(2500);
		await page.click('button');
		await page.locator('input').pressSequentially('ab');
		await page.click('button');
		const { lcp, cls, inp } = await expectSame(server, lab, page);
		expect(lcp).toBeGreaterThan(250);
		expect(cls).toBeGreaterThan(0);
		expect(inp).toBeGreaterThanOrEqual(150);
	});

	test('on a page that never shifts: 0 is a value, and nobody’s input is none', async ({ lab, page, server }) => {
		await lab.open({ build, head: beside, body: '<p>quiet</p>' });
		await page.waitForTimeout(500);
		expect(await expectSame(server, lab, page)).toMatchObject({ cls: 0, inp: null });
	});

	test('on a page that answers at once', async ({ lab, page, server }) => {
		await lab.open({ build, head: beside, body: '<button>quick</button>' });
		await page.click('button');
		const { inp } = await expectSame(server, lab, page);
		expect(inp).toBeLessThan(150);
	});

	test('where one of many inputs was slow: not the slowest of fifty counts', async ({ lab, page, server }) => {
		await lab.open({
			build,
			head: beside,
			body: '<button id="slow" onclick="busy(300)">slow</button><button id="quick" onclick="busy(60)">quick</button>',
		});
		await page.click('#slow');
		for (let n = 0; n < 55; n++) await page.click('#quick');
		const { inp } = await expectSame(server, lab, page);
		expect(inp).toBeLessThan(300);
	});

	test('where a run of shifts is longer than five seconds, or begins within the first', async ({ lab, page, server }) => {
		await lab.open({
			build,
			head: beside,
			body: `<div id="top"></div><p>moved</p><script>
				let px = 0;
				const timer = setInterval(() => { document.getElementById('top').style.height = (px += 20) + 'px' }, 800);
				setTimeout(() => clearInterval(timer), 7800);
			</script>`,
		});
		await page.waitForTimeout(8000);
		await expectSame(server, lab, page);
	});

	test('where the last shift and the last input came just before leaving', async ({ lab, page, server }) => {
		await lab.open({
			build,
			head: beside,
			body: `<div id="top"></div><p>moved</p><button onclick="busy(80)">go</button>`,
		});
		await page.waitForTimeout(800);
		await page.click('button');
		await page.waitForTimeout(700);
		await page.evaluate(() => {
			(document.getElementById('top') as HTMLElement).style.height = '200px';
		});
		await expectSame(server, lab, page);
	});
});

test('routes inside a page have no vitals of their own', async ({ lab, page, server }) => {
	await lab.open({ build, body: '<p>one page</p>' });
	await page.waitForTimeout(300);
	await page.evaluate(() => history.pushState({}, '', 'a'));
	await page.waitForTimeout(300);
	await page.close({ runBeforeUnload: true });
	await expect.poll(async () => (await stored(server, lab)).fcp).not.toBeNull();
	const route = new URL(lab.url('a')).pathname;
	const { results } = await ask(server.url, { metrics: ['fcp'], filters: [['is', 'event:page', [route]]] });
	expect(results[0]?.metrics[0] ?? null).toBeNull();
});

test('a page that loaded in the background was painted when somebody looked, which is not its speed', async ({ lab, server }) => {
	lab.put({ build, head: tellsVisibility + beside, body: '<p>later</p>' });
	await withPlainBrowser('about:blank', async (devtools) => {
		const targetId = await openHidden(devtools, lab.url());
		await devtools.send('Target.activateTarget', { targetId });
		await lab.expectStored({ 'pageview /': 1 });
		const { sessionId } = await devtools.send('Target.attachToTarget', { targetId, flatten: true });
		const { result } = await devtools.send('Runtime.evaluate', { expression: 'told', returnByValue: true }, `${sessionId}`);
		expect(Object.keys((result as { value?: object }).value ?? {})).not.toContain('FCP');
		await devtools.send('Target.closeTarget', { targetId });
		await expect.poll(async () => (await stored(server, lab)).ttfb).not.toBeNull();
		expect(await stored(server, lab)).toMatchObject({ fcp: null, lcp: null, cls: null });
	});
});
