import type { Page } from '@playwright/test';
import { expect, type Lab, test } from './test.ts';

/** Runs a module that imports the package as npm has it, unbundled. */
async function run(lab: Lab, page: Page, code: string): Promise<{ errors: string[]; printed: string[] }> {
	const found = { errors: [] as string[], printed: [] as string[] };
	page.on('pageerror', ({ message }) => found.errors.push(message));
	page.on('console', (message) => found.printed.push(message.text()));
	await lab.open({
		script: `<script type="module">import * as sdk from '${lab.mount}/index.js'; Object.assign(window, { sdk }); const endpoint = '${lab.mount}/api/events';
			${code}</script>`,
	});
	return found;
}

test('init counts; what was called before it is kept; twice is once', async ({ lab, page }) => {
	const { errors } = await run(
		lab,
		page,
		`sdk.track('Early'); sdk.identify('u1');
		const first = sdk.init({ site: 'localhost', endpoint });
		if (sdk.init({ site: 'localhost', endpoint }) !== first) throw new Error('two trackers');
		sdk.track('Late', { props: { plan: 'pro' } }); sdk.flush();`,
	);
	await lab.expectStored({ 'pageview /': 1, 'Early /': 1, 'Late /': 1 });
	expect(lab.records().find(({ name }) => name === 'Late')?.user).toMatch(/^\S{8,}$/);
	expect(lab.records().find(({ name }) => name === 'Late')?.user).not.toBe('u1');
	expect(errors).toEqual([]);
});

test('without a site it is the page’s host', async ({ lab, page }) => {
	const { errors } = await run(lab, page, 'sdk.init({ endpoint })');
	await lab.expectStored({ 'pageview /': 1 });
	expect(errors).toEqual([]);
});

test('a wrong endpoint throws nothing, counts nothing, and is told in debug mode', async ({ lab, page }) => {
	const { errors, printed } = await run(
		lab,
		page,
		`for (const endpoint of ['http://', 'https://::', {}, null, 7]) { const tracker = sdk.init({ endpoint, debug: true }); tracker.track('x'); tracker.page(); tracker.flush() }
		sdk.track('x'); sdk.page(); sdk.optOut(); sdk.optIn(); sdk.flush();`,
	);
	await page.waitForTimeout(500);
	expect(errors).toEqual([]);
	expect(printed.join('\n')).toMatch(/wrong endpoint/);
	expect(lab.lane.requests).toEqual([]);
});

test('plugins watch what they are asked to, and a plugin that throws harms nobody', async ({ lab, page }) => {
	const { errors } = await run(
		lab,
		page,
		`document.body.innerHTML = '<a id="out" target="_blank" href="http://elsewhere.invalid/">out</a>';
		sdk.init({ site: 'localhost', endpoint, plugins: [() => { throw new Error('a plugin') }, sdk.clicks, ({ track }) => { addEventListener('copy', () => track('Copy')) }] });`,
	);
	await page.context().route('http://elsewhere.invalid/**', (route) => route.fulfill({ body: 'elsewhere' }));
	await page.click('#out');
	await page.evaluate(() => document.dispatchEvent(new Event('copy', { bubbles: true })));
	await lab.expectStored({ 'pageview /': 1, 'Outbound Link: Click /': 1, 'Copy /': 1 });
	expect(errors).toEqual([]);
});

test('switches that are false are off', async ({ lab, page }) => {
	await run(
		lab,
		page,
		`sdk.init({ site: 'localhost', endpoint, auto: false, persist: false, consent: false, hash: false }); sdk.page({ url: 'virtual' });`,
	);
	await lab.expectStored({ 'pageview /virtual': 1 });
	expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});
