import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Row } from './report.ts';

/** One build of the script: its file, and what its compressed size must stay within, in bytes. */
interface Build {
	readonly file: string;
	readonly gzip: number;
	readonly brotli?: number;
}

// From bench/dist, where this runs.
const sdk = new URL('../../packages/sdk/', import.meta.url);

/** What the scripts weigh: as they are, gzipped and with brotli, in bytes. The targets are those that a test holds. */
export async function benchSdk(): Promise<Row[]> {
	const { builds } = (await import(new URL('builds.mjs', sdk).href)) as { builds: Record<string, Build> };
	return Object.values(builds).flatMap(({ file, gzip, brotli }) => {
		const script = readFileSync(new URL(`dist/${file}`, sdk));
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
