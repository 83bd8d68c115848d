import { view } from './fixtures/client.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { expect, test } from './fixtures/test.ts';

test('a note is made by key, stands on the chart and in its table, and can be changed and taken away', async ({ server, page }) => {
	await view(server.url, { page: { u: 'http://localhost/' } });
	const dash = dashboard(page, server.url);
	await dash.open();
	await expect(dash.card('Unique visitors')).toContainText('1');

	await page.keyboard.press('k');
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('What happened').fill('<b>Sale</b> began');
	await dialog.getByRole('button', { name: 'Add note' }).click();
	await expect(dialog).toBeHidden();
	const overview = page.getByRole('region', { name: 'Overview' });
	const mark = overview.getByRole('button', { name: '<b>Sale</b> began' });
	await expect(mark).toBeVisible();
	await expect(overview.getByRole('table', { name: 'Unique visitors over time' })).toContainText('<b>Sale</b> began');

	await mark.click();
	await dialog.getByLabel('What happened').fill('Sale is over');
	await dialog.getByRole('button', { name: 'Save' }).click();
	await expect(overview.getByRole('button', { name: 'Sale is over' })).toBeVisible();
	await overview.getByRole('button', { name: 'Sale is over' }).click();
	await dialog.getByRole('button', { name: 'Delete' }).click();
	await expect(overview.getByRole('button', { name: 'Sale is over' })).toHaveCount(0);
});

test('a deploy that a script reports is marked as one', async ({ server, page }) => {
	await view(server.url, { page: { u: 'http://localhost/' } });
	await fetch(`${server.url}/api/sites/localhost/annotations`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ text: 'v2.1', kind: 'deploy' }),
	});
	const dash = dashboard(page, server.url);
	await dash.open();
	await expect(page.getByRole('button', { name: 'Deploy: v2.1' })).toBeVisible();
});

test('what the server has against a note is said in its form', async ({ server, page }) => {
	await view(server.url, { page: { u: 'http://localhost/' } });
	const dash = dashboard(page, server.url);
	await dash.open();
	await dash.card('Unique visitors').waitFor();
	await page.keyboard.press('k');
	await page.route('**/annotations', (route) =>
		route.request().method() === 'POST'
			? route.fulfill({ status: 503, json: { error: { code: 'overloaded', message: 'Too much to do.', retryable: true } } })
			: route.continue(),
	);
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('What happened').fill('Sale');
	await dialog.getByRole('button', { name: 'Add note' }).click();
	await expect(dialog.getByRole('alert')).toContainText('Too much to do.');
});
