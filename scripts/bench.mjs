// @ts-check
import path from 'node:path';
import { build, product } from './build.mjs';
import { root, run, runMain } from './run.mjs';
import { setup } from './setup.mjs';

await runMain(async () => {
	await setup();
	await build([...product, 'bench']);
	const { code } = await run(process.execPath, [path.join(root, 'bench', 'dist', 'main.js'), ...process.argv.slice(2)]);
	return code;
});
