import { FootfallError, type Query, type QueryMeta, type QueryResult, type ResolvedQuery } from '@footfall/protocol';
import { parseQuery } from '@footfall/protocol/schemas';
import type { StoreReader } from '../store/store.ts';
import { createAnswerCache } from './answerCache.ts';
import { bucketAt } from './buckets.ts';
import { DAY } from './calendar.ts';
import { compile, isTime, type Question } from './compile.ts';
import type { Range } from './ranges.ts';
import { type Resolved, resolveQuery } from './resolve.ts';
import { readRow, type StoredRow, shownKeys, withComparison, withEmptyBuckets } from './rows.ts';
import { zoneOf } from './zone.ts';

export interface RunOptions {
	/** Cancels the statements; the promise rejects with `query_cancelled`. */
	readonly signal?: AbortSignal | undefined;
}

/** What the engine needs to know of a site. */
export interface QuerySite {
	readonly id: string;
	/** IANA zone. */
	readonly timeZone: string;
	/** Milliseconds since the epoch. */
	readonly createdAt: number;
}

export interface QueryEngineDeps {
	readonly store: Pick<StoreReader, 'query' | 'version' | 'onCommit' | 'dialect'>;
	/** Finds a site by id, domain or alias. */
	readonly control: { findSite(name: string): QuerySite | undefined };
	readonly clock: () => number;
}

/** Answers questions. */
export interface QueryEngine {
	/** Reads a query from JSON. @throws {FootfallError} with code and place of the fault. */
	parse(json: unknown): Query;
	/** @throws {FootfallError} `unknown_site`, `invalid_range`, `too_many_buckets`, `query_timeout`, `query_cancelled`. */
	run(query: Query, options?: RunOptions): Promise<QueryResult>;
	/**
	 * The same as `run`, given an answer to the same query before, when nothing that happened before `touchedFrom` (ms) has changed since. For
	 * a query by time alone only the buckets from there on are computed: they do not depend on each other.
	 */
	tail(query: Query, previous: QueryResult, touchedFrom: number, options?: RunOptions): Promise<QueryResult>;
	/** The query as it is understood now. Of `all`, the beginning is the one last known. */
	resolve(query: Query): ResolvedQuery;
}

