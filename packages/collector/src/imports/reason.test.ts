import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCsv } from './csv.ts';
import { readLines } from './lines.ts';
import { reasonOf } from './reason.ts';

let directory: string;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-reason-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function reasonFor(read: typeof readLines | typeof readCsv, content: Buffer): Promise<string> {
	const file = join(directory, 'file');
	await writeFile(file, content);
	try {
		for await (const _ of read(file, content.length, 0));
	} catch (error) {
		return reasonOf(error);
	}
	return '';
}

describe('the reason why an import ended', () => {
	const packed = gzipSync(Array.from({ length: 20_000 }, (_, n) => `line ${n * 7919}`).join('\n'));

	it('is an archive that was not copied whole', async () => {
		expect(await reasonFor(readLines, packed.subarray(0, packed.length - 100))).toMatch(/ends in its middle/);
	});

	it('is an archive that is damaged', async () => {
		const damaged = Buffer.from(packed);
		damaged.fill(0xff, packed.length >> 1, (packed.length >> 1) + 50);
		expect(await reasonFor(readLines, damaged)).toMatch(/is damaged/);
	});

	it('is a quote that is never closed', async () => {
		expect(await reasonFor(readCsv, Buffer.from(`a,b\n1,"${'x,y\n'.repeat(100_000)}`))).toMatch(/never closed/);
	});

	it('is what was said, where nobody knows it better', () => {
		expect([reasonOf(new Error('no room')), reasonOf('gone')]).toEqual(['no room', 'gone']);
	});
});
