import { ask } from '../fixtures/store.ts';
import { expect, test } from './test.ts';

type Footfall = { footfall(name: string, options?: object): void };

test('the web vitals of the load go along with the totals of its page view, and not with those of a route', async ({
	lab,
	page,
	server,
}) => {
	await lab.open({ build: 'analytics.all.js', body: '<h1>Largest</h1><button id="b">slow</button>' });
	await page.evaluate(() => {
		document.getElementById('b')?.addEventListener('click', () => {
			const end = performance.now() + 150;
			while (performance.now() < end);
			// half the window moves down by a fifth of it, long after the input
			setTimeout(() => document.body.prepend(Object.assign(document.createElement('div'), { style: 'height: 20vh' })), 700);
		});
	});
	await page.waitForTimeout(300);
	await page.click('#b');
	await page.waitForTimeout(1000);
	await page.evaluate(() => history.pushState({}, '', 'a'));
	await page.waitForTimeout(300);
	await page.close({ runBeforeUnload: true });
	await lab.expectStored({ 'pageview /': 1, 'pageview /a': 1 });
	const measured = async (path: string) => {
		const { results } = await ask(server.url, {
			metrics: ['lcp', 'fcp', 'ttfb', 'inp', 'cls'],
			dimensions: ['event:page'],
			filters: [['is', 'event:page', [new URL(lab.url(path)).pathname]]],
		});
		return results[0]?.metrics.map((value) => (value === null ? null : Number(value)));
	};
	await expect.poll(() => measured('')).not.toContain(null);
	const [lcp = 0, fcp = 0, ttfb = 0, inp = 0, cls = 0] = ((await measured('')) ?? []) as number[];
	expect(lcp).toBeGreaterThanOrEqual(fcp);
	expect(fcp).toBeGreaterThanOrEqual(ttfb);
	expect(ttfb).toBeGreaterThan(0);
	expect(inp).toBeGreaterThanOrEqual(144);
	expect(cls).toBeGreaterThan(0);
	expect(await measured('a')).toEqual([null, null, null, null, null]);
});

test('errors of the page’s scripts are told once each, and images that do not load are none', async ({ lab, page }) => {
	const bodies: string[] = [];
	page.on('request', (request) => bodies.push(request.postData() ?? ''));
	await lab.open({ build: 'analytics.all.js', body: '<img src="data:image/png;base64,none">' });
	await page.evaluate(() => {
		for (let n = 0; n < 3; n++) setTimeout(() => JSON.parse('{'));
		Promise.reject(new Error('rejected'));
	});
	const told = () =>
		bodies
			.filter(Boolean)
			.flatMap((body) => JSON.parse(body).events as { e: string; d: { message: string } }[])
			.filter(({ e }) => e === 'error')
			.map(({ d }) => d.message);
	await expect.poll(told).toHaveLength(2);
	expect(told()).toContain('rejected');
});

test('a callback hears the status of its event, which has money as a text; a global variable named href is no link', async ({
	lab,
	page,
}) => {
	await lab.open({
		build: 'analytics.all.js',
		head: `<script>var href = 'http://elsewhere.invalid/'</script>`,
		body: '<p id="p">text</p>',
	});
	await page.click('#p');
	const outcome = await page.evaluate(
		() =>
			new Promise((callback) =>
				(window as unknown as Footfall).footfall('Purchase', { revenue: { amount: '9.99', currency: 'eur' }, callback }),
			),
	);
	expect(outcome).toEqual({ status: 202 });
	await lab.expectStored({ 'pageview /': 1, 'Purchase /': 1 });
});
