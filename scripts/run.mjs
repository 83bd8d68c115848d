// @ts-check
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const windows = process.platform === 'win32';

/**
 * A program that npm installed into this checkout, as a path.
 *
 * @param {string} name
 */
export const installed = (name) => path.join(root, 'node_modules', '.bin', windows ? `${name}.cmd` : name);

/** npm itself: the one that started this process, so that its version stays the same, else the one on PATH. */
export const npm = /npm-cli\.js$/.test(process.env.npm_execpath ?? '')
	? { command: process.execPath, args: [/** @type {string} */ (process.env.npm_execpath)] }
	: { command: windows ? 'npm.cmd' : 'npm', args: [] };

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, quiet?: boolean }} [options] `env` is added to ours; `quiet`
 * collects what the program prints instead of showing it.
 * @returns {Promise<{ code: number, output: string }>} Never rejects: a program that cannot be started has code 127.
 */
export function run(command, args, { cwd = root, env = {}, quiet = false } = {}) {
	return new Promise((resolve) => {
		const child = spawn(command, args, {
			cwd,
			env: { ...process.env, ...env },
			stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
			shell: windows && command.endsWith('.cmd'),
		});
		let output = '';
		const collect = (/** @type {Buffer} */ chunk) => {
			output += chunk.toString();
		};
		child.stdout?.on('data', collect);
		child.stderr?.on('data', collect);
		child.once('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
		child.once('close', (code) => resolve({ code: code ?? 1, output }));
	});
}

/** A failure whose message is all that the reader needs: no stack is shown. */
export class Stop extends Error {}

/**
 * Runs a script's main function: a `Stop` becomes one message and exit code 1.
 *
 * @param {() => Promise<number | undefined>} main Resolves with the exit code, if the process is to end.
 */
export async function runMain(main) {
	try {
		const code = await main();
		if (code !== undefined) process.exitCode = code;
	} catch (error) {
		if (!(error instanceof Stop)) throw error;
		console.error(error.message);
		process.exitCode = 1;
	}
}

/** True when the file of this URL is the program that node was asked to run. @param {string} url */
export const isMain = (url) => process.argv[1] !== undefined && fileURLToPath(url) === path.resolve(process.argv[1]);
