import { view } from './fixtures/client.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { expect, test } from './fixtures/test.ts';

const isoDay = (daysAgo: number): string => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

test('the numbers are held against the period before, a year ago, the same weekdays, or days of one’s own', async ({ server, page }) => {
	await view(server.url, { page: { u: 'http://localhost/' } });
	const dash = dashboard(page, server.url);
	await dash.open('?range=24h');
	await expect(dash.card('Unique visitors')).toContainText('1');
	const button = page.getByTitle('Compare (X)');
	const menu = page.getByRole('dialog', { name: 'Comparison' });
	await page.keyboard.press('x');
	await expect(page).toHaveURL(/compare=previous_period/);
	await button.click();
	await menu.getByRole('button', { name: 'Year ago' }).click();
	await expect(page).toHaveURL(/compare=year_over_year/);
	await expect(page.getByText(/^compared with .*20/)).toBeVisible();
	await button.click();
	await menu.getByLabel('Match days of the week').check();
	await expect(page).toHaveURL(/weekdays=1/);
	await menu.getByRole('button', { name: 'Other period' }).click();
	await expect(menu.getByLabel('From')).toBeFocused();
	await menu.getByLabel('From').fill(isoDay(20));
	await menu.getByLabel('To').fill(isoDay(11));
	await menu.getByRole('button', { name: 'Show' }).click();
	await expect(page).toHaveURL(new RegExp(`compare=custom&with=${isoDay(20)},${isoDay(11)}`));
	await expect(page.getByText(/^compared with .*20/)).toBeVisible();
	await page.reload();
	await expect(page.getByText(/^compared with .*20/)).toBeVisible();
	await page.keyboard.press('x');
	await expect(page).not.toHaveURL(/compare|with=/);
});
