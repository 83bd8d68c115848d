import type { Rpc } from '../fixtures/rpc.ts';
import { openHidden, tabs, tellsVisibility, withPlainBrowser } from './plainBrowser.ts';
import { builds, expect, test } from './test.ts';

for (const build of builds) {
	test(`${build}: a tab opened in the background is a page view once it is shown, and none when it never is`, async ({ lab }) => {
		lab.put({ build, head: tellsVisibility });
		lab.put({ build, head: tellsVisibility, path: 'never' });
		await withPlainBrowser('about:blank', async (devtools) => {
			const shown = await openHidden(devtools, lab.url());
			const never = await openHidden(devtools, lab.url('never'));
			expect(lab.lane.requests).toEqual([]);
			await devtools.send('Target.activateTarget', { targetId: shown });
			await lab.expectStored({ 'pageview /': 1 });
			expect(lab.records().find(({ name }) => name === 'pageview')?.dims.title).toBe('hidden');
			await devtools.send('Target.closeTarget', { targetId: never });
			await devtools.send('Target.closeTarget', { targetId: shown });
			await lab.expectStored({ 'pageview /': 1 });
		});
	});

	test(`${build}: a tab that the browser discarded kept its events, and is a new page view when it comes back`, async ({ lab }) => {
		lab.put({ build, head: `<script>document.title = 'discarded: ' + document.wasDiscarded</script>` });
		await withPlainBrowser('about:blank', async (devtools) => {
			const { targetId } = await devtools.send('Target.createTarget', { url: lab.url() });
			await lab.expectStored({ 'pageview /': 1 });
			const { sessionId } = await devtools.send('Target.attachToTarget', { targetId, flatten: true });
			await devtools.send('Runtime.evaluate', { expression: `footfall('Last')` }, `${sessionId}`);
			await devtools.send('Target.detachFromTarget', { sessionId });
			await discard(devtools, lab.url());
			await lab.expectStored({ 'pageview /': 1, 'Last /': 1 });
			// a discarded tab is another target than it was
			await devtools.send('Target.activateTarget', { targetId: (await tabs(devtools)).find(({ url }) => url === lab.url())?.targetId });
			await lab.expectStored({ 'pageview /': 2, 'Last /': 1 });
			expect(lab.records().flatMap(({ name, dims }) => (name === 'pageview' ? [dims.title] : []))).toEqual([
				'discarded: false',
				'discarded: true',
			]);
		});
	});
}

/** Discards the tab as the browser does when memory is short, by the link on its own page for that. */
async function discard(devtools: Rpc, url: string): Promise<void> {
	const { targetId } = await devtools.send('Target.createTarget', { url: 'chrome://discards' });
	const { sessionId } = await devtools.send('Target.attachToTarget', { targetId, flatten: true });
	const evaluate = async (expression: string): Promise<unknown> => {
		const { result } = await devtools.send('Runtime.evaluate', { expression, returnByValue: true }, `${sessionId}`);
		return (result as { value?: unknown }).value;
	};
	const row = `[...document.querySelector('discards-main')?.shadowRoot.querySelector('discards-tab')?.shadowRoot.querySelectorAll('tbody tr') ?? []]
		.find((each) => each.textContent.includes(${JSON.stringify(url)}))`;
	const link = `[...${row}.querySelectorAll('.actions-cell div')].find((each) => each.textContent.includes('Urgent Discard'))`;
	await expect.poll(() => evaluate(`${row} !== undefined`)).toBe(true);
	await evaluate(`${link}.click()`);
	await expect.poll(() => evaluate(`${row}.textContent.includes('discarded (')`)).toBe(true);
}
