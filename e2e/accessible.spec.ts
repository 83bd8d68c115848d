import { faultsByAxe } from './fixtures/axe.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { startServer, withTemporaryDirectory } from './fixtures/server.ts';
import { ready } from './fixtures/store.ts';
import { expect, test } from './fixtures/test.ts';
import { sendTraffic } from './fixtures/traffic.ts';

/** Each page, by its address and by what shows that it is drawn. */
const pages: Readonly<Record<string, { readonly search: string; readonly drawn: string }>> = {
	overview: { search: '', drawn: 'pageview' },
	compared: { search: '?range=24h&compare=previous_period&f=is,event:page,/boots', drawn: 'pageview' },
	map: { search: '?locations=map', drawn: 'Germany' },
	realtime: { search: '?range=realtime', drawn: 'pageview' },
	details: { search: '?details=event:page', drawn: '/boots' },
	goals: { search: '?page=goals', drawn: 'Purchase' },
	'a goal': { search: '?f=is,event:goal,Purchase&events=event:goal', drawn: 'Conversion rate' },
	funnels: { search: '?page=funnels&step=page,/&step=page,/boots', drawn: 'Page /boots' },
	retention: { search: '?page=retention', drawn: 'People by when they came first, and how many of them came back.' },
	journeys: { search: '?page=journeys', drawn: 'A click on a stream shows only visits with the page that it leads to.' },
	content: { search: '?page=content', drawn: 'Entry pages' },
	performance: { search: '?page=performance', drawn: 'Performance' },
	experiments: { search: '?page=experiments', drawn: 'Experiments' },
	shop: { search: '?page=shop', drawn: 'The way to an order' },
	'orders of the shop': { search: '?page=shop&tab=orders', drawn: 'Orders' },
	data: { search: '?page=data', drawn: 'Export raw events' },
	sites: { search: '?page=sites', drawn: 'localhost' },
	pipeline: { search: '?page=pipeline', drawn: 'All is well.' },
	'no cities': { search: '?locations=visit:city', drawn: 'FOOTFALL_GEO_DATABASE' },
};

for (const colorScheme of ['light', 'dark'] as const) {
	test(`axe finds nothing on any page, in ${colorScheme}`, async ({ browser }) => {
		test.slow();
		await withTemporaryDirectory(async (dataDir) => {
			const server = await startServer({ dataDir, env: { TRUSTED_PROXIES: '127.0.0.1' } });
			await ready(server.url);
			await sendTraffic(server.url, { people: 80, hours: 3 });
			await fetch(`${server.url}/api/sites/localhost/annotations`, {
				method: 'POST',
				body: JSON.stringify({ text: 'v2.1', kind: 'deploy' }),
			});
			await fetch(`${server.url}/api/sites/localhost/goals`, {
				method: 'POST',
				body: JSON.stringify({ kind: 'event', event: 'Purchase', currency: 'EUR' }),
			});
			const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 1000 }, bypassCSP: true });
			const page = await context.newPage();
			const dash = dashboard(page, server.url);
			for (const [name, { search, drawn }] of Object.entries(pages)) {
				await dash.open(search);
				await expect(page.getByText(drawn, { exact: true }).filter({ visible: true }).first()).toBeVisible();
				expect.soft(await faultsByAxe(page), `${name} in ${colorScheme}`).toEqual([]);
			}
			await dash.open('?f=is,event:page,/boots');
			for (const opens of ['?', 'k', 'c']) {
				await dash.card('Unique visitors').waitFor();
				await page.keyboard.press(opens);
				await expect(page.getByRole('dialog').first()).toBeVisible();
				expect.soft(await faultsByAxe(page), `what ${opens} opens in ${colorScheme}`).toEqual([]);
				await page.keyboard.press('Escape');
				await expect(page.getByRole('dialog')).toHaveCount(0);
			}
			await dash.chips.getByRole('button').first().click();
			expect.soft(await faultsByAxe(page), `the filter in ${colorScheme}`).toEqual([]);
			await page.keyboard.press('Escape');
			await page.getByRole('button', { name: 'Segments', exact: true }).click();
			expect.soft(await faultsByAxe(page), `the segments in ${colorScheme}`).toEqual([]);
			await fetch(`${server.url}/api/sites/localhost/funnels`, {
				method: 'POST',
				body: JSON.stringify({ name: 'Boots', steps: [{ page: '/' }, { event: 'A', filters: [['not', ['is', 'event:props:b', ['c']]]] }] }),
			});
			await dash.open('?page=funnels&step=page,/&step=page,/boots');
			await page.getByRole('button', { name: 'Kept funnels' }).click();
			await expect(page.getByRole('button', { name: 'Rename Boots' })).toBeVisible();
			expect.soft(await faultsByAxe(page), `the kept funnels in ${colorScheme}`).toEqual([]);
			await dash.open('?page=goals');
			await page.getByRole('button', { name: 'Add a goal' }).click();
			expect.soft(await faultsByAxe(page), `the form of a goal in ${colorScheme}`).toEqual([]);
			await context.close();
			await server.stop();
		});
	});
}
