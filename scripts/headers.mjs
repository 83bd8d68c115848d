// @ts-check
import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { npm, root, run } from './run.mjs';

/*
 * node-gyp downloads Node's headers from nodejs.org before it compiles. Where only the package registry can be reached
 * that fails, although the headers lie beside Node itself, or inside the npm package that carries Node.
 */

const hasHeaders = (/** @type {string} */ directory) => existsSync(path.join(directory, 'include', 'node', 'node.h'));

/** Node's own prefix, when its headers were installed with it. */
export function localHeaders() {
	const prefix = path.dirname(path.dirname(realpathSync(process.execPath)));
	return hasHeaders(prefix) ? prefix : undefined;
}

/** The headers of exactly this Node from the registry, kept in .footfall/; undefined where the registry has none. */
export async function packagedHeaders() {
	const directory = path.join(root, '.footfall', 'headers', process.version);
	if (hasHeaders(directory)) return directory;
	const platform = process.platform === 'win32' ? 'win' : process.platform;
	const name = `node-${platform}-${process.arch}@${process.versions.node}`;
	console.log(`Fetching Node's headers (${name}) …`);
	rmSync(directory, { recursive: true, force: true });
	mkdirSync(directory, { recursive: true });
	const packed = await run(npm.command, [...npm.args, 'pack', name, '--pack-destination', directory, '--json'], { quiet: true });
	if (packed.code !== 0) return undefined;
	const archive = path.join(directory, `node-${platform}-${process.arch}-${process.versions.node}.tgz`);
	const unpacked = await run('tar', ['-xzf', archive, '-C', directory, '--strip-components=1', 'package/include'], { quiet: true });
	rmSync(archive, { force: true });
	return unpacked.code === 0 && hasHeaders(directory) ? directory : undefined;
}
