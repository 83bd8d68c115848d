import { test as base } from '../sdk/test.ts';
import { chromiumVisitor, type Visitor } from './browser.ts';
import { type Firefox, startFirefox } from './firefox.ts';

/** `firefox` when that is to be measured; Playwright drives only a Firefox of its own, so that one is started and driven apart. */
export const engine = process.env.DELIVERY_ENGINE === 'firefox' ? 'firefox' : 'chromium';

/** Gives persons with a browser of the engine. */
export const test = base.extend<{ visitor: () => Promise<Visitor> }, { firefox: Firefox | undefined }>({
	firefox: [
		// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
		async ({}, use) => {
			const firefox = engine === 'firefox' ? await startFirefox(process.env.FIREFOX_PATH ?? 'firefox') : undefined;
			await use(firefox);
			await firefox?.close();
		},
		{ scope: 'worker' },
	],
	visitor: async ({ firefox, playwright }, use) => {
		if (firefox) {
			await use(() => firefox.visitor());
			return;
		}
		const browser = await playwright.chromium.launch();
		await use(() => chromiumVisitor(browser));
		await browser.close();
	},
});

export { createLab, expect } from '../sdk/test.ts';
export type { Visitor };
