// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { isMain, root, runMain, Stop } from './run.mjs';
import { setup } from './setup.mjs';

/** @typedef {Readonly<Record<string, { readonly aliases?: readonly string[], readonly default: string, readonly about: string }>>} Variables */

const marked = /(<!-- environment -->\n)[\s\S]*?(<!-- \/environment -->)/;
const code = (/** @type {string} */ text) => `\`${text}\``;
const cell = (/** @type {string} */ text) => text.replaceAll('|', '\\|');

/**
 * The README's table of environment variables.
 *
 * @param {Variables} variables The `variables` of packages/collector/src/config.ts.
 */
export function environmentTable(variables) {
	const rows = Object.entries(variables).map(([name, { aliases = [], default: byDefault, about }]) => {
		const also = aliases.length > 0 ? ` (or ${aliases.map(code).join(', ')})` : '';
		return `| ${code(name)}${also} | ${byDefault === '' ? '' : code(cell(byDefault))} | ${cell(about)} |`;
	});
	return ['| variable | default | what |', '|---|---|---|', ...rows, ''].join('\n');
}

/**
 * The README with its table written anew between the markers.
 *
 * @param {string} readme
 * @param {Variables} variables
 */
export function withEnvironmentTable(readme, variables) {
	if (!marked.test(readme)) throw new Stop('README.md has no <!-- environment --> … <!-- /environment --> to put the table between.');
	return readme.replace(marked, (_, begin, end) => `${begin}\n${environmentTable(variables)}\n${end}`);
}

if (isMain(import.meta.url)) {
	await runMain(async () => {
		await setup();
		await build(['collector']);
		const { variables } = await import(pathToFileURL(path.join(root, 'packages/collector/dist/config.js')).href);
		const file = path.join(root, 'README.md');
		writeFileSync(file, withEnvironmentTable(readFileSync(file, 'utf8'), variables));
		return 0;
	});
}
