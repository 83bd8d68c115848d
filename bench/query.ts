import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { MetricName, Query, QueryDimension } from '@footfall/protocol';
import type { QueryEngine } from '../packages/collector/dist/query/engine.js';
import type { Statement, Store } from '../packages/collector/dist/store/store.js';
import { fillStore } from './fill.ts';
import { internal } from './internal.ts';
import type { Row } from './report.ts';

const { createQueryEngine } = await internal<typeof import('../packages/collector/dist/query/engine.js')>('query/engine.js');
const { openDuckdbStore } = await internal<typeof import('../packages/collector/dist/store/duckdb/duckdb.js')>('store/duckdb/duckdb.js');
const { silentLogger } = await internal<typeof import('../packages/collector/dist/logger.js')>('logger.js');

const DAY = 86_400_000;
const FROM = Date.UTC(2026, 0, 1);
const DAYS = 30;
/** The generator's last visits run over the last midnight. */
const NOW = FROM + DAYS * DAY + 3_600_000;
const MEMORY_MB = 256;

/** A question of the dashboard, and the SQL that somebody who knows the tables would write for it. */
interface Panel {
	readonly name: string;
	readonly query: Query;
	readonly sql: string;
}

const cards: MetricName[] = [
	'visitors',
	'visits',
	'pageviews',
	'views_per_visit',
	'bounce_rate',
	'visit_duration',
	'time_on_page',
	'events',
];
const visits = 'FROM visits WHERE site = $1 AND start < $3 AND last >= $2 AND bot < 50';
const events = 'FROM events WHERE site = $1 AND time >= $2 AND time < $3 AND counts AND bot < 50';
const google = " AND source = 'Google'";

const rates =
	'count(*) AS visits, count(DISTINCT visitor) AS visitors, avg(bounce::INT) FILTER (start >= $2) AS bounces, avg(finish - start) FILTER (start >= $2) AS duration';
const sums = "count(*) FILTER (name = 'pageview') AS pageviews, count(*) AS events, avg(engaged) AS engaged";
const day = (time: string): string => `(${time} - ${FROM}) // ${DAY}`;

function panelsOf(filtered: boolean): Panel[] {
	const only = filtered ? google : '';
	const ask = (name: string, metrics: MetricName[], dimensions: QueryDimension[], sql: string): Panel => ({
		name: `${name}${filtered ? ', filtered' : ''}`,
		query: {
			site_id: 'example',
			metrics,
			date_range: [FROM, FROM + (DAYS - 1) * DAY].map((at) => new Date(at).toISOString().slice(0, 10)) as [string, string],
			dimensions,
			filters: filtered ? [['is', 'visit:source', ['Google']]] : [],
			pagination: { limit: dimensions[0] === 'time:day' ? 100 : 9, offset: 0 },
			include: dimensions.length === 0 || dimensions[0] === 'time:day' ? {} : { total_rows: true },
		},
		sql,
	});
	const share = `100.0 * visitors / (SELECT count(DISTINCT visitor) ${visits}${only})`;
	const byVisit = (name: string, dimension: QueryDimension, column: string): Panel =>
		ask(
			name,
			['visitors', 'bounce_rate', 'percentage'],
			[dimension],
			`WITH v AS (SELECT ${column}, ${rates} ${visits}${only} GROUP BY 1) SELECT ${column}, visitors, bounces, ${share}, count(*) OVER () FROM v ORDER BY visitors DESC, 1 LIMIT 9`,
		);
	const byEvent = (name: string, dimension: QueryDimension, column: string, metric: MetricName): Panel =>
		ask(
			name,
			['visitors', metric, 'percentage'],
			[dimension],
			`WITH e AS (SELECT ${column}, count(DISTINCT visitor) AS visitors, ${sums} ${events}${only} GROUP BY 1) SELECT ${column}, visitors, ${metric}, ${share}, count(*) OVER () FROM e ORDER BY visitors DESC, 1 LIMIT 9`,
		);
	return [
		ask('cards', cards, [], `SELECT * FROM (SELECT ${rates} ${visits}${only}), (SELECT ${sums} ${events}${only})`),
		ask(
			'series by day',
			cards,
			['time:day'],
			`WITH v AS (SELECT unnest(range(${day('greatest(start, $2)')}, ${day('least(last, $3 - 1)')} + 1)) AS day, * ${visits}${only}),
			e AS (SELECT ${day('time')} AS day, ${sums} ${events}${only} GROUP BY 1)
			SELECT * FROM (SELECT day, ${rates.replaceAll('start >= $2', `day = ${day('start')}`)} FROM v GROUP BY 1) LEFT JOIN e USING (day) ORDER BY day`,
		),
		byVisit('sources', 'visit:source', 'source'),
		byEvent('pages', 'event:page', 'pathname', 'pageviews'),
		byVisit('countries', 'visit:country', 'country'),
		byVisit('browsers', 'visit:browser', 'browser'),
		byEvent('events', 'event:name', 'name', 'events'),
	];
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
	const began = performance.now();
	await work();
	return performance.now() - began;
}

