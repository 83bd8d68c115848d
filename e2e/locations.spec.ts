import { view } from './fixtures/client.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { startServer, withTemporaryDirectory } from './fixtures/server.ts';
import { ready } from './fixtures/store.ts';
import { expect, test } from './fixtures/test.ts';
import { addresses } from './fixtures/traffic.ts';

test('the map is fetched when it is opened, follows by itself, tells a country under the pointer and filters by it on a click', async ({
	page,
}) => {
	await withTemporaryDirectory(async (dataDir) => {
		const server = await startServer({ dataDir, env: { TRUSTED_PROXIES: '127.0.0.1' } });
		await ready(server.url);
		const come = (country: keyof typeof addresses, agent: string) =>
			view(server.url, {
				page: { u: 'http://localhost/' },
				address: addresses[country],
				userAgent: `Mozilla/5.0 (X11; Linux x86_64) ${agent}`,
			});
		await come('BR', 'One');
		await come('BR', 'Two');
		await come('SG', 'Three');
		const scripts: string[] = [];
		page.on('request', (request) => {
			if (/assets\/map-.*\.js/.test(request.url())) scripts.push(request.url());
		});

		const dash = dashboard(page, server.url);
		await dash.open();
		const locations = dash.panel('Locations');
		await expect(dash.row('Locations', 'Brazil')).toContainText('2');
		expect(scripts).toHaveLength(0);
		await locations.getByRole('button', { name: 'Map', exact: true }).click();
		await expect(page).toHaveURL(/locations=map/);
		const map = locations.getByRole('img', { name: 'Map of the world: visitors by country' });
		await expect(map).toBeVisible();
		expect(scripts).toHaveLength(1);
		await expect(locations.getByRole('table', { name: 'Visitors by country' })).toContainText('Singapore');

		await come('AU', 'Four');
		await expect(dash.row('Locations', 'Australia')).toBeVisible();

		const box = (await map.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
		const tip = page.locator('.map-tip');
		await expect(async () => {
			for (let right = 0.2; right < 0.5; right += 0.02) {
				await page.mouse.move(box.x + box.width * right, box.y + box.height * 0.66);
				if ((await tip.count()) > 0 && (await tip.textContent())?.includes('Brazil')) return;
			}
			throw new Error('Brazil is not there.');
		}).toPass();
		await expect(tip).toContainText('2');
		await page.mouse.down();
		await page.mouse.up();
		await expect(dash.chips).toContainText('Brazil');
		await expect(dash.card('Unique visitors')).toContainText('2');
		await server.stop();
	});
});
