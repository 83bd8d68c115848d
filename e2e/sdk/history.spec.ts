import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chromium } from '@playwright/test';
import { person } from '../fixtures/client.ts';
import { withTemporaryDirectory } from '../fixtures/server.ts';
import { builds, test } from './test.ts';

/**
 * Playwright turns the back/forward cache off, and nothing prerenders under it. These pages are opened by a browser that
 * is started as a person's is, and navigate by themselves; what happened is asked of the collector.
 */
async function withPlainBrowser(address: string, work: () => Promise<void>): Promise<void> {
	await withTemporaryDirectory(async (profile) => {
		const browser: ChildProcess = spawn(
			process.env.CHROMIUM_PATH ?? chromium.executablePath(),
			[
				'--headless=new',
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
				'--no-first-run',
				'--remote-debugging-port=0',
				// which would say that it is driven
				'--disable-blink-features=AutomationControlled',
				`--user-data-dir=${profile}`,
				`--user-agent=${person}`,
				address,
			],
			{ stdio: 'ignore' },
		);
		try {
			await work();
		} finally {
			const ended = once(browser, 'exit');
			browser.kill('SIGKILL');
			await ended;
		}
	});
}

for (const build of builds) {
	test(`${build}: a page restored by going back is a new page view, and stays restorable`, async ({ lab }) => {
		lab.put({
			build,
			body: `<script>
				addEventListener('load', () => setTimeout(() => { location.href = 'next' }, 400));
				addEventListener('pageshow', (event) => { if (event.persisted) footfall('Restored') });
			</script>`,
		});
		lab.put({ build, path: 'next', body: `<script>addEventListener('load', () => setTimeout(() => history.back(), 400))</script>` });
		await withPlainBrowser(lab.url(), async () => {
			await lab.expectStored({ 'pageview /': 2, 'pageview /next': 1, 'Restored /': 1 });
		});
	});

	test(`${build}: a prerendered page is counted once it is opened`, async ({ lab }) => {
		const rules = JSON.stringify({
			prerender: [{ urls: [new URL(lab.url('shown')).pathname, new URL(lab.url('never')).pathname], eagerness: 'immediate' }],
		});
		lab.put({
			build,
			head: `<script type="speculationrules">${rules}</script>`,
			body: `<script>addEventListener('load', () => setTimeout(() => { location.href = 'shown' }, 2500))</script>`,
		});
		const told = `<script>const before = document.prerendering</script>`;
		lab.put({
			build,
			path: 'shown',
			head: told,
			body: `<script>addEventListener('load', () => { document.addEventListener('prerenderingchange', () => setTimeout(() => footfall('Was prerendered'), 100)) })</script>`,
		});
		lab.put({ build, path: 'never', head: told });
		await withPlainBrowser(lab.url(), async () => {
			await lab.expectStored({ 'pageview /': 1, 'pageview /shown': 1, 'Was prerendered /shown': 1 });
		});
	});
}
