import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../packages/collector/dist/store/store.js';
import { type Asked, DAY } from './asked.ts';
import { askByHand, askOurs, compareEach, freshEngine, inTurns, ratioRow, rounded, timed } from './compare.ts';
import { fillStore } from './fill.ts';
import { internal } from './internal.ts';
import { median } from './median.ts';
import { panelsOf } from './panels.ts';
import type { Row } from './report.ts';
import { reportAsks } from './reportAsks.ts';

const { openDuckdbStore } = await internal<typeof import('../packages/collector/dist/store/duckdb/duckdb.js')>('store/duckdb/duckdb.js');
const { silentLogger } = await internal<typeof import('../packages/collector/dist/logger.js')>('logger.js');

const FROM = Date.UTC(2026, 0, 1);
const DAYS = 30;
/** The generator's last visits run over the last midnight. */
const NOW = FROM + DAYS * DAY + 3_600_000;
const MEMORY_MB = 256;
const asked: Asked = { site: 'example', from: FROM, days: DAYS };

/** A page that is opened: all its questions at once. */
async function dashboards(path: string, filtered: boolean): Promise<Row[]> {
	const panels = panelsOf(asked, filtered);
	const fresh = async (work: (store: Store) => Promise<unknown>): Promise<number> => {
		const store = await openDuckdbStore({ path, memoryMb: MEMORY_MB, logger: silentLogger });
		const took = await timed(() => work(store));
		await store.close();
		return took;
	};
	const took = await inTurns(7, {
		ours: () =>
			fresh((store) => {
				const engine = freshEngine(store, asked, NOW);
				return Promise.all(panels.map((panel) => askOurs(engine, panel)));
			}),
		theirs: () => fresh((store) => Promise.all(panels.map((panel) => askByHand(store, panel)))),
	});
	const warm: number[] = [];
	const store = await openDuckdbStore({ path, memoryMb: MEMORY_MB, logger: silentLogger });
	const engine = freshEngine(store, asked, NOW);
	for (let n = 0; n < 20; n++) warm.push(await timed(() => Promise.all(panels.map((panel) => askOurs(engine, panel)))));
	await store.close();
	const name = `whole dashboard${filtered ? ', filtered' : ''}`;
	return [
		ratioRow(`${name}, cold`, took, `, ${panels.length} questions at once, just opened`),
		{
			name: `${name}, again`,
			value: rounded(median(warm)),
			unit: 'ms',
			target: '< 1000',
			note: 'nothing has come in between; median of 20',
		},
	];
}

/** Measures the dashboard's questions over `size` events of 30 days against SQL written by hand, in the same run. */
export async function benchQuery(size = 1_000_000): Promise<Row[]> {
	const directory = await mkdtemp(join(tmpdir(), 'footfall-bench-'));
	const path = join(directory, 'bench.duckdb');
	try {
		const store = await openDuckdbStore({ path, memoryMb: MEMORY_MB, logger: silentLogger });
		await fillStore(store, { events: size, from: FROM, days: DAYS });
		const both = [false, true];
		const panels = both.flatMap((filtered) => panelsOf(asked, filtered));
		const reports = both.flatMap((filtered) => reportAsks(asked, filtered));
		const rows = await compareEach(store, asked, [...panels, ...reports], { times: 7, now: NOW });
		await store.close();
		// a panel by itself counts all visitors for its shares, which by hand and on the page are those of the cards
		const told = rows.map(({ target, ...row }, index) => (index < panels.length || target === undefined ? row : { ...row, target }));
		return [...(await dashboards(path, false)), ...(await dashboards(path, true)), ...told].map((row) => ({
			...row,
			name: `${size / 1_000_000} M events: ${row.name}`,
		}));
	} finally {
		await rm(directory, { recursive: true });
	}
}
