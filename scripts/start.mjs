// @ts-check
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, product } from './build.mjs';
import { root, runMain } from './run.mjs';
import { setup } from './setup.mjs';

await runMain(async () => {
	await setup();
	await build(product);
	// In this very process, so that its signals, its arguments and its exit code are the server's own.
	const main = path.join(root, 'packages', 'collector', 'dist', 'main.js');
	process.argv[1] = main;
	await import(pathToFileURL(main).href);
	return undefined;
});
