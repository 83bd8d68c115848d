// @ts-check
import path from 'node:path';
import { findBrowser } from './browser.mjs';
import { build, product } from './build.mjs';
import { root, run, runMain } from './run.mjs';
import { setup } from './setup.mjs';

await runMain(async () => {
	await setup();
	await build([...product, 'bench']);
	const names = process.argv.slice(2);
	const inBrowser = names.length === 0 || names.includes('sdk');
	const env = inBrowser ? { CHROMIUM_PATH: (await findBrowser()).path } : {};
	const { code } = await run(process.execPath, [path.join(root, 'bench', 'dist', 'main.js'), ...names], { env });
	return code;
});
