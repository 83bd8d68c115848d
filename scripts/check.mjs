// @ts-check
import path from 'node:path';
import { build, product } from './build.mjs';
import { summary, vitestCounts } from './report.mjs';
import { installed, isMain, root, run, runMain } from './run.mjs';
import { setup } from './setup.mjs';

/** @typedef {import('./report.mjs').Count} Count */

/** What is said of the code without running it. Each is one case of the suite `checks`. */
const checks = /** @type {const} */ ([
	['types', 'tsc', ['-p', 'tsconfig.check.json']],
	['types of the dashboard', 'tsc', ['-p', 'packages/dashboard']],
	['types of the framework examples', 'tsc', ['-p', 'examples/frameworks']],
	['lint and format', 'biome', ['check', '--error-on-warnings', '.']],
	['unused code', 'knip', []],
	['package shape: protocol', 'publint', ['run', '--strict', 'packages/protocol']],
	['package shape: sdk', 'publint', ['run', '--strict', 'packages/sdk']],
	['package shape: collector', 'publint', ['run', '--strict', 'packages/collector']],
]);

/** Types, lint, unused code and package shape, side by side; what fails is shown. @returns {Promise<Count>} */
export async function staticChecks() {
	const outcomes = await Promise.all(
		checks.map(async ([name, program, args]) => {
			const { code, output } = await run(installed(program), args, { quiet: true });
			console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name}${code === 0 ? '' : `\n${output}`}`);
			return code === 0;
		}),
	);
	const passed = outcomes.filter(Boolean).length;
	return { suite: 'checks', passed, failed: outcomes.length - passed, skipped: [] };
}

/**
 * Runs vitest and counts its cases.
 *
 * @param {string} name The suite's name, for its report.
 * @param {readonly string[]} args
 * @returns {Promise<Count[]>}
 */
export async function vitest(name, args) {
	const file = path.join(root, 'test-results', `${name}.json`);
	const { code } = await run(installed('vitest'), ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
	return vitestCounts(file, { root, fallback: name, code });
}

if (isMain(import.meta.url)) {
	await runMain(async () => {
		await setup();
		await build(product);
		const counts = [await staticChecks(), ...(await vitest('unit', []))];
		const { text, code } = summary(counts, { ci: process.env.CI === 'true' });
		console.log(text);
		return code;
	});
}
