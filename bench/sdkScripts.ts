import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Plugin, rollup } from 'rollup';
import { minify } from 'terser';

/** One script that is compared, as a browser gets it. */
export interface Script {
	/** In addresses. */
	readonly id: string;
	readonly name: string;
	readonly code: Buffer;
	/** Whose collector it speaks to. */
	readonly endpoint: 'footfall' | 'plausible' | 'openpanel';
	/** What our own scripts are held to, in bytes. */
	readonly limits?: { readonly gzip: number; readonly brotli?: number | undefined };
}

/** What `packages/sdk/builds.mjs` says of each script. */
type Builds = Record<string, { file: string; gzip: number; brotli?: number }>;

const dist = path.dirname(createRequire(import.meta.url).resolve('@footfall/sdk/analytics.js'));

/** Our script builds, in the order of their size. */
export async function ownScripts(): Promise<Script[]> {
	const { builds } = (await import(pathToFileURL(path.join(dist, '../builds.mjs')).href)) as { builds: Builds };
	return await Promise.all(
		Object.values(builds).map(async ({ file, gzip, brotli }) => ({
			id: file,
			name: file,
			code: await readFile(path.join(dist, file)),
			endpoint: 'footfall' as const,
			limits: { gzip, brotli },
		})),
	);
}

/** npm packages, bundled from the few lines with which a site would use them. */
export async function packagedScripts(): Promise<Script[]> {
	const packaged = [
		['footfall', '@footfall/sdk, as default'],
		['plausible', '@plausible-analytics/tracker'],
		['openpanel', '@openpanel/web'],
	] as const;
	return await Promise.all(
		packaged.map(async ([endpoint, name]) => ({ id: `npm-${endpoint}`, name, endpoint, code: await bundle(`${endpoint}.js`) })),
	);
}

/** Finds packages as Node does, from wherever they are installed. */
const resolver: Plugin = {
	name: 'resolver',
	resolveId: (id) => (/^[./]/.test(id) ? null : fileURLToPath(import.meta.resolve(id))),
};

/** One classic script, minified with the options of our own builds that are safe for any code. */
async function bundle(entry: string): Promise<Buffer> {
	const bundled = await rollup({
		input: fileURLToPath(new URL(`../peers/${entry}`, import.meta.url)),
		// OpenPanel's session recorder is a chunk of its own, which is never fetched without being asked for
		external: (id) => /replay/.test(id),
		plugins: [resolver],
	});
	const { output } = await bundled.generate({ format: 'iife' });
	await bundled.close();
	const { code = '' } = await minify(output[0].code, { ecma: 2020, toplevel: true, compress: { passes: 4 }, format: { comments: false } });
	return Buffer.from(code);
}
