// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { localHeaders, packagedHeaders } from './headers.mjs';
import { isMain, npm, root, run, runMain, Stop } from './run.mjs';

/** Makes the checkout ready to build: the right Node, the packages of package-lock.json, a better-sqlite3 that loads. */
export async function setup() {
	checkNode();
	if (!isInstalled()) await install();
	if (!(await sqliteLoads())) await buildSqlite();
}

function checkNode() {
	const wanted = /** @type {string} */ (readJson('package.json').engines.node).replace(/^\D+/, '');
	const [major = 0, minor = 0] = wanted.split('.').map(Number);
	const [ourMajor = 0, ourMinor = 0] = process.versions.node.split('.').map(Number);
	if (ourMajor < major || (ourMajor === major && ourMinor < minor)) {
		throw new Stop(`Footfall needs Node ${wanted} or newer; this is Node ${process.versions.node}. See https://nodejs.org/en/download`);
	}
}

/** Which package-lock.json was installed last: inside node_modules, so that they go together. */
const stamp = path.join(root, 'node_modules', '.footfall-installed');
const lockHash = () =>
	createHash('sha256')
		.update(readFileSync(path.join(root, 'package-lock.json')))
		.digest('hex');

/** Whether node_modules holds what package-lock.json asks for, by our stamp, or else by npm's own record: it may have been `npm install`. */
function isInstalled() {
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash()) return true;
	const record = path.join('node_modules', '.package-lock.json');
	if (!existsSync(path.join(root, record))) return false;
	const wanted = readJson('package-lock.json').packages;
	const present = readJson(record).packages;
	const same = Object.entries(wanted).every(([place, { version, integrity, link, optional }]) => {
		// A workspace's own entry is not in npm's record (its link is); an optional package may be for another platform.
		if (!place.includes('node_modules/')) return true;
		const found = present[place];
		if (found === undefined) return optional === true;
		return link === true || (found.version === version && found.integrity === integrity);
	});
	if (same) writeFileSync(stamp, lockHash());
	return same;
}

async function install() {
	console.log('Installing packages (npm ci) …');
	// Scripts are left out, because the one that matters is run below, where it can be helped.
	const { code, output } = await run(npm.command, [...npm.args, 'ci', '--ignore-scripts'], { quiet: true });
	if (code !== 0) throw new Stop(`${output}\nThe packages could not be installed: is the npm registry within reach?`);
	writeFileSync(stamp, lockHash());
}

async function sqliteLoads() {
	const { code } = await run(process.execPath, ['-e', `new (require('better-sqlite3'))(':memory:').close()`], { quiet: true });
	return code === 0;
}

/** Fetches better-sqlite3's prebuilt file or compiles it, as its own install script does, with headers that are at hand. */
async function buildSqlite() {
	console.log('Preparing better-sqlite3 (where its prebuilt file cannot be downloaded it is compiled: about a minute) …');
	let output = await rebuildSqlite(localHeaders());
	if (output !== undefined && localHeaders() === undefined) {
		const headers = await packagedHeaders();
		if (headers !== undefined) output = await rebuildSqlite(headers);
	}
	if (output === undefined) return;
	throw new Stop(`${output}\nbetter-sqlite3 could not be built. A C++ compiler, make and python3 are needed:
  Debian, Ubuntu:  apt-get install -y g++ make python3
  macOS:           xcode-select --install`);
}

/**
 * @param {string | undefined} headers The directory whose include/node holds Node's headers.
 * @returns {Promise<string | undefined>} What was printed, when it failed.
 */
async function rebuildSqlite(headers) {
	// Only in the child's environment: npm 11 warns of `nodedir` in its own configuration files.
	const env = headers === undefined ? {} : { npm_config_nodedir: headers };
	const { output } = await run(npm.command, [...npm.args, 'rebuild', 'better-sqlite3', '--foreground-scripts'], { env, quiet: true });
	return (await sqliteLoads()) ? undefined : output;
}

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

if (isMain(import.meta.url)) {
	await runMain(async () => {
		await setup();
		return 0;
	});
}
