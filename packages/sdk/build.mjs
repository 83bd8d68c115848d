/* Types and npm modules by tsc, then the scripts by rollup: `node packages/sdk/build.mjs`. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
process.chdir(here);
rmSync('dist', { recursive: true, force: true });
rmSync('tsconfig.tsbuildinfo', { force: true });
execFileSync(process.execPath, [join(dirname(require.resolve('typescript/package.json')), 'bin/tsc'), '-b', '.'], { stdio: 'inherit' });

const { default: configs } = await import('./rollup.config.js');
for (const { output, ...input } of configs) {
	const bundle = await rollup(input);
	await bundle.write(output);
	await bundle.close();
}
