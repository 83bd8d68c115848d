// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isMain, root } from './run.mjs';

/*
 * npm writes into package-lock.json only those optional packages that the registry at hand could give it. With a
 * registry that mirrors one platform the others' are left out, and `npm ci` then refuses the lock everywhere.
 * `node scripts/lock.mjs` adds what is missing; it is to be run after every change of the dependencies.
 */

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[], optionalDependencies?: Record<string, string> }} Entry
 * @typedef {Record<string, Entry>} Packages
 */

/**
 * Optional packages that the lock names but does not hold, with the exact version asked for.
 *
 * @param {Packages} packages The `packages` of a package-lock.json.
 * @returns {{ name: string, version: string, dev: boolean }[]}
 */
export function missingOptionals(packages) {
	return Object.entries(packages).flatMap(([place, entry]) =>
		Object.entries(entry.optionalDependencies ?? {})
			.filter(([name, version]) => /^\d/.test(version) && !resolves(packages, place, name))
			.map(([name, version]) => ({ name, version, dev: entry.dev === true })),
	);
}

/** Whether a package at `place` finds `name`, as Node looks for it: beside it, then further up. @param {Packages} packages @param {string} place @param {string} name */
function resolves(packages, place, name) {
	for (let from = place; ; from = from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1))) {
		if (packages[`${from}${from === '' ? '' : '/'}node_modules/${name}`] !== undefined) return true;
		if (from === '') return false;
	}
}

/**
 * The platform that a binary package is for, read from its name: `binding-linux-arm-musleabihf`.
 *
 * @param {string} name
 * @returns {Pick<Entry, 'os' | 'cpu' | 'libc'>}
 */
function platformOf(name) {
	const found =
		/(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(arm64|arm|x64|ia32|loong64|mips64el|ppc64|riscv64|s390x)(?:-(.+))?$/.exec(
			name,
		);
	if (found === null) throw new Error(`${name} names no platform; add its entry to package-lock.json by hand`);
	const [, os = '', cpu = '', abi = ''] = found;
	const libc = abi.startsWith('musl') ? { libc: ['musl'] } : os === 'linux' ? { libc: ['glibc'] } : {};
	return { os: [os], cpu: [cpu], ...libc };
}

/** @param {{ packages: Packages }} lock */
function complete(lock) {
	const added = missingOptionals(lock.packages);
	for (const { name, version, dev } of added) {
		lock.packages[`node_modules/${name}`] = { version, ...platformOf(name), ...(dev ? { dev } : {}), optional: true };
	}
	lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
	return added.length;
}

if (isMain(import.meta.url)) {
	const file = path.join(root, 'package-lock.json');
	const lock = JSON.parse(readFileSync(file, 'utf8'));
	console.log(`package-lock.json: ${complete(lock)} entries added`);
	writeFileSync(file, `${JSON.stringify(lock, null, '\t')}\n`);
}
