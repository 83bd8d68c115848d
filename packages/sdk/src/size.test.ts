import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { builds } from '../builds.mjs';

describe('the built scripts', () => {
	it.each(Object.entries(builds))('%s stays within its budget', (_, { file, gzip, brotli }) => {
		const script = readFileSync(new URL(`../dist/${file}`, import.meta.url));
		expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(gzip);
		if (brotli !== undefined) expect(brotliCompressSync(script).length).toBeLessThanOrEqual(brotli);
	});
});
