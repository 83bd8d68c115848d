import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from './sdk/test.ts';

const dist = fileURLToPath(new URL('../examples/frameworks/dist', import.meta.url));
const built = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(html|js)$/.test(file));

for (const framework of ['react', 'vue', 'svelte', 'next']) {
	test(`the example in ${framework} counts a page view, a click and routes, each once`, async ({ lab, page }) => {
		const errors: string[] = [];
		page.on('pageerror', (error) => errors.push(error.message));
		for (const file of built) {
			lab.lane.pages.set(file.split(path.sep).join('/'), { html: readFileSync(path.join(dist, file), 'utf8') });
		}
		// The examples name somebody's server; their events go to this one.
		await page.route('https://stats.example.com/api/events', async (route, request) => {
			const body = request.postData()?.replace('"site":"example.com"', '"site":"localhost"') ?? '';
			const answer = await fetch(`${lab.mount}/api/events`, {
				method: 'POST',
				body,
				headers: { 'User-Agent': request.headers()['user-agent'] ?? '' },
			});
			await route.fulfill({ status: answer.status, body: await answer.text(), headers: { 'Access-Control-Allow-Origin': '*' } });
		});
		await page.goto(lab.url(`${framework}/index.html`));
		await page.getByRole('button', { name: 'Sign up' }).click();
		await lab.expectStored({ [`pageview /${framework}/index.html`]: 1, [`Signup /${framework}/index.html`]: 1 });
		expect(await lab.by('event:props:plan')).toMatchObject({ pro: 1 });
		await page.evaluate(() => history.pushState({}, '', 'route'));
		await lab.expectStored({
			[`pageview /${framework}/index.html`]: 1,
			[`Signup /${framework}/index.html`]: 1,
			[`pageview /${framework}/route`]: 1,
		});
		expect(errors).toEqual([]);
	});
}
