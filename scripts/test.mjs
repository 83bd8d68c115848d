// @ts-check
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findBrowser } from './browser.mjs';
import { build, targets } from './build.mjs';
import { staticChecks, vitest } from './check.mjs';
import { delivery } from './delivery.mjs';
import { playwrightCounts, summary } from './report.mjs';
import { installed, root, run, runMain, Stop } from './run.mjs';
import { setup } from './setup.mjs';

/** @typedef {import('./report.mjs').Count} Count */

/** Suites that vitest runs beside the unit tests: the real process, from outside. */
const outside = ['process', 'kafka', 'faults'];

/** @returns {Promise<Count[]>} */
async function browserTests() {
	const browser = await findBrowser().catch((error) => {
		if (!(error instanceof Stop)) throw error;
		console.error(error.message);
		return undefined;
	});
	if (browser === undefined) return [{ suite: 'browser (no browser)', passed: 0, failed: 1, skipped: [] }];
	console.log(`Browser: ${browser.path} (${browser.how})`);
	return [
		...(await playwright('browser', browser.path, ['--grep-invert', '@alone'])),
		...(await playwright('browser alone', browser.path, ['--grep', '@alone', '--workers', '1'])),
	];
}

/** @param {string} suite @param {string} chromium @param {string[]} args */
async function playwright(suite, chromium, args) {
	const file = path.join(root, 'test-results', `${suite.replace(' ', '-')}.json`);
	const env = { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
	const { code } = await run(installed('playwright'), ['test', '-c', 'e2e', '--reporter=list,json', ...args], { env });
	return playwrightCounts(file, { fallback: suite, code });
}

/** Delivery in Firefox, where there is one: it is no failure that there is none. @returns {Promise<Count[]>} */
async function firefoxTests() {
	const file = path.join(root, 'test-results', 'firefox.json');
	const options = { args: ['--reporter=list,json'], env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file } };
	const code = await delivery('firefox', 1, options);
	return existsSync(file) || code !== 0 ? playwrightCounts(file, { fallback: 'firefox', code }) : [];
}

await runMain(async () => {
	const started = Date.now();
	// Reports of an earlier run must not be counted as this one's.
	rmSync(path.join(root, 'test-results'), { recursive: true, force: true });
	await setup();
	await build(Object.keys(targets));
	/** @type {Count[]} */
	const counts = [await staticChecks(), ...(await vitest('unit', []))];
	for (const name of outside) counts.push(...(await vitest(name, ['-c', `e2e/${name}/vitest.config.ts`])));
	counts.push(...(await browserTests()), ...(await firefoxTests()));
	console.log(`\nAll of it took ${Math.round((Date.now() - started) / 1000)} s`);
	const { text, code } = summary(counts, { ci: process.env.CI === 'true' });
	console.log(text);
	return code;
});
