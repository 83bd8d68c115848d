import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Row } from './report.ts';

/** What `packages/sdk/builds.mjs` says of each script. */
type Builds = Record<string, { file: string; gzip: number; brotli?: number }>;

/** What the scripts weigh: as they are, gzipped and with brotli, in bytes. The targets are those that the SDK's own tests hold. */
export async function benchSdk(): Promise<Row[]> {
	const dist = path.dirname(createRequire(import.meta.url).resolve('@footfall/sdk/analytics.js'));
	const { builds } = (await import(pathToFileURL(path.join(dist, '../builds.mjs')).href)) as { builds: Builds };
	return Object.values(builds).flatMap(({ file, gzip, brotli }) => {
		const script = readFileSync(path.join(dist, file));
		return [
			{ name: `${file}, minified`, value: script.length, unit: 'B' },
			{ name: `${file}, gzip`, value: gzipSync(script, { level: 9 }).length, unit: 'B', target: `≤ ${gzip}` },
			{
				name: `${file}, brotli`,
				value: brotliCompressSync(script).length,
				unit: 'B',
				...(brotli === undefined ? {} : { target: `≤ ${brotli}` }),
			},
		];
	});
}
