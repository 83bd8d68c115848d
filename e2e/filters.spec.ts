import { person, view } from './fixtures/client.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { expect, test } from './fixtures/test.ts';

/** Three visitors: one reads the blog and signs up, one reads it, one does neither. */
async function sendThree(url: string): Promise<void> {
	const [one, two, three] = ['One', 'Two', 'Three'].map((name) => `${person} ${name}`);
	await view(url, {
		page: { u: 'http://localhost/blog/12' },
		userAgent: one ?? '',
		events: [{ e: 'pageview' }, { e: 'Signup', d: { plan: 'pro' } }],
	});
	await view(url, { page: { u: 'http://localhost/about' }, userAgent: one ?? '' });
	await view(url, { page: { u: 'http://localhost/blog/first' }, userAgent: two ?? '' });
	await view(url, { page: { u: 'http://localhost/about' }, userAgent: three ?? '' });
}

test('the dialog makes filters with every operator, several values, properties and what visitors did otherwise', async ({
	server,
	page,
}) => {
	await sendThree(server.url);
	const dash = dashboard(page, server.url);
	await dash.open();
	await expect(dash.card('Unique visitors')).toContainText('3');
	const dialog = page.getByRole('dialog', { name: 'Add a filter' });
	const open = () => page.getByRole('button', { name: 'Filter', exact: true }).click();

	await open();
	await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('blog');
	await dialog.getByRole('button', { name: '/blog/12' }).click();
	await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('first');
	await dialog.getByRole('button', { name: '/blog/first' }).click();
	await dialog.getByRole('button', { name: 'Apply' }).click();
	await expect(dash.chips).toContainText('/blog/12 or /blog/first');
	await expect(dash.card('Unique visitors')).toContainText('2');
	await page.keyboard.press('Escape');

	await open();
	await dialog.getByLabel('Operator').selectOption('matches');
	await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('^/blog/\\d+$');
	await dialog.getByRole('button', { name: 'Apply' }).click();
	await expect(dash.card('Unique visitors')).toContainText('1');
	await page.keyboard.press('Escape');

	await open();
	await dialog.getByLabel('Dimension').selectOption('event:props:');
	await dialog.getByLabel('Property').fill('plan');
	await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('pro');
	await dialog.getByRole('button', { name: 'Apply' }).click();
	await expect(dash.chips).toContainText('plan is');
	await expect(dash.card('Events')).toContainText('1');
	await page.keyboard.press('Escape');

	await open();
	await dialog.getByLabel('Whose').selectOption('has_not_done');
	await dialog.getByLabel('Dimension').selectOption('event:name');
	await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('Signup');
	await dialog.getByRole('button', { name: 'Apply' }).click();
	await expect(dash.chips).toContainText('has not done Event is');
	await expect(dash.card('Unique visitors')).toContainText('2');
	await page.reload();
	await expect(dash.chips).toContainText('has not done Event is');
	await expect(dash.card('Unique visitors')).toContainText('2');
});

test('a regular expression that is none says so, and the rest of the page stands', async ({ server, page }) => {
	await sendThree(server.url);
	const dash = dashboard(page, server.url);
	await dash.open('?f=matches,event:page,(');
	await expect(page.getByText('invalid_pattern').first()).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(dash.card('Unique visitors')).toContainText('3');
});

test('filters are kept as a segment, which is applied, renamed and deleted', async ({ server, page }) => {
	await sendThree(server.url);
	const dash = dashboard(page, server.url);
	await dash.open('?f=contains,event:page,/blog');
	await expect(dash.card('Unique visitors')).toContainText('2');
	const menu = page.getByRole('dialog', { name: 'Segments' });
	const open = () => page.getByRole('button', { name: 'Segments', exact: true }).click();
	await open();
	await menu.getByPlaceholder('Keep these filters as …').fill('Readers <i>');
	await menu.getByRole('button', { name: 'Save' }).click();
	await expect(dash.chips).toContainText('Segment is');
	await expect(dash.chips).toContainText('Readers <i>');
	await expect(dash.card('Unique visitors')).toContainText('2');

	await page.keyboard.press('Escape');
	await expect(dash.card('Unique visitors')).toContainText('3');
	await open();
	await menu.getByRole('button', { name: 'Rename Readers <i>' }).click();
	await menu.getByRole('textbox', { name: 'Name of the segment' }).fill('Blog');
	await menu.getByRole('button', { name: 'Rename', exact: true }).click();
	await menu.getByRole('button', { name: 'Blog', exact: true }).click();
	await expect(dash.card('Unique visitors')).toContainText('2');
	await expect(dash.chips).toContainText('Blog');
	await expect(dash.row('Pages', '/about')).toHaveCount(0);

	await open();
	await menu.getByRole('button', { name: 'Delete Blog' }).click();
	await expect(menu).toContainText('No segments yet');
	await expect(dash.card('Unique visitors')).toContainText('3');
});
