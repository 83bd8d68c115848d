import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compose } from './compose.ts';
import { readConfig } from './config.ts';
import { silentLogger } from './logger.ts';

describe('a Footfall that is put together', () => {
	let directory: string;
	beforeEach(async () => {
		directory = await mkdtemp(path.join(tmpdir(), 'footfall-compose-'));
	});
	afterEach(() => rm(directory, { recursive: true, force: true }));

	const make = () => compose(readConfig({}, {}, { DATA_DIR: directory, FOOTFALL_DEMO: 'false' }), { logger: silentLogger });

	it('that is closed while it opens its store has closed it when it is closed, and another one can have the directory', async () => {
		const footfall = await make();
		let opened = false;
		const starting = footfall.start().then(() => {
			opened = true;
		});
		while (!existsSync(path.join(directory, 'store', 'footfall.duckdb'))) await new Promise((resolve) => setTimeout(resolve, 1));
		expect(opened).toBe(false);
		await footfall.close();
		expect(opened).toBe(true);
		await starting;

		const next = await make();
		await next.start();
		await next.close();
	});
});
