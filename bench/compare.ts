import { performance } from 'node:perf_hooks';
import type { QueryEngine } from '../packages/collector/dist/query/engine.js';
import type { Reports } from '../packages/collector/dist/reports/reports.js';
import type { Store } from '../packages/collector/dist/store/store.js';
import { type Asked, type Compared, goals } from './asked.ts';
import { internal } from './internal.ts';
import { median } from './median.ts';
import type { Row } from './report.ts';

const { createQueryEngine } = await internal<typeof import('../packages/collector/dist/query/engine.js')>('query/engine.js');
const { createReports } = await internal<typeof import('../packages/collector/dist/reports/reports.js')>('reports/reports.js');

export async function timed(work: () => Promise<unknown>): Promise<number> {
	const began = performance.now();
	await work();
	return performance.now() - began;
}

/** Three digits are enough of a time, ms. */
export const rounded = (ms: number): number => Math.round(ms * 10) / 10;

/** Engine and reports without an answer that they could give again. @param now milliseconds since the epoch */
export function freshEngine(store: Store, { site, from }: Asked, now: number): { readonly engine: QueryEngine; readonly reports: Reports } {
	const none = { of: () => [] };
	const deps = {
		store,
		control: { findSite: () => ({ id: site, timeZone: 'UTC', createdAt: from }) },
		settings: { goals: { of: () => goals }, segments: none, routes: none },
		clock: () => now,
	};
	const engine = createQueryEngine(deps);
	return { engine, reports: createReports({ ...deps, engine }) };
}

/** Asks one question of them. */
export const askOurs = ({ engine, reports }: ReturnType<typeof freshEngine>, { ask }: Compared): Promise<object> =>
	'query' in ask ? engine.run(ask.query) : reports.run(ask.report, ask.body);

/** Asks the store itself. */
export const askByHand = (store: Store, { byHand }: Compared): Promise<unknown> =>
	Promise.all(byHand.map((statement) => store.query(statement)));

/** Runs both so many times; whoever is second finds the file in the system's cache, so they take turns at that too. */
export async function inTurns(times: number, both: Readonly<Record<'ours' | 'theirs', () => Promise<number>>>): Promise<Took> {
	const took = { ours: [] as number[], theirs: [] as number[] };
	for (let n = 0; n < times; n++)
		for (const who of n % 2 === 0 ? (['theirs', 'ours'] as const) : (['ours', 'theirs'] as const)) took[who].push(await both[who]());
	return { ours: median(took.ours), theirs: median(took.theirs), times };
}

/** Medians, ms. */
export interface Took {
	readonly ours: number;
	readonly theirs: number;
	readonly times: number;
}

/** How many times as long as by hand. */
export function ratioRow(name: string, { ours, theirs, times }: Took, note = ''): Row {
	return {
		name,
		value: Math.round((ours / theirs) * 100) / 100,
		unit: '× hand-written',
		target: '≤ 1.3',
		note: `${rounded(ours)} ms against ${rounded(theirs)} ms${note}; medians of ${times}`,
	};
}

/** One question after the other on an open store: ours with a new engine each time, and by hand, in turn. */
export async function compareEach(
	store: Store,
	asked: Asked,
	questions: readonly Compared[],
	{ times, now }: { readonly times: number; readonly now: number },
): Promise<Row[]> {
	const rows: Row[] = [];
	for (const question of questions) {
		const took = await inTurns(times, {
			ours: () => timed(() => askOurs(freshEngine(store, asked, now), question)),
			theirs: () => timed(() => askByHand(store, question)),
		});
		rows.push(ratioRow(question.name, took));
	}
	return rows;
}
