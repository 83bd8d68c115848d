// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { isMain, root, runMain, Stop } from './run.mjs';
import { setup } from './setup.mjs';

/**
 * @typedef {object} Registry What packages/protocol declares.
 * @property {Readonly<Record<string, { readonly label: string, readonly unit: string, readonly definition: string }>>} metrics
 * @property {Readonly<Record<string, { readonly label: string, readonly scope: string, readonly none: string }>>} dimensions
 * @property {Readonly<Record<string, string>>} filterOperators
 * @property {Readonly<Record<string, string>>} behaviours
 * @property {Readonly<Record<string, string>>} namedRanges
 * @property {readonly string[]} timeDimensions
 * @property {Readonly<Record<string, { readonly status: number, readonly message: string }>>} errors
 */

const code = (/** @type {string} */ text) => `\`${text}\``;
const table = (/** @type {readonly string[]} */ head, /** @type {readonly (readonly string[])[]} */ rows) =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');

/**
 * The tables of docs/api.md, by the names of their markers.
 *
 * @param {Registry} registry
 * @returns {Readonly<Record<string, string>>}
 */
export function apiTables({ metrics, dimensions, filterOperators, behaviours, namedRanges, timeDimensions, errors }) {
	const list = (/** @type {Readonly<Record<string, string>>} */ names) => Object.entries(names).map(([name, label]) => [code(name), label]);
	return {
		metrics: table(
			['metric', 'unit', 'definition'],
			Object.entries(metrics).map(([name, { unit, definition }]) => [code(name), unit, definition]),
		),
		dimensions: table(
			['dimension', 'what', 'differs', 'where there is none'],
			Object.entries(dimensions).map(([name, { label, scope, none }]) => [code(name), label, `from ${scope} to ${scope}`, none]),
		),
		'time-dimensions': timeDimensions.map(code).join(' · '),
		operators: table(['operator', 'reads'], [...list(filterOperators), ...list(behaviours)]),
		ranges: table(['range', 'what'], list(namedRanges)),
		errors: table(
			['code', 'status', 'what'],
			Object.entries(errors).map(([name, { status, message }]) => [code(name), String(status), message]),
		),
	};
}

/**
 * A page with its tables written anew between `<!-- name -->` and `<!-- /name -->`.
 *
 * @param {string} page
 * @param {Readonly<Record<string, string>>} tables
 */
export function withTables(page, tables) {
	let written = page;
	for (const [name, text] of Object.entries(tables)) {
		const marked = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
		if (!marked.test(written)) throw new Stop(`docs/api.md has no <!-- ${name} --> … <!-- /${name} --> to put the table between.`);
		written = written.replace(marked, (_, begin, end) => `${begin}\n${text}\n\n${end}`);
	}
	return written;
}

if (isMain(import.meta.url)) {
	await runMain(async () => {
		await setup();
		await build(['protocol']);
		const registry = await import(pathToFileURL(path.join(root, 'packages/protocol/dist/index.js')).href);
		const file = path.join(root, 'docs/api.md');
		writeFileSync(file, withTables(readFileSync(file, 'utf8'), apiTables(registry)));
		return 0;
	});
}
