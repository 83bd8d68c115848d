import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventRecord, Filter, QueryDimension } from '@footfall/protocol';
import { test as base, expect, type Page } from '@playwright/test';
import { readLog } from '../fixtures/log.ts';
import { type RunningServer, startServer, withTemporaryDirectory } from '../fixtures/server.ts';
import { ask, ready } from '../fixtures/store.ts';
import { type Lane, startWay, type Way } from './way.ts';

/** The script builds, by the names that people load. */
export const builds = ['analytics.core.js', 'analytics.js', 'analytics.all.js'] as const;
export type Build = (typeof builds)[number] | 'analytics.compat.js';

export interface PageOptions {
	build?: Build;
	/** More attributes of the script tag. */
	attributes?: string;
	/** Before the script. */
	head?: string;
	body?: string;
	title?: string;
	/** In place of the script tag. */
	script?: string;
	status?: number;
	headers?: Record<string, string>;
	/** Where the page is, below the lane's root. */
	path?: string;
}

/** What a test knows of its own site: pages nobody else has, the way to the collector, and what the collector stored. */
export interface Lab {
	readonly lane: Lane;
	/** Address of a page of this test. */
	url(path?: string): string;
	/** The directory of the scripts, on another origin than the pages: as most people have it. */
	readonly mount: string;
	/** Puts a page there; opens nothing. */
	put(options?: PageOptions): void;
	/** Puts a page there and opens it. */
	open(options?: PageOptions): Promise<void>;
	/** What is stored of this test's pages: `name path` → how many. Names that do not count are not in it. */
	stored(): Promise<Record<string, number>>;
	/** Waits until exactly this is stored, and looks again later: nothing more has come. */
	expectStored(expected: Record<string, number>): Promise<void>;
	/** Seconds of engagement and scroll percent of a page. */
	totals(path?: string): Promise<{ seconds: number | null; scroll: number | null }>;
	/** What is stored of this test's pages, as the collector's log holds it: bots and events that do not count too. */
	records(): EventRecord[];
	/** Values of a dimension with their events. */
	by(dimension: QueryDimension): Promise<Record<string, number>>;
}

export const test = base.extend<{ lab: Lab }, { server: RunningServer; way: Way }>({
	server: [
		// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
		async ({}, use) => {
			await withTemporaryDirectory(async (dataDir) => {
				const server = await startServer({ dataDir, env: { FOOTFALL_DEMO: 'false', TRUSTED_PROXIES: '127.0.0.1/32' } });
				await ready(server.url);
				await use(server);
				await server.stop();
			});
		},
		{ scope: 'worker' },
	],
	way: [
		async ({ server }, use) => {
			const way = await startWay(server.url);
			await use(way);
			await way.close();
		},
		{ scope: 'worker' },
	],
	lab: async ({ page, server, way }, use) => {
		await use(createLab(page, server, way));
	},
});

export { expect };

/** A test's own place on the way. */
export function createLab(page: Page | undefined, server: RunningServer, way: Way): Lab {
	const id = randomBytes(6).toString('hex');
	const root = `/t/${id}`;
	const mount = `${way.origin}/s/${id}`;
	const lane = way.lane(id);
	// Another origin than the mount.
	const url = (path = ''): string => `${way.origin.replace('127.0.0.1', 'localhost')}${root}/${path}`;
	const mine: Filter = ['contains', 'event:page', [`${root}/`]];
	const local = (path: string): string => path.slice(root.length);

	const put = ({
		build = 'analytics.js',
		attributes = '',
		head = '',
		body = '',
		title = 'Test',
		script,
		status,
		headers,
		path = '',
	}: PageOptions = {}): void => {
		const tag = script ?? `<script defer src="${mount}/${build}" data-site="localhost" ${attributes}></script>`;
		lane.pages.set(path.split(/[?#]/)[0] ?? '', {
			html: `<!doctype html><html lang="en"><head><title>${title}</title><link rel="icon" href="data:,">${head}${tag}</head><body>${body}</body></html>`,
			...(status === undefined ? {} : { status }),
			...(headers === undefined ? {} : { headers }),
		});
	};
	const stored = async (): Promise<Record<string, number>> => {
		const { results } = await ask(server.url, { metrics: ['events'], dimensions: ['event:name', 'event:page'], filters: [mine] });
		const rows = results.map(
			({ dimensions: [name = '', path = ''], metrics: [count] }) => [`${name} ${local(path)}`, Number(count)] as const,
		);
		return Object.fromEntries(rows.filter(([, count]) => count > 0));
	};
	return {
		lane,
		url,
		mount,
		put,
		async open(options = {}) {
			put(options);
			await page?.goto(url(options.path));
		},
		stored,
		async expectStored(expected) {
			await expect.poll(stored, { timeout: 20_000, intervals: [100, 200, 300] }).toEqual(expected);
			await sleep(400);
			expect(await stored()).toEqual(expected);
		},
		async totals(path = '') {
			const { results } = await ask(server.url, {
				metrics: ['time_on_page', 'scroll_depth'],
				dimensions: ['event:page'],
				filters: [['is', 'event:page', [`${root}/${path}`]]],
			});
			const [seconds = null, scroll = null] = (results[0]?.metrics ?? []) as (number | null)[];
			return { seconds, scroll };
		},
		records: () => readLog(server.dataDir).filter(({ dims }) => dims.pathname?.startsWith(`${root}/`)),
		async by(dimension) {
			const { results } = await ask(server.url, { metrics: ['events'], dimensions: [dimension], filters: [mine] });
			return Object.fromEntries(results.map(({ dimensions: [value = ''], metrics: [count] }) => [value, Number(count)]));
		},
	};
}
