import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playwrightCounts, summary, vitestCounts } from './report.mjs';

let folder = '';
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'footfall-report-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function report(content: unknown): string {
	const file = path.join(folder, `${Math.random()}.json`);
	writeFileSync(file, JSON.stringify(content));
	return file;
}

const cases = (...statuses: string[]) => statuses.map((status, index) => ({ status, fullName: `case ${index}` }));
const run = { root: '/checkout', fallback: 'unit', code: 0 };

describe('the counts of a vitest run', () => {
	it('are one suite a workspace', () => {
		const file = report({
			testResults: [
				{ name: '/checkout/packages/sdk/src/a.test.ts', status: 'passed', assertionResults: cases('passed', 'passed') },
				{ name: '/checkout/packages/sdk/src/b.test.ts', status: 'failed', assertionResults: cases('passed', 'failed', 'pending') },
				{ name: '/checkout/scripts/c.test.ts', status: 'passed', assertionResults: cases('passed') },
			],
		});
		expect(vitestCounts(file, { ...run, code: 1 })).toEqual([
			{ suite: 'sdk', passed: 3, failed: 1, skipped: ['case 2'] },
			{ suite: 'scripts', passed: 1, failed: 0, skipped: [] },
		]);
	});

	it('hold a failure for a file that could not be loaded', () => {
		const file = report({ testResults: [{ name: '/checkout/packages/sdk/src/a.test.ts', status: 'failed', assertionResults: [] }] });
		expect(vitestCounts(file, { ...run, code: 1 })).toEqual([{ suite: 'sdk', passed: 0, failed: 1, skipped: [] }]);
	});

	it.each([
		['that wrote no report', '/nowhere.json', 1],
		['that failed outside of every case', undefined, 1],
	])('hold a failure for a run %s', (_, missing, code) => {
		const file =
			missing ?? report({ testResults: [{ name: '/checkout/bench/a.test.ts', status: 'passed', assertionResults: cases('passed') }] });
		const { code: exit } = summary(vitestCounts(file, { ...run, code }), { ci: false });
		expect(exit).toBe(1);
	});

	it('hold a failure for a run in which nothing ran', () => {
		expect(summary(vitestCounts(report({ testResults: [] }), run), { ci: false }).text).toContain('\n0 passed, 1 failed');
	});
});

describe('the counts of a Playwright run', () => {
	it('are one suite a folder, and a case that only passed at the second try has failed', () => {
		const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
		const file = report({
			suites: [
				{
					title: 'demo.spec.ts',
					file: 'demo.spec.ts',
					specs: [spec('a', 'expected')],
					suites: [{ title: 'x', file: 'demo.spec.ts', specs: [spec('b', 'flaky')] }],
				},
				{ title: 'sdk/load.spec.ts', file: 'sdk/load.spec.ts', specs: [spec('c', 'expected'), spec('d', 'skipped')] },
			],
		});
		expect(playwrightCounts(file, { fallback: 'browser', code: 0 })).toEqual([
			{ suite: 'browser', passed: 1, failed: 1, skipped: [] },
			{ suite: 'browser sdk', passed: 1, failed: 0, skipped: ['d'] },
		]);
	});
});

describe('the summary', () => {
	const counts = [
		{ suite: 'a', passed: 2, failed: 0, skipped: ['one that waits'] },
		{ suite: 'b', passed: 3, failed: 0, skipped: [] },
	];

	it('ends with the plain closing line', () => {
		expect(summary(counts, { ci: false })).toMatchObject({ code: 0, text: expect.stringMatching(/\n5 passed, 0 failed, 1 skipped$/) });
	});

	it('counts a skipped case as a failure in CI, and names it', () => {
		const { code, text } = summary(counts, { ci: true });
		expect(code).toBe(1);
		expect(text).toMatch(/\n5 passed, 1 failed$/);
		expect(text).toContain('one that waits');
	});
});
