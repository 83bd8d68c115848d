// @ts-check
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { installed, isMain, root, run, runMain, Stop } from './run.mjs';

/** Names under which distributions install a Chromium, and where macOS and Windows keep theirs. */
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const places = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * A Chromium to test in: `CHROMIUM_PATH`, one of this machine, Playwright's own, or as root on Debian the package.
 *
 * @returns {Promise<{ path: string, how: string }>} `how` says where it came from.
 */
export async function findBrowser() {
	const named = process.env.CHROMIUM_PATH;
	if (named) {
		if (!executable(named)) throw new Stop(`CHROMIUM_PATH is ${named}, where there is no program.`);
		return { path: named, how: 'named by CHROMIUM_PATH' };
	}
	const local = onThisMachine();
	if (local !== undefined) return { path: local, how: 'found on this machine' };
	const downloaded = await fromPlaywright();
	if (downloaded !== undefined) return downloaded;
	const packaged = await fromDebian();
	if (packaged !== undefined) return packaged;
	throw new Stop('There is no browser for the browser tests. Install Chromium or Chrome, or name one in CHROMIUM_PATH.');
}

/** @param {string} file */
function executable(file) {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** @param {readonly string[]} wanted Names of a program, best first. */
function onPath(wanted) {
	const folders = (process.env.PATH ?? '').split(path.delimiter);
	return wanted.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(executable);
}

function onThisMachine() {
	return onPath(names) ?? places.find(executable);
}

/**
 * A Firefox to test in: `FIREFOX_PATH`, one of this machine, or in CI as root on Debian the package.
 *
 * @returns {Promise<string | undefined>} Undefined where there is none: then it is said that nothing was run there.
 */
export async function findFirefox() {
	const named = process.env.FIREFOX_PATH;
	if (named) {
		if (!executable(named)) throw new Stop(`FIREFOX_PATH is ${named}, where there is no program.`);
		return named;
	}
	const local = onPath(['firefox-esr', 'firefox']);
	if (local !== undefined || process.env.CI !== 'true') return local;
	await installPackages(['firefox-esr']);
	return onPath(['firefox-esr']);
}

async function fromPlaywright() {
	const own = /** @type {string} */ (createRequire(path.join(root, 'e2e', 'package.json'))('@playwright/test').chromium.executablePath());
	const had = existsSync(own);
	if (!had) {
		console.log("No browser on this machine; trying Playwright's own …");
		await run(installed('playwright'), ['install', '--no-shell', 'chromium'], { quiet: true });
	}
	// A download without the system's libraries does not run.
	if (!existsSync(own) || (await run(own, ['--version'], { quiet: true })).code !== 0) return undefined;
	return { path: own, how: had ? "Playwright's own, downloaded before" : "Playwright's own, downloaded now" };
}

async function fromDebian() {
	await installPackages(['chromium', 'fonts-liberation']);
	const found = onThisMachine();
	return found === undefined ? undefined : { path: found, how: 'the package chromium, installed now' };
}

/** Installs packages where that is possible, as root on Debian; what went wrong is printed. @param {string[]} packages */
async function installPackages(packages) {
	if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
	console.log(`Installing ${packages.join(', ')} (apt-get) …`);
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	for (const step of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
		const { code, output } = await run('apt-get', step, { env, quiet: true });
		if (code !== 0) console.error(output);
	}
}

if (isMain(import.meta.url)) {
	await runMain(async () => {
		const browser = await findBrowser();
		console.log(`${browser.path} (${browser.how})`);
		return 0;
	});
}