export function createQueryEngine({ store, control, clock }: QueryEngineDeps): QueryEngine {
	const cache = createAnswerCache();
	const firstEvents = new Map<string, number>();
	store.onCommit((commit) => {
		for (const [site, span] of commit.sites) cache.touched(site, span.from, span.to);
	});

	const siteOf = ({ site_id }: Query): QuerySite => {
		const site = control.findSite(site_id);
		if (site === undefined) throw new FootfallError('unknown_site', { at: 'site_id' });
		return site;
	};
	const resolved = (query: Query): Resolved => {
		const site = siteOf(query);
		const first = Math.min(firstEvents.get(site.id) ?? site.createdAt, clock());
		return resolveQuery(query, { site: site.id, zone: zoneOf(site.timeZone), now: clock(), first });
	};

	/** Late events, and imports, may make the first event earlier at any time. */
	const learnFirstEvent = async (query: Query, { signal }: RunOptions): Promise<void> => {
		if (query.date_range !== 'all') return;
		const { id } = siteOf(query);
		const [row] = await store.query({ sql: 'SELECT min(v.start) FROM visits v WHERE v.site = $1', params: [id] }, withSignal(signal));
		if (row?.[0] !== null && row?.[0] !== undefined) firstEvents.set(id, Number(row[0]));
	};

	const ask = async (question: Question, { signal }: RunOptions): Promise<{ rows: StoredRow[]; total: number }> => {
		const cells = await store.query(compile(question, store.dialect), withSignal(signal));
		const rows = cells.map((row) => readRow(row, question));
		if (!question.totalRows) return { rows, total: rows.length };
		if (rows.length === 0 && question.offset > 0)
			return { rows, total: (await ask({ ...question, limit: 1, offset: 0 }, { signal })).total };
		return { rows, total: Number(cells[0]?.at(-1) ?? 0) };
	};

	/** Whether visitors are known for longer than a day in all visits of a range. */
	const visitorsAre = async ({ metrics, site, range: { from, to } }: Question, { signal }: RunOptions): Promise<QueryMeta['visitors']> => {
		const oneDay = Math.floor(from / DAY) === Math.floor((to - 1) / DAY);
		if (oneDay || !metrics.some((metric) => metric === 'visitors' || metric === 'percentage')) return oneDay ? 'distinct' : 'sum_of_days';
		const sql =
			'SELECT count(*) FROM (SELECT 1 FROM visits v WHERE v.site = $1 AND v.start < $2 AND v.last >= $3 AND NOT v.persistent LIMIT 1) daily';
		const [row] = await store.query({ sql, params: [site, to, from] }, withSignal(signal));
		return Number(row?.[0]) > 0 ? 'sum_of_days' : 'distinct';
	};

	const askCompared = async (question: Question, rows: readonly StoredRow[], options: RunOptions): Promise<StoredRow[]> => {
		// Rows of a list are looked up by their keys, unless they are so many that all are fetched sooner.
		const few = question.buckets === undefined && question.dimensions.length > 0 && rows.length <= 200;
		return (await ask(few ? { ...question, only: rows.map(({ keys }) => keys) } : question, options)).rows;
	};

	const compute = async ({ echo, question, compared, running }: Resolved, options: RunOptions): Promise<QueryResult> => {
		const version = store.version();
		const [answer, visitors] = await Promise.all([ask(question, options), visitorsAre(question, options)]);
		const labels = question.buckets?.labels ?? [];
		const meta: QueryMeta = {
			...(echo.include.time_labels === true ? { time_labels: [...labels] } : {}),
			...(running === undefined ? {} : { incomplete_bucket: running }),
			...(question.totalRows ? { total_rows: answer.total } : {}),
			visitors,
			data_version: version,
			computed_at: new Date(clock()).toISOString(),
		};
		if (compared === undefined) {
			const results = answer.rows.map(({ keys, metrics }) => ({ dimensions: shownKeys(keys, question.dimensions, labels), metrics }));
			return { results, meta, query: echo };
		}
		const others = await askCompared(compared, answer.rows, options);
		const rows = drawsLine(question) && answer.rows.length < question.limit ? withEmptyBuckets(answer.rows, others, question) : answer.rows;
		return {
			results: withComparison(rows, others, question, compared),
			meta: {
				...meta,
				...(echo.include.time_labels === true ? { comparison_time_labels: [...(compared.buckets?.labels ?? [])] } : {}),
				...(question.totalRows ? { total_rows: answer.total + rows.length - answer.rows.length } : {}),
			},
			query: echo,
		};
	};

	const run = async (query: Query, options: RunOptions = {}): Promise<QueryResult> => {
		await learnFirstEvent(query, options);
		const what = resolved(query);
		const key = JSON.stringify([what.question.site, what.echo, what.running]);
		return await cache.through({ key, site: what.question.site, span: spanOf(what) }, () => compute(what, options));
	};

	return {
		parse: parseQuery,
		run,
		async tail(query, previous, touchedFrom, options = {}) {
			await learnFirstEvent(query, options);
			const what = resolved(query);
			const part = tailOf(what, previous, touchedFrom);
			if (part === undefined) return await run(query, options);
			const version = store.version();
			const { rows } = await ask(part.question, options);
			const results = [
				...previous.results.slice(0, part.kept),
				...rows.map(({ keys, metrics }) => ({ dimensions: shownKeys(keys, part.question.dimensions, part.labels), metrics })),
			];
			const { incomplete_bucket: _, ...meta } = previous.meta;
			return {
				results,
				meta: {
					...meta,
					...(what.running === undefined ? {} : { incomplete_bucket: what.running }),
					...(what.question.totalRows ? { total_rows: results.length } : {}),
					data_version: version,
					computed_at: new Date(clock()).toISOString(),
				},
				query: what.echo,
			};
		},
		resolve: (query) => resolved(query).echo,
	};
}

const withSignal = (signal: AbortSignal | undefined): { signal?: AbortSignal } => (signal === undefined ? {} : { signal });

/** Time is the only dimension and in its own order, from the first row on. */
function drawsLine({ dimensions, orderBy, offset }: Question): boolean {
	const [order] = orderBy;
	return (
		dimensions.length === 1 &&
		dimensions.every(isTime) &&
		order !== undefined &&
		order[0] === dimensions[0] &&
		order[1] === 'asc' &&
		offset === 0
	);
}

/** All time that an answer depends on. */
function spanOf({ question, compared }: Resolved): Range {
	const other = compared?.range ?? question.range;
	return { from: Math.min(question.range.from, other.from), to: Math.max(question.range.to, other.to) };
}

interface Tail {
	readonly question: Question;
	readonly labels: readonly string[];
	/** Rows of the answer before that stand. */
	readonly kept: number;
}

/** The buckets of an answer that a change at an instant can have touched; undefined where the others depend on it too. */
function tailOf({ echo, question, compared }: Resolved, previous: QueryResult, touchedFrom: number): Tail | undefined {
	const { buckets, range } = question;
	const same = previous.query.date_range[0] === echo.date_range[0] && previous.query.date_range[1] === echo.date_range[1];
	if (buckets === undefined || compared !== undefined || !same || !drawsLine(question)) return undefined;
	if (question.metrics.includes('percentage') || question.limit < buckets.starts.length) return undefined;
	const first = Math.max(0, bucketAt(buckets, Math.min(touchedFrom, range.to - 1)));
	const starts = buckets.starts.slice(first);
	const labels = buckets.labels.slice(first);
	const place = new Map(buckets.labels.map((label, index) => [label, index]));
	const kept = previous.results.findIndex(({ dimensions: [label] }) => (place.get(label ?? '') ?? 0) >= first);
	return {
		question: {
			...question,
			range: { from: Math.max(range.from, starts[0] ?? range.from), to: range.to },
			buckets: { ...buckets, starts, labels },
		},
		labels,
		kept: kept < 0 ? previous.results.length : kept,
	};
}
