import { person, view } from './fixtures/client.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { expect, test } from './fixtures/test.ts';

async function sendBuyers(url: string): Promise<void> {
	await view(url, {
		page: { u: 'http://localhost/product/1' },
		userAgent: `${person} One`,
		events: [
			{ e: 'pageview' },
			{ e: 'Purchase', d: { plan: 'pro' }, $: [4200, 'EUR'] },
			{ e: 'Purchase', d: { plan: 'free' }, $: [1000, 'USD'] },
		],
	});
	await view(url, { page: { u: 'http://localhost/product/2' }, userAgent: `${person} Two` });
	await view(url, {
		page: { u: 'http://localhost/blog/a' },
		userAgent: `${person} Three`,
		events: [{ e: 'pageview' }, { e: 'page_unload', scroll: 80, engaged: 9000 }],
	});
	await view(url, { page: { u: 'http://localhost/' }, userAgent: `${person} Four` });
}

test('goals of every kind are made, counted in the past too, changed, filtered by and deleted', async ({ server, page }) => {
	await sendBuyers(server.url);
	const dash = dashboard(page, server.url);
	await dash.open('?page=goals');
	await expect(page.getByText('A goal is what you want visitors to do')).toBeVisible();
	await page.getByRole('button', { name: 'Add the first goal' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Event', { exact: true }).last().fill('Purchase');
	await dialog.getByRole('button', { name: 'Only with a property' }).click();
	await dialog.getByLabel('Property', { exact: true }).fill('plan');
	await dialog.getByLabel('Value').fill('pro');
	await dialog.getByLabel('Currency').fill('eur');
	await dialog.getByLabel('Name').fill('Pro <b>sold</b>');
	await dialog.getByRole('button', { name: 'Add goal' }).click();
	const row = (name: string) => page.getByRole('region', { name: 'Goals', exact: true }).getByRole('row').filter({ hasText: name });
	await expect(row('Pro <b>sold</b>')).toContainText('25%');
	await expect(row('Pro <b>sold</b>')).toContainText('€42.00');
	await expect(row('Pro <b>sold</b>')).not.toContainText('$');

	await page.getByRole('button', { name: 'Add a goal' }).click();
	await dialog.getByLabel('Page viewed').check();
	await dialog.getByRole('textbox', { name: /^Page/ }).fill('/product/*');
	await dialog.getByRole('button', { name: 'Add goal' }).click();
	await expect(row('Visit /product/*')).toContainText('50%');

	await page.getByRole('button', { name: 'Add a goal' }).click();
	await dialog.getByLabel('Page read').check();
	await dialog.getByRole('textbox', { name: /^Page/ }).fill('/blog/**');
	await dialog.getByRole('button', { name: 'Add goal' }).click();
	await expect(row('Scroll 75% on /blog/**')).toContainText('25%');

	await row('Visit /product/*')
		.getByRole('button', { name: /^Change/ })
		.click();
	await dialog.getByRole('textbox', { name: /^Page/ }).fill('/product/1');
	await dialog.getByRole('button', { name: 'Save' }).click();
	await expect(row('Visit /product/*')).toContainText('25%');

	await row('Pro <b>sold</b>').getByRole('button', { name: 'Pro <b>sold</b>', exact: true }).click();
	await expect(dash.chips).toContainText('Pro <b>sold</b>');
	await expect(dash.card('Unique conversions')).toContainText('1');
	await expect(dash.card('Conversion rate')).toContainText('25%');
	await expect(dash.card('Revenue')).toContainText('€42.00');
	await dash.card('Revenue').click();
	await expect(page.getByRole('table', { name: 'Revenue over time' })).toContainText('€42.00');

	await page.goBack();
	await page.goBack();
	await row('Scroll 75% on')
		.getByRole('button', { name: /^Change/ })
		.click();
	await dialog.getByRole('button', { name: 'Delete' }).click();
	await expect(row('Scroll 75% on')).toHaveCount(0);
});

test('goals have a tab in the panel of events, and routes one in that of pages, from the first on', async ({ server, page }) => {
	await sendBuyers(server.url);
	const dash = dashboard(page, server.url);
	await dash.open();
	await expect(dash.row('Events', 'Purchase')).toBeVisible();
	await expect(dash.panel('Events').getByRole('button', { name: 'Goals', exact: true })).toHaveCount(0);
	await fetch(`${server.url}/api/sites/localhost/goals`, { method: 'POST', body: JSON.stringify({ kind: 'event', event: 'Purchase' }) });
	await page.reload();
	await dash.panel('Events').getByRole('button', { name: 'Goals', exact: true }).click();
	await expect(dash.row('Events', 'Purchase')).toContainText('25');

	await dash.panel('Pages').getByRole('button', { name: 'More' }).click();
	await dash.panel('Pages').getByRole('button', { name: 'Group by routes …' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Template').fill('product');
	await dialog.getByRole('button', { name: 'Add' }).click();
	await expect(dialog.getByRole('alert')).toContainText('A template begins with /.');
	await dialog.getByLabel('Template').fill('/product/:id');
	await dialog.getByRole('button', { name: 'Add' }).click();
	await expect(dialog.getByRole('button', { name: 'Delete /product/:id' })).toBeVisible();
	await dialog.getByRole('button', { name: 'Close' }).click();
	await expect(dash.row('Pages', '/product/:id')).toContainText('2');
	await dash.row('Pages', '/product/:id').getByRole('button').click();
	await expect(dash.card('Unique visitors')).toContainText('2');
	await expect(dash.card('Scroll depth')).toBeVisible();
});
