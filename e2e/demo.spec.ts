import { person } from './fixtures/client.ts';
import { dashboard } from './fixtures/dashboard.ts';
import { shopper } from './fixtures/shop.ts';
import { ask, eventCounts } from './fixtures/store.ts';
import { expect, test } from './fixtures/test.ts';

test('a walk through the demo shop gives exactly the events that were made', async ({ server, page, context, browser }) => {
	// Open all the while, and never loaded again.
	const dashboardPage = await (await browser.newContext()).newPage();
	const dash = dashboard(dashboardPage, server.url);
	await dash.open();
	await expect(dash.waiting).toBeVisible();
	let loads = 0;
	dashboardPage.on('load', () => {
		loads += 1;
	});

	await context.route('https://www.openstreetmap.org/**', (route) =>
		route.fulfill({ contentType: 'text/html', body: '<title>Map</title>' }),
	);
	const shop = shopper(page, server.url);

	await shop.open();
	await shop.follow('See all eight', 'All eight things');
	await shop.follow('Walker', 'Walker');
	await shop.press('Add to cart');
	await shop.press('Add to cart');
	await shop.follow('To the cart', 'Cart');
	await shop.press('Buy for €298');
	await page.getByRole('heading', { level: 1, name: 'Thank you' }).waitFor();
	await page.goBack();
	await page.getByRole('heading', { level: 1, name: 'Cart' }).waitFor();
	await shop.navigate('Letters', 'Four letters a year');
	await page.getByRole('textbox', { name: 'E-mail' }).fill('someone@example.com');
	await page.getByLabel('On paper').check();
	await shop.press('Write me');
	await shop.navigate('Care guide', 'How to care for leather');
	await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /PDF/ }).click()]);
	await page.getByRole('link', { name: 'OpenStreetMap' }).click();
	await page.waitForURL('https://www.openstreetmap.org/');
	await shop.leave();

	const expected = {
		'pageview /demo/': 1,
		'Hero /demo/': 1,
		'pageview /demo/catalogue.html': 1,
		'pageview /demo/products/walker.html': 1,
		'View product /demo/products/walker.html': 1,
		'Add to cart /demo/products/walker.html': 2,
		'pageview /demo/app/cart': 2,
		'Begin checkout /demo/app/cart': 1,
		'Purchase /demo/app/cart': 1,
		'Order item /demo/app/cart': 1,
		'pageview /demo/app/thanks': 1,
		'pageview /demo/signup.html': 1,
		'Signup /demo/signup.html': 1,
		'pageview /demo/guide.html': 1,
		'File Download /demo/guide.html': 1,
		'Outbound Link: Click /demo/guide.html': 1,
	};
	await expect.poll(() => eventCounts(server.url)).toEqual(expected);

	await test.step('visible on the dashboard that was open', async () => {
		await expect(dash.card('Unique visitors')).toContainText('1');
		await expect(dash.card('Pageviews')).toContainText('8');
		await expect(dash.card('Events')).toContainText('18');
		await expect(dash.row('Events', 'Purchase')).toBeVisible();
		await expect(dash.row('Events', 'Add to cart')).toContainText('2');
		await expect(dash.row('Pages', '/demo/app/thanks')).toBeVisible();
		expect(loads).toBe(0);
	});

	const { results } = await ask(server.url, { metrics: ['visitors', 'visits', 'pageviews', 'events', 'total_revenue'] });
	expect(results[0]?.metrics).toEqual([1, 1, 8, 18, [{ currency: 'EUR', value: 298 }]]);

	await test.step('with the properties and the titles that the pages gave', async () => {
		const byProduct = await ask(server.url, { dimensions: ['event:props:product'], filters: [['is', 'event:name', ['Add to cart']]] });
		expect(byProduct.results).toMatchObject([{ dimensions: ['Walker'], metrics: [2] }]);
		const titles = await ask(server.url, {
			metrics: ['pageviews'],
			dimensions: ['event:title'],
			filters: [['contains', 'event:page', ['/app/']]],
		});
		expect(Object.fromEntries(titles.results.map((row) => [row.dimensions[0], row.metrics[0]]))).toEqual({
			'Cart – Cairn': 2,
			'Thank you – Cairn': 1,
		});
	});

	await test.step('with the time that each page was looked at', async () => {
		const times = await ask(server.url, { metrics: ['time_on_page'], dimensions: ['event:page'] });
		for (const { dimensions, metrics } of times.results) expect.soft(metrics[0], dimensions[0]).not.toBeNull();
	});

	await test.step('and with nothing lost in the books', async () => {
		// Late or repeated deliveries would show by now.
		await new Promise((resolve) => setTimeout(resolve, 1500));
		expect(await eventCounts(server.url)).toEqual(expected);
	});
});

test('two people in the shop are two visitors, and a reload is a page view but no visit', async ({ server, browser }) => {
	for (const name of ['One', 'Two']) {
		const context = await browser.newContext({ userAgent: `${person} ${name}` });
		const page = await context.newPage();
		const shop = shopper(page, server.url);
		await shop.open();
		await page.reload();
		await shop.leave();
		await context.close();
	}
	await expect
		.poll(async () => (await ask(server.url, { metrics: ['visitors', 'visits', 'pageviews'] })).results[0]?.metrics)
		.toEqual([2, 2, 4]);
});

test('no page of the shop breaks its content security policy or writes an error', async ({ server, page }) => {
	const faults: string[] = [];
	page.on('console', (message) => {
		if (message.type() === 'error') faults.push(message.text());
	});
	page.on('pageerror', (error) => faults.push(String(error)));
	const shop = shopper(page, server.url);
	const products = ['walker', 'ridge', 'brook', 'harbour', 'daypack', 'flask', 'poncho', 'lantern'];
	for (const path of [
		'',
		'catalogue.html',
		'guide.html',
		'signup.html',
		'app/',
		'app/cart',
		'app/walker',
		...products.map((name) => `products/${name}.html`),
	]) {
		await shop.open(path);
		const broken = await page
			.locator('img')
			.evaluateAll((images) =>
				images.filter((image) => (image as HTMLImageElement).naturalWidth === 0).map((image) => (image as HTMLImageElement).src),
			);
		expect(broken).toEqual([]);
	}
	expect(faults).toEqual([]);
});
