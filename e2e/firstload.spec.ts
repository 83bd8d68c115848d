import { gzipSync } from 'node:zlib';
import { view } from './fixtures/client.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { expect, test } from './fixtures/test.ts';

const MOST = 150 * 1024;

test('the first load, until every panel is drawn, is under 150 KB of JavaScript, compressed', async ({ server, page }) => {
	await view(server.url, { page: { u: 'http://localhost/' } });
	const scripts: Promise<number>[] = [];
	page.on('response', (response) => {
		if (/\.js(\?|$)/.test(response.url())) scripts.push(response.body().then((body) => gzipSync(body).length));
	});
	const dash = dashboard(page, server.url);
	await dash.open();
	await expect(dash.card('Unique visitors')).toContainText('1');
	await expect(dash.row('Events', 'pageview')).toBeVisible();
	await page.waitForLoadState('networkidle');
	const sizes = await Promise.all(scripts);
	expect(sizes.length).toBeGreaterThan(1);
	const total = sizes.reduce((sum, size) => sum + size, 0);
	expect(total).toBeGreaterThan(50 * 1024);
	expect(total).toBeLessThan(MOST);
});
