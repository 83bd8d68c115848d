import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { view } from '../fixtures/client.ts';
import { startServer, withTemporaryDirectory } from '../fixtures/server.ts';
import { ask, eventCounts, ready } from '../fixtures/store.ts';

const visit = { page: { u: 'http://localhost/a', t: 'A' } };

describe('a running server', () => {
	it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly on %s, and has everything when it is started again', async (signal) => {
		await withTemporaryDirectory(async (dataDir) => {
			const first = await startServer({ dataDir });
			expect(await view(first.url, visit)).toEqual({ accepted: 1, rejected: [] });
			expect(await first.stop(signal)).toBe(0);

			const second = await startServer({ dataDir });
			await ready(second.url);
			await expect.poll(() => eventCounts(second.url), { timeout: 10_000 }).toEqual({ 'pageview /a': 1 });
			expect(await second.stop()).toBe(0);
		});
	});

	it('takes events as soon as it says that it listens', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const server = await startServer({ dataDir });
			expect(await view(server.url, visit)).toEqual({ accepted: 1, rejected: [] });
			await server.stop();
		});
	});

	it('prints the address of the dashboard and of the demo shop', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const server = await startServer({ dataDir });
			expect(server.output()).toContain(`${server.url}/\n`);
			await expect.poll(() => server.output()).toContain(`${server.url}/demo/`);
			expect((await fetch(`${server.url}/`)).headers.get('content-type')).toContain('text/html');
			expect((await fetch(`${server.url}/demo/`)).headers.get('content-type')).toContain('text/html');
			await server.stop();
		});
	});
});

describe('npm start', () => {
	const start = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));

	it('starts what is built, passes its arguments on, and ends with the exit code of the server', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const started = performance.now();
			const server = await startServer({ program: start, args: ['--data-dir', path.join(dataDir, 'inner')], dataDir });
			await ready(server.url);
			console.log(`A second npm start took ${((performance.now() - started) / 1000).toFixed(2)} s to answer its first question`);
			await expect(ask(server.url, {})).resolves.toMatchObject({ results: expect.any(Array) });
			expect(await server.stop('SIGINT')).toBe(0);
		});
	});
});
