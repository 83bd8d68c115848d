import { view } from './fixtures/client.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { expect, test } from './fixtures/test.ts';

test.use({ viewport: { width: 390, height: 844 } });

test('the details of a panel show its first number beside names of any length', async ({ server, page }) => {
	await view(server.url, { page: { u: `http://localhost/${'a-very-long-path-'.repeat(20)}` } });
	await view(server.url, { page: { u: 'http://localhost/' } });
	const dash = dashboard(page, server.url);
	await dash.open('?details=event:page');
	const details = page.getByRole('dialog');
	await expect(details.getByRole('columnheader', { name: 'Unique visitors' })).toBeInViewport({ ratio: 1 });
	// while it loads, other rows stand there
	await expect(details.getByRole('row')).toHaveCount(3);
	for (const row of await details.getByRole('row').all())
		await expect(row.getByRole('cell').nth(1).or(row.getByRole('columnheader').nth(1))).toBeInViewport({ ratio: 1 });
});
