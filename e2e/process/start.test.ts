import { chmod, mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ServerOptions, startProgram, startServer, withTemporaryDirectory } from '../fixtures/server.ts';
import { ask, ready } from '../fixtures/store.ts';

/** Starts the server, which is expected to refuse, and gives what it said. */
async function refusal(options: ServerOptions): Promise<{ code: number | null; lines: string[] }> {
	const program = startProgram(options);
	const code = await program.ended;
	return { code, lines: program.errors().trim().split('\n') };
}

describe('a server that cannot start says so in one clear line and ends with 1', () => {
	it('when its port is taken', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const other = createServer();
			await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
			const address = other.address();
			const port = typeof address === 'object' && address !== null ? String(address.port) : '';
			const { code, lines } = await refusal({ dataDir, env: { PORT: port } });
			other.close();
			expect(lines).toEqual([expect.stringContaining(port)]);
			expect(lines[0]).toMatch(/taken/);
			expect(code).toBe(1);
		});
	});

	it('when another server owns its data directory, which goes on undisturbed', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const owner = await startServer({ dataDir });
			await ready(owner.url);
			const { code, lines } = await refusal({ dataDir });
			expect(lines).toEqual([expect.stringContaining(dataDir)]);
			expect(lines[0]).toMatch(/in use|locked|another/i);
			expect(code).toBe(1);
			await expect(ask(owner.url, {})).resolves.toMatchObject({ results: expect.any(Array) });
			await owner.stop();
		});
	});

	it('when there is no database of cities where one is named', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const file = path.join(dataDir, 'GeoLite2-City.mmdb');
			const { code, lines } = await refusal({ dataDir, env: { FOOTFALL_GEO_DATABASE: file } });
			expect(lines).toEqual([`FOOTFALL_GEO_DATABASE: there is no file ${file}.`]);
			expect(code).toBe(1);
		});
	});

	it('when its data directory cannot be written', async () => {
		await withTemporaryDirectory(async (directory) => {
			const dataDir = await unwritable(directory);
			const { code, lines } = await refusal({ dataDir });
			expect(lines).toEqual([expect.stringContaining(dataDir)]);
			expect(lines[0]).toMatch(/DATA_DIR/);
			expect(code).toBe(1);
		});
	});

	it('when its data directory is a file', async () => {
		await withTemporaryDirectory(async (directory) => {
			const { code, lines } = await refusal({ dataDir: path.join(directory, 'file', 'data'), env: { DATA_DIR: '/dev/null/data' } });
			expect(lines).toEqual([expect.stringContaining('/dev/null/data')]);
			expect(code).toBe(1);
		});
	});

	it.each([
		[{ PORT: 'eighty' }, 'PORT'],
		[{ FOOTFALL_TIME_ZONE: 'Mars/Olympus' }, 'FOOTFALL_TIME_ZONE'],
		[{ FOOTFALL_RETENTION: '12' }, 'FOOTFALL_RETENTION'],
	])('when its configuration is wrong: %j', async (env, named) => {
		await withTemporaryDirectory(async (dataDir) => {
			const { code, lines } = await refusal({ dataDir, env });
			expect(lines.filter((line) => line.includes(named))).toHaveLength(1);
			expect(lines.length).toBeLessThanOrEqual(2);
			expect(lines.join('\n')).not.toMatch(/^\s+at /m);
			expect(code).toBe(1);
		});
	});

	it('when a flag is unknown', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const { code, lines } = await refusal({ dataDir, args: ['--prot', '80'] });
			expect(lines[0]).toContain('--prot');
			expect(code).toBe(1);
		});
	});
});

/** A directory that refuses to be written, by rights or, for root, because the kernel owns it. */
async function unwritable(directory: string): Promise<string> {
	if (process.getuid?.() === 0) return '/sys/footfall';
	const closed = path.join(directory, 'closed');
	await mkdir(closed);
	await chmod(closed, 0o555);
	return path.join(closed, 'data');
}
