import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { sendShoppers, shoppers } from './fixtures/shoppers.ts';
import { expect, test } from './fixtures/test.ts';

/** Every page with a table or a chart, and what it saves under which name, with the head of the file. */
const saves: readonly { at: string; name: string; head: string }[] = [
	{
		at: 'page=funnels&step=page,/&step=page,/boots&by=visit:device',
		name: 'Funnel',
		head: 'Step,Visitors,Conversion,Drop-off,Median time',
	},
	{
		at: 'page=funnels&step=page,/&step=page,/boots&by=visit:device',
		name: 'Funnel by Device',
		head: 'Device,1. Page /,2. Page /boots,Conversion',
	},
	{ at: 'page=retention&range=month', name: 'Retention', head: 'Cohort,Members' },
	{ at: 'page=journeys', name: 'Journeys', head: 'Step,Page,' },
	{ at: 'page=content', name: 'Hours of the week', head: 'Day,Hour,"Visitors, mean"' },
	{ at: 'page=content', name: 'Entry pages', head: 'Entry page,' },
	{ at: 'page=content', name: 'Searches', head: 'Term,Times,Visitors' },
	{ at: 'page=content', name: 'Pages not found', head: 'Path,Times,Visitors' },
	{ at: 'page=content', name: 'Script errors', head: 'Message,Times,Visitors' },
	{ at: 'page=performance', name: 'Web vitals', head: 'Vital,p75,p90' },
	{ at: 'page=performance', name: 'Performance by Page', head: 'Page,Pageviews,LCP p75' },
	{ at: 'page=experiments&property=headline&goal=event,Signup', name: 'Experiment', head: 'Variant,Visitors' },
	{ at: 'page=goals', name: 'Goals', head: 'Goal,Condition,Unique conversions' },
	{ at: 'page=sites', name: 'Sites', head: 'Site,Domain,Unique visitors' },
	{ at: 'page=pipeline', name: 'The books', head: 'What has to be equal,Left,Right,Difference' },
	{ at: 'range=realtime', name: 'Live events', head: 'Time,Event,Page' },
];

async function saved(page: Page, name: string, format: 'CSV' | 'JSON' | 'XLSX'): Promise<Buffer> {
	const button = page.getByRole('button', { name: `Save ${name} as ${format}`, exact: true });
	await expect(button).toBeEnabled();
	const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
	expect(download.suggestedFilename()).toMatch(new RegExp(`\\.${format.toLowerCase()}$`));
	return await readFile(await download.path());
}

test('every table and chart is saved as CSV, JSON and XLSX', async ({ server, page }) => {
	await sendShoppers(server.url, shoppers());
	const goal = { name: '=cmd', kind: 'event', event: 'Signup' };
	await fetch(`${server.url}/api/sites/localhost/goals`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(goal),
	});
	for (const { at, name, head } of saves) {
		await test.step(name, async () => {
			await page.goto(`${server.url}/?${at}${at.includes('range=') ? '' : '&range=24h'}`);
			const csv = (await saved(page, name, 'CSV')).toString('utf8');
			expect(csv.startsWith(`\ufeff${head}`), csv.slice(0, 120)).toBe(true);
			const lines = csv.trimEnd().split('\r\n');
			expect(lines.length).toBeGreaterThan(1);
			if (name === 'Goals') expect(csv).toContain("\r\n'=cmd,");
			const rows = JSON.parse((await saved(page, name, 'JSON')).toString('utf8')) as Record<string, unknown>[];
			expect(rows).toHaveLength(lines.length - 1);
			expect((await saved(page, name, 'XLSX')).subarray(0, 2).toString()).toBe('PK');
		});
	}
	await page.goto(`${server.url}/?page=content&range=yesterday&f=is,event:page,/nowhere`);
	await expect(page.getByRole('button', { name: 'Save Searches as CSV' })).toBeDisabled();
});
