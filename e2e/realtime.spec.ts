import { person, view } from './fixtures/client.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { expect, test } from './fixtures/test.ts';

test('R and the number of those who are here lead to the last 30 minutes, where every panel and the events follow, also under a filter', async ({
	server,
	page,
}) => {
	await view(server.url, { page: { u: 'http://localhost/old' }, events: [{ e: 'pageview', a: 40 * 60_000 }], userAgent: `${person} Old` });
	await view(server.url, { page: { u: 'http://localhost/boots', t: '<b>Boots</b>' } });
	const dash = dashboard(page, server.url);
	await dash.open();
	await expect(dash.row('Pages', '/old')).toBeVisible();
	await page.keyboard.press('r');
	await expect(page).toHaveURL(/range=realtime/);
	await expect(dash.row('Pages', '/old')).toHaveCount(0);
	await expect(dash.row('Pages', '/boots')).toBeVisible();
	await expect(page.getByText(/^Live · updated /)).toBeVisible();
	const stream = dash.panel('Live events').getByRole('listitem');
	await expect(stream.first()).toContainText('/boots');

	await dash.row('Pages', '/boots').getByRole('button').click();
	await expect(dash.chips).toContainText('/boots');
	await view(server.url, { page: { u: 'http://localhost/bags' }, userAgent: `${person} Two` });
	await view(server.url, { page: { u: 'http://localhost/boots' }, userAgent: `${person} Three` });
	await expect(dash.card('Unique visitors')).toContainText('2');
	await expect(stream.filter({ hasText: '/boots' })).toHaveCount(2);
	await expect(stream.filter({ hasText: '/bags' })).toHaveCount(0);
	await expect(page.getByRole('table', { name: 'Unique visitors over time' }).getByRole('row')).toHaveCount(31);

	await dash.activeNow.click();
	await expect(page).not.toHaveURL(/range=realtime/);
	await dash.activeNow.click();
	await expect(dash.panel('Live events')).toBeVisible();
});
