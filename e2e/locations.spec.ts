import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeMmdb } from '../packages/collector/src/ingest/testing/mmdb.ts';
import { view } from './fixtures/client.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { startServer, withTemporaryDirectory } from './fixtures/server.ts';
import { ready } from './fixtures/store.ts';
import { expect, test } from './fixtures/test.ts';
import { addresses } from './fixtures/traffic.ts';

const screens = fileURLToPath(new URL('../test-results/screens', import.meta.url));

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

const place = (country: string, region: string, city: string, code?: string) => ({
	country: { iso_code: country },
	subdivisions: [{ ...(code === undefined ? {} : { iso_code: code }), names: { en: region } }],
	city: { names: { en: city } },
});

test('a database of cities tells regions and cities, which are shown, searched and filtered by; without one the page says where to get it', async ({
	page,
}) => {
	await withTemporaryDirectory(async (dataDir) => {
		const file = path.join(dataDir, 'cities.mmdb');
		const networks = {
			'87.149.0.0/16': place('DE', 'Bavaria', 'Munich', 'BY'),
			'89.146.0.0/16': place('NL', 'Limburg', 'Maastricht', 'LI'),
			'138.0.72.0/24': place('BR', 'São Paulo', 'Campinas'),
		};
		await writeFile(file, writeMmdb({ type: 'DBIP-City-Lite', networks }));
		const env = { TRUSTED_PROXIES: '127.0.0.1' };
		const plain = await startServer({ dataDir, env });
		await ready(plain.url);
		const come = (url: string, country: keyof typeof addresses, agent: string) =>
			view(url, { page: { u: 'http://localhost/' }, address: addresses[country], userAgent: `Mozilla/5.0 (X11; Linux x86_64) ${agent}` });
		await come(plain.url, 'SE', 'Zero');
		const bare = dashboard(page, plain.url);
		await bare.open();
		await expect(bare.row('Locations', 'Sweden')).toBeVisible();
		await bare.panel('Locations').getByRole('button', { name: 'More' }).click();
		await page.getByRole('button', { name: 'Regions and cities …' }).click();
		await expect(bare.panel('Locations')).toContainText('No city is known here.');
		await expect(bare.panel('Locations')).toContainText('FOOTFALL_GEO_DATABASE');
		await page.screenshot({ path: path.join(screens, 'cities-none.png'), fullPage: true });
		await plain.stop();

		const server = await startServer({ dataDir, env: { ...env, FOOTFALL_GEO_DATABASE: file } });
		await ready(server.url);
		await come(server.url, 'DE', 'One');
		await come(server.url, 'DE', 'Two');
		await come(server.url, 'NL', 'Three');
		await come(server.url, 'BR', 'Four');
		const dash = dashboard(page, server.url);
		await dash.open();
		const locations = dash.panel('Locations');
		await locations.getByRole('button', { name: 'Regions', exact: true }).click();
		await expect(dash.row('Locations', 'Bavaria')).toContainText('2');
		await expect(dash.row('Locations', 'Limburg')).toContainText('1');
		await locations.getByRole('button', { name: 'Cities', exact: true }).click();
		await expect(dash.row('Locations', 'Munich')).toContainText('2');
		for (const width of [1440, 390]) {
			await page.setViewportSize({ width, height: 900 });
			await expect.poll(async () => await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
			await page.screenshot({ path: path.join(screens, `cities-${width}.png`), fullPage: true });
		}
		await page.setViewportSize({ width: 1280, height: 900 });
		await locations.getByRole('button', { name: 'Campinas' }).click();
		await expect(dash.chips).toContainText('Campinas');
		await expect(dash.card('Unique visitors')).toContainText('1');

		const asked = await fetch(`${server.url}/api/v2/query`, {
			method: 'POST',
			body: JSON.stringify({
				site_id: 'localhost',
				metrics: ['visitors'],
				date_range: 'all',
				dimensions: ['visit:country_name', 'visit:region', 'visit:region_name', 'visit:city_name'],
				filters: [['is_not', 'visit:city_name', ['']]],
			}),
		});
		const { results } = (await asked.json()) as { results: { dimensions: string[] }[] };
		expect(results.map(({ dimensions }) => dimensions).toSorted()).toEqual([
			['Brazil', 'BR-SP', 'São Paulo', 'Campinas'],
			['Germany', 'DE-BY', 'Bavaria', 'Munich'],
			['Netherlands', 'NL-LI', 'Limburg', 'Maastricht'],
		]);
		await server.stop();
	});
});
