import { withPlainBrowser } from './plainBrowser.ts';
import { builds, test } from './test.ts';

for (const build of builds) {
	test(`${build}: a page restored by going back is a new page view, and stays restorable`, async ({ lab }) => {
		lab.put({
			build,
			body: `<script>
				addEventListener('load', () => setTimeout(() => { location.href = 'next' }, 400));
				addEventListener('pageshow', (event) => { if (event.persisted) footfall('Restored') });
			</script>`,
		});
		lab.put({ build, path: 'next', body: `<script>addEventListener('load', () => setTimeout(() => history.back(), 400))</script>` });
		await withPlainBrowser(lab.url(), async () => {
			await lab.expectStored({ 'pageview /': 2, 'pageview /next': 1, 'Restored /': 1 });
		});
	});

	test(`${build}: a prerendered page is counted once it is opened`, async ({ lab }) => {
		const rules = JSON.stringify({
			prerender: [{ urls: [new URL(lab.url('shown')).pathname, new URL(lab.url('never')).pathname], eagerness: 'immediate' }],
		});
		lab.put({
			build,
			head: `<script type="speculationrules">${rules}</script>`,
			body: `<script>addEventListener('load', () => setTimeout(() => { location.href = 'shown' }, 2500))</script>`,
		});
		const told = `<script>const before = document.prerendering</script>`;
		lab.put({
			build,
			path: 'shown',
			head: told,
			body: `<script>addEventListener('load', () => { document.addEventListener('prerenderingchange', () => setTimeout(() => footfall('Was prerendered'), 100)) })</script>`,
		});
		lab.put({ build, path: 'never', head: told });
		await withPlainBrowser(lab.url(), async () => {
			await lab.expectStored({ 'pageview /': 1, 'pageview /shown': 1, 'Was prerendered /shown': 1 });
		});
	});
}