const statementOf = ({ sql }: Panel): Statement => ({ sql, params: ['example', FROM, FROM + DAYS * DAY] });
/** A new engine has no answers to give again. */
const engineOn = (store: Store): QueryEngine =>
	createQueryEngine({ store, control: { findSite: () => ({ id: 'example', timeZone: 'UTC', createdAt: FROM }) }, clock: () => NOW });

const inTurn = 7;

/** One question after the other: ours and theirs in turn, so that both meet the same machine. */
async function compare(store: Store, panel: Panel): Promise<Row> {
	const ours: number[] = [];
	const theirs: number[] = [];
	for (let n = 0; n < inTurn; n++) {
		theirs.push(await timed(() => store.query(statementOf(panel))));
		ours.push(await timed(() => engineOn(store).run(panel.query)));
	}
	return {
		name: `query: ${panel.name}`,
		value: round(middle(ours)),
		unit: 'ms',
		note: `hand-written SQL ${round(middle(theirs))} ms; medians of ${inTurn}`,
	};
}

const round = (ms: number): number => Math.round(ms * 10) / 10;

/** A page that is opened: all its questions at once. */
async function dashboards(path: string, filtered: boolean): Promise<Row[]> {
	const panels = panelsOf(filtered);
	const fresh = async (work: (store: Store) => Promise<unknown>): Promise<number> => {
		const store = await openDuckdbStore({ path, memoryMb: MEMORY_MB, logger: silentLogger });
		const took = await timed(() => work(store));
		await store.close();
		return took;
	};
	const ours: number[] = [];
	const theirs: number[] = [];
	for (let n = 0; n < 5; n++) {
		theirs.push(await fresh((store) => Promise.all(panels.map((panel) => store.query(statementOf(panel))))));
		ours.push(
			await fresh((store) => {
				const engine = engineOn(store);
				return Promise.all(panels.map(({ query }) => engine.run(query)));
			}),
		);
	}
	const warm: number[] = [];
	const store = await openDuckdbStore({ path, memoryMb: MEMORY_MB, logger: silentLogger });
	const engine = engineOn(store);
	for (let n = 0; n < 20; n++) warm.push(await timed(() => Promise.all(panels.map(({ query }) => engine.run(query)))));
	await store.close();
	const name = `query: whole dashboard${filtered ? ', filtered' : ''}`;
	return [
		{
			name: `${name}, cold`,
			value: Math.round((middle(ours) / middle(theirs)) * 100) / 100,
			unit: '× hand-written',
			target: '≤ 1.3',
			note: `${round(middle(ours))} ms against ${round(middle(theirs))} ms, ${panels.length} questions at once, just opened; medians of 5`,
		},
		{ name: `${name}, again`, value: round(middle(warm)), unit: 'ms', target: '< 1000', note: 'nothing has come in between; median of 20' },
	];
}

/** Measures the dashboard's questions over `size` events of 30 days against SQL written by hand, in the same run. */
export async function benchQuery(size = 1_000_000): Promise<Row[]> {
	const directory = await mkdtemp(join(tmpdir(), 'footfall-bench-'));
	const path = join(directory, 'bench.duckdb');
	try {
		const store = await openDuckdbStore({ path, memoryMb: MEMORY_MB, logger: silentLogger });
		await fillStore(store, { events: size, from: FROM, days: DAYS });
		const rows: Row[] = [];
		for (const panel of [...panelsOf(false), ...panelsOf(true)]) rows.push(await compare(store, panel));
		await store.close();
		return [...rows, ...(await dashboards(path, false)), ...(await dashboards(path, true))];
	} finally {
		await rm(directory, { recursive: true });
	}
}
