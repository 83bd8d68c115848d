import { builds, expect, test } from './test.ts';

const stub = '<script>window.footfall = window.footfall || function () { (footfall.q = footfall.q || []).push(arguments) }</script>';

for (const build of builds) {
	test.describe(`${build}: a page that loads`, () => {
		test('is one page view', async ({ lab }) => {
			await lab.open({ build });
			await lab.expectStored({ 'pageview /': 1 });
			expect(lab.lane.requests.map(({ method }) => method)).toEqual(['POST']);
			expect(lab.lane.requests[0]?.bytes).toBeLessThanOrEqual(250);
		});

		for (const [how, script] of [
			['in the head, blocking', (src: string) => `<script src="${src}" data-site="localhost"></script>`],
			['async', (src: string) => `<script async src="${src}" data-site="localhost"></script>`],
			['as a module', (src: string) => `<script type="module" src="${src}" data-site="localhost"></script>`],
			[
				'injected',
				(src: string) =>
					`<script>const s = document.createElement('script'); s.src = '${src}'; s.dataset.site = 'localhost'; document.head.append(s)</script>`,
			],
			[
				'twice',
				(src: string) => `<script src="${src}" data-site="localhost"></script><script src="${src}" data-site="localhost"></script>`,
			],
		] as const) {
			test(`is one page view when the script is loaded ${how}`, async ({ lab }) => {
				await lab.open({ script: script(`${lab.mount}/${build}`) });
				await lab.expectStored({ 'pageview /': 1 });
			});
		}

		test('keeps what was called before the script came, and after it', async ({ lab, page }) => {
			await lab.open({ build, head: `${stub}<script>footfall('Early', { props: { plan: 'pro' } })</script>` });
			await page.evaluate(() => (window as unknown as { footfall(name: string): void }).footfall('Late'));
			await lab.expectStored({ 'pageview /': 1, 'Early /': 1, 'Late /': 1 });
			expect(await lab.by('event:props:plan')).toMatchObject({ pro: 1 });
			expect(lab.lane.requests.length).toBeLessThanOrEqual(2);
		});

		test('works without a stub on the page', async ({ lab, page }) => {
			await lab.open({ build });
			await page.evaluate(() => (window as unknown as { footfall(name: string): void }).footfall('Late'));
			await lab.expectStored({ 'pageview /': 1, 'Late /': 1 });
		});

		test('is counted under a strict policy: no inline, no eval', async ({ lab, page }) => {
			const violations: string[] = [];
			page.on('console', (message) => {
				if (/Content Security Policy/.test(message.text())) violations.push(message.text());
			});
			const policy = `default-src 'none'; script-src ${new URL(lab.mount).origin}; connect-src ${new URL(lab.mount).origin}; img-src data:; require-trusted-types-for 'script'`;
			await lab.open({ build, headers: { 'Content-Security-Policy': policy } });
			await lab.expectStored({ 'pageview /': 1 });
			expect(violations).toEqual([]);
		});

		test('counts pages in frames for themselves', async ({ lab }) => {
			lab.put({ build, path: 'inner' });
			await lab.open({ script: '', body: `<iframe src="${lab.url('inner')}"></iframe>` });
			await lab.expectStored({ 'pageview /inner': 1 });
		});

		test('sends no query but campaign parameters, and no fragment', async ({ lab }) => {
			await lab.open({ build, path: 'landing?token=secret&utm_source=mail&email=a@b.c#private' });
			await lab.expectStored({ 'pageview /landing': 1 });
			expect(await lab.by('visit:utm_source')).toMatchObject({ mail: 1 });
		});

		test('survives emoji, lone surrogates and an address of 2 KB', async ({ lab, page }) => {
			const long = `x/${'y'.repeat(1900)}`;
			lab.put({ build, title: '👟 &#xD83D; ', path: '' });
			await page.goto(lab.url(long));
			await page.evaluate(() =>
				(window as unknown as { footfall(name: string, o: object): void }).footfall('Odd', { props: { text: '👟 \ud83d ü' } }),
			);
			await lab.expectStored({ [`pageview /${long}`]: 1, [`Odd /${long}`]: 1 });
		});
	});
}

test('a page of another site’s tracker on the same page is counted for both', async ({ lab, page }) => {
	const src = `${lab.mount}/analytics.compat.js`;
	await lab.open({
		script: `${stub}<script>footfall('Early')</script><script src="${src}" data-site="localhost"></script><script src="${src}" data-site="localhost" data-api="${lab.mount}/second/api/events"></script>`,
	});
	await page.evaluate(() => (window as unknown as { footfall(name: string): void }).footfall('Late'));
	await lab.expectStored({ 'pageview /': 2, 'Early /': 2, 'Late /': 2 });
});
