// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installed, isMain, npm, root, run, runMain, Stop } from './run.mjs';
import { setup } from './setup.mjs';

/**
 * One thing that is built: from which files, into which, by what, and after which others.
 *
 * @typedef {{ inputs: string[], outputs: string[], command: [string, ...string[]], after?: string[] }} Target
 */

const workspace = (/** @type {string} */ folder) =>
	/** @type {[string, ...string[]]} */ ([npm.command, ...npm.args, 'run', '--silent', 'build', '-w', folder]);
const protocol = ['packages/protocol/src', 'packages/protocol/package.json', 'packages/protocol/tsconfig.json'];

/** @type {Record<string, Target>} */
export const targets = {
	collector: {
		inputs: [...protocol, 'packages/collector/src', 'packages/collector/package.json', 'packages/collector/tsconfig.json', 'tsconfig.json'],
		outputs: ['packages/protocol/dist/index.js', 'packages/collector/dist/main.js'],
		command: [installed('tsc'), '-b'],
	},
	dashboard: {
		inputs: [...protocol, 'packages/dashboard'],
		outputs: ['packages/dashboard/dist/index.html'],
		command: [installed('vite'), 'build', '--logLevel', 'warn', 'packages/dashboard'],
	},
	sdk: {
		inputs: [...protocol, 'packages/sdk'],
		outputs: ['packages/sdk/dist/analytics.js', 'packages/sdk/dist/index.js'],
		command: workspace('packages/sdk'),
		// Both write the protocol's dist.
		after: ['collector'],
	},
	embed: {
		inputs: [...protocol, 'packages/collector/src', 'examples/embed'],
		outputs: ['examples/embed/dist/server.js'],
		command: workspace('examples/embed'),
		after: ['collector'],
	},
	frameworks: {
		inputs: [...protocol, 'packages/sdk', 'examples/frameworks'],
		outputs: ['examples/frameworks/dist/react/index.html'],
		command: workspace('examples/frameworks'),
		after: ['sdk'],
	},
	bench: {
		inputs: [...protocol, 'packages/collector/src', 'bench'],
		outputs: ['bench/dist/main.js'],
		command: workspace('bench'),
		after: ['collector'],
	},
};

/** What `npm start` needs. */
export const product = ['collector', 'dashboard', 'sdk'];

const stamps = path.join(root, '.footfall', 'built');
const shared = ['package-lock.json', 'tsconfig.base.json'];
const notInputs = /^(dist|node_modules|test-results|testing)$|\.(test|contract)\.tsx?$|\.tsbuildinfo$|\.md$/;

/** Builds those of the named targets whose inputs changed since they were built, as many at once as may be. @param {string[]} names */
export async function build(names) {
	/** @type {Map<string, Promise<void>>} */
	const running = new Map();
	for (const name of names) {
		const target = /** @type {Target} */ (targets[name]);
		running.set(
			name,
			Promise.all((target.after ?? []).map((other) => running.get(other))).then(() => buildOne(name, target)),
		);
	}
	const faults = (await Promise.allSettled(running.values())).flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
	if (faults.length > 0) throw faults[0];
}

/** @param {string} name @param {Target} target */
async function buildOne(name, { inputs, outputs, command }) {
	const stamp = path.join(stamps, name);
	const fingerprint = fingerprintOf(inputs);
	const built = outputs.every((file) => existsSync(path.join(root, file)));
	if (built && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;
	const started = Date.now();
	const [program, ...args] = command;
	const { code, output } = await run(program, args, { quiet: true });
	if (code !== 0) throw new Stop(`${output}\nThe ${name} could not be built.`);
	mkdirSync(stamps, { recursive: true });
	writeFileSync(stamp, fingerprint);
	console.log(`Built the ${name} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** A hash over the names and contents of all input files: unlike times it survives a checkout. @param {string[]} inputs */
function fingerprintOf(inputs) {
	const hash = createHash('sha256');
	for (const file of [...shared, ...inputs].flatMap(filesOf)) {
		const content = readFileSync(path.join(root, file));
		hash.update(`${file}\0${content.length}\0`).update(content);
	}
	return hash.digest('hex');
}

/** @param {string} place A file, or a folder with all in it that a build can depend on. @returns {string[]} */
function filesOf(place) {
	if (path.extname(place) !== '' && !existsSync(path.join(root, place))) return [];
	if (path.extname(place) !== '') return [place];
	return readdirSync(path.join(root, place), { withFileTypes: true })
		.filter((entry) => !notInputs.test(entry.name))
		.sort((a, b) => (a.name < b.name ? -1 : 1))
		.flatMap((entry) => {
			const inner = `${place}/${entry.name}`;
			return entry.isDirectory() ? filesOf(inner) : [inner];
		});
}

if (isMain(import.meta.url)) {
	await runMain(async () => {
		await setup();
		await build(Object.keys(targets));
		return 0;
	});
}
