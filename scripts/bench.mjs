// @ts-check
import path from 'node:path';
import { findBrowser } from './browser.mjs';
import { build, product } from './build.mjs';
import { delivery } from './delivery.mjs';
import { root, run, runMain } from './run.mjs';
import { setup } from './setup.mjs';

await runMain(async () => {
	await setup();
	await build([...product, 'bench']);
	const names = process.argv.slice(2);
	const has = (/** @type {string} */ name) => names.length === 0 || names.includes(name);
	const others = names.filter((name) => name !== 'delivery');
	let code = 0;
	if (others.length > 0 || names.length === 0) {
		const env = has('sdk') ? { CHROMIUM_PATH: (await findBrowser()).path } : {};
		({ code } = await run(process.execPath, [path.join(root, 'bench', 'dist', 'main.js'), ...others], { env }));
	}
	if (code === 0 && has('delivery')) {
		console.log('delivery …');
		code = await delivery('chromium', 5);
		if (code === 0) code = await delivery('firefox', 5);
	}
	return code;
});
