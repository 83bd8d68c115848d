import { expect, test } from './test.ts';

const build = 'analytics.all.js';

test('uncaught errors and rejections are stored with their message, file and line, each once', async ({ lab, page }) => {
	lab.lane.pages.set('faulty.js', { html: `'first line';\nthrow new TypeError('shop is not defined');` });
	await lab.open({ build });
	await page.evaluate(() => {
		document.head.append(Object.assign(document.createElement('script'), { src: 'faulty.js?token=secret' }));
		document.body.append(Object.assign(document.createElement('img'), { src: 'data:image/png;base64,broken' }));
		Promise.reject(new Error('payment failed'));
		Promise.reject('no error at all');
		setTimeout(() => {
			throw new Error('x'.repeat(5000));
		});
		for (let n = 0; n < 3; n++) {
			setTimeout(() => {
				throw new RangeError('again');
			});
		}
	});
	await page.waitForTimeout(200);
	await lab.expectStored({ 'pageview /': 1 });
	await expect.poll(() => lab.records().filter(({ name }) => name === 'error').length).toBe(5);
	const errors = lab.records().filter(({ name }) => name === 'error');
	expect(errors.map(({ props }) => props?.message).sort()).toEqual(
		[
			'Uncaught RangeError: again',
			'Uncaught TypeError: shop is not defined',
			'no error at all',
			'payment failed',
			`Uncaught Error: ${'x'.repeat(484)}`,
		].sort(),
	);
	const faulty = errors.find(({ props }) => `${props?.message}`.includes('shop'));
	expect(faulty?.props).toMatchObject({ source: lab.url('faulty.js'), line: 2 });
});

test('a loop of errors is ten of a page view, and the next view has its own', async ({ lab, page }) => {
	await lab.open({ build });
	const loop = `for (let n = 0; n < 50; n++) setTimeout(() => { throw new Error('number ' + n) })`;
	await page.evaluate(loop);
	await page.waitForTimeout(100);
	await page.evaluate(`history.pushState({}, '', 'a')`);
	await page.waitForTimeout(100);
	await page.evaluate(loop);
	await lab.expectStored({ 'pageview /': 1, 'pageview /a': 1 });
	const errors = lab.records().filter(({ name }) => name === 'error');
	const on = (path: string) => errors.filter(({ dims }) => dims.pathname === new URL(lab.url(path)).pathname).length;
	await expect.poll(() => [on(''), on('a')]).toEqual([10, 10]);
});
