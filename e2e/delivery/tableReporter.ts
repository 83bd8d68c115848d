import type { Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';

/** Prints what became of the events as a table in Markdown: a line for each script, a column for each way to lose events. */
export default class TableReporter implements Reporter {
	#suite: Suite | undefined;

	onBegin(_config: unknown, suite: Suite): void {
		this.#suite = suite;
	}

	onTestEnd({ title }: TestCase, result: TestResult): void {
		const { errors, duration } = result;
		console.log(`${errors.length === 0 ? 'ok  ' : 'FAIL'} ${title}: ${said(result, 'outcome') ?? '–'} (${Math.round(duration / 1000)} s)`);
		for (const { message } of errors) console.log(message);
	}

	onEnd(): void {
		const rows = new Map<string, Map<string, string>>();
		for (const { results } of this.#suite?.allTests() ?? []) {
			const [result] = results;
			const [row, column, outcome] = ['row', 'column', 'outcome'].map((type) => said(result, type));
			if (row === undefined || column === undefined || outcome === undefined) continue;
			rows.set(row, (rows.get(row) ?? new Map<string, string>()).set(column, outcome));
		}
		const columns = [...new Set([...rows.values()].flatMap((cells) => [...cells.keys()]))];
		const lines = [...rows].map(([row, cells]) => [row, ...columns.map((column) => cells.get(column) ?? '–')]);
		const table = [['', ...columns], ['---', ...columns.map(() => '---')], ...lines];
		console.log(`\n${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}`);
	}
}

/** What a test wrote down under this name. */
const said = (result: TestResult | undefined, type: string): string | undefined =>
	result?.annotations.find((annotation) => annotation.type === type)?.description;
