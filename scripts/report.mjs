// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * How many cases of one suite ended how. `skipped` names those that did not run.
 *
 * @typedef {{ suite: string, passed: number, failed: number, skipped: string[] }} Count
 */

/**
 * Cases of a vitest run, one suite for each workspace that the test files lie in.
 *
 * @param {string} file What `--reporter=json` wrote.
 * @param {{ root: string, fallback: string, code: number }} run `fallback` names the suite when there is no report; `code` is
 * vitest's exit code, which also tells of errors outside of any test.
 * @returns {Count[]}
 */
export function vitestCounts(file, { root, fallback, code }) {
	if (!existsSync(file)) return [failedRun(fallback)];
	/** @type {{ testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] }} */
	const report = JSON.parse(readFileSync(file, 'utf8'));
	/** @type {Map<string, Count>} */
	const counts = new Map();
	for (const { name, status, assertionResults } of report.testResults) {
		const count = countOf(counts, suiteOf(path.relative(root, name)));
		for (const { status: outcome, fullName } of assertionResults) {
			if (outcome === 'passed') count.passed += 1;
			else if (outcome === 'failed') count.failed += 1;
			else count.skipped.push(fullName);
		}
		// A file that could not be loaded has no cases of its own, nor has one whose hooks failed.
		if (status === 'failed' && !assertionResults.some(({ status: outcome }) => outcome === 'failed')) count.failed += 1;
	}
	return withExitCode([...counts.values()], fallback, code);
}

/**
 * Cases of a Playwright run, one suite for each folder of specs.
 *
 * @param {string} file What the json reporter wrote.
 * @param {{ fallback: string, code: number }} run
 * @returns {Count[]}
 */
export function playwrightCounts(file, { fallback, code }) {
	if (!existsSync(file)) return [failedRun(fallback)];
	/** @typedef {{ title: string, file: string, specs?: { title: string, tests: { status: string }[] }[], suites?: Suite[] }} Suite */
	/** @type {{ suites: Suite[] }} */
	const report = JSON.parse(readFileSync(file, 'utf8'));
	/** @type {Map<string, Count>} */
	const counts = new Map();
	const walk = (/** @type {Suite} */ suite) => {
		const folder = path.posix.dirname(suite.file.replaceAll('\\', '/'));
		const count = countOf(counts, folder === '.' ? fallback : `${fallback} ${folder}`);
		for (const spec of suite.specs ?? []) {
			for (const { status } of spec.tests) {
				if (status === 'expected') count.passed += 1;
				else if (status === 'skipped') count.skipped.push(spec.title);
				else count.failed += 1;
			}
		}
		suite.suites?.forEach(walk);
	};
	report.suites.forEach(walk);
	return withExitCode([...counts.values()], fallback, code);
}

/** @param {Map<string, Count>} counts @param {string} suite @returns {Count} */
function countOf(counts, suite) {
	const count = counts.get(suite) ?? { suite, passed: 0, failed: 0, skipped: [] };
	counts.set(suite, count);
	return count;
}

/** `packages/sdk/src/retry.test.ts` → `sdk`; `e2e/faults/kill.test.ts` → `faults`. @param {string} file */
function suiteOf(file) {
	const [first = '', second = ''] = file.replaceAll('\\', '/').split('/');
	return first === 'packages' || first === 'examples' || first === 'e2e' ? second : first;
}

/** @param {string} suite @returns {Count} */
const failedRun = (suite) => ({ suite: `${suite} (did not finish)`, passed: 0, failed: 1, skipped: [] });

/** A run that failed without a failed case, or that ran nothing, is a failure too. @param {Count[]} counts @param {string} suite @param {number} code */
function withExitCode(counts, suite, code) {
	const explained = counts.some(({ failed }) => failed > 0);
	const ran = counts.some(({ passed }) => passed > 0);
	return (code !== 0 || !ran) && !explained ? [...counts, failedRun(suite)] : counts;
}

/**
 * The table of suites and the closing line.
 *
 * @param {Count[]} counts
 * @param {{ ci: boolean }} options In CI a skipped case is a failure.
 * @returns {{ text: string, code: number }}
 */
export function summary(counts, { ci }) {
	const rows = counts.map(({ suite, passed, failed, skipped }) => ({
		suite,
		passed,
		failed: failed + (ci ? skipped.length : 0),
		skipped: ci ? 0 : skipped.length,
	}));
	const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) => rows.reduce((total, row) => total + row[key], 0);
	const total = { suite: 'all', passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
	const width = Math.max(...[...rows, total].map(({ suite }) => suite.length));
	const line = (/** @type {(string | number)[]} */ ...[suite, ...cells]) =>
		`${String(suite).padEnd(width)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;
	const skippedInCi = ci
		? counts.flatMap(({ suite, skipped }) => skipped.map((name) => `Skipped, which CI counts as failed: ${suite}: ${name}`))
		: [];
	const text = [
		...skippedInCi,
		'',
		line('suite', 'cases', 'passed', 'failed', 'skipped'),
		...[...rows, total].map((row) => line(row.suite, row.passed + row.failed + row.skipped, row.passed, row.failed, row.skipped)),
		'',
		`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
	].join('\n');
	return { text, code: total.failed > 0 ? 1 : 0 };
}
