import { describe, expect, it } from 'vitest';
import { person, view } from '../fixtures/client.ts';
import { startServer, withTemporaryDirectory } from '../fixtures/server.ts';
import { eventCounts, ready } from '../fixtures/store.ts';

const page = { page: { u: 'http://localhost/a', t: 'A' } };
/** A reserve of a terabyte: every disk is too full for it. */
const full = { FOOTFALL_DISK_RESERVE_MB: '1048576' };

describe('a disk without room for more than its reserve', () => {
	it('has events answered with 503 and Retry-After, keeps what was taken, and takes events again when there is room', async () => {
		await withTemporaryDirectory(async (dataDir) => {
			const before = await startServer({ dataDir });
			expect(await view(before.url, page)).toMatchObject({ accepted: 1 });
			expect(await before.stop()).toBe(0);

			const during = await startServer({ dataDir, env: full });
			const body = JSON.stringify({
				v: 1,
				site: 'localhost',
				pages: [{ id: 'mwq94sacngujzozwfirb', u: 'http://localhost/b' }],
				events: [{ n: 0, e: 'pageview' }],
			});
			const refused = await fetch(`${during.url}/api/events`, { method: 'POST', headers: { 'User-Agent': person }, body });
			expect(refused.status).toBe(503);
			expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
			expect(await refused.json()).toMatchObject({ error: { code: 'log_full' } });
			expect((await fetch(`${during.url}/health/ready`)).status).toBe(503);
			await ready(during.url);
			await expect.poll(() => eventCounts(during.url), { timeout: 10_000 }).toEqual({ 'pageview /a': 1 });
			expect(await during.stop()).toBe(0);

			const after = await startServer({ dataDir });
			expect(await view(after.url, page)).toMatchObject({ accepted: 1 });
			await ready(after.url);
			await expect.poll(() => eventCounts(after.url), { timeout: 10_000 }).toEqual({ 'pageview /a': 2 });
			expect(await after.stop()).toBe(0);
		});
	});
});
