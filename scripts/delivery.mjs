// @ts-check
import { findBrowser, findFirefox } from './browser.mjs';
import { build, product } from './build.mjs';
import { installed, isMain, run, runMain } from './run.mjs';
import { setup } from './setup.mjs';

/**
 * What becomes of events that are easily lost, in one browser, as a table.
 *
 * @param {'chromium' | 'firefox'} engine
 * @param {number} tries How often each way to lose them is tried.
 * @param {{ args?: string[], env?: Record<string, string> }} [options] More for Playwright.
 * @returns {Promise<number>} The exit code: 0 when each script kept its promises, or when there is no Firefox, which is said.
 */
export async function delivery(engine, tries, { args = [], env = {} } = {}) {
	const browser = engine === 'firefox' ? await findFirefox() : (await findBrowser()).path;
	if (browser === undefined) {
		console.log(
			'Delivery was not tried in Firefox: there is none on this machine. Install it (Debian: firefox-esr), or name one in FIREFOX_PATH.',
		);
		return 0;
	}
	console.log(`Delivery, ${tries} tries each, in ${browser}`);
	const variables = {
		DELIVERY_ENGINE: engine,
		DELIVERY_TRIES: `${tries}`,
		[engine === 'firefox' ? 'FIREFOX_PATH' : 'CHROMIUM_PATH']: browser,
	};
	const { code } = await run(installed('playwright'), ['test', '-c', 'e2e/delivery', ...args], { env: { ...variables, ...env } });
	return code;
}

if (isMain(import.meta.url)) {
	await runMain(async () => {
		await setup();
		await build(product);
		return await delivery('firefox', 1);
	});
}
