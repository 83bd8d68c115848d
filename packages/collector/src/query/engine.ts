import { FootfallError, type Query, type QueryResult, type ResolvedQuery } from '@footfall/protocol';
import { parseQuery } from '@footfall/protocol/schemas';
import type { StoreReader } from '../store/store.ts';
import { type AnswerContext, answer, ask } from './answer.ts';
import { createAnswerCache } from './answerCache.ts';
import type { Question } from './question.ts';
import type { Range } from './ranges.ts';
import { type Resolved, resolveQuery } from './resolve.ts';
import { answerTail } from './tail.ts';
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

/** Answers that are kept, and rows of one at most: longer ones are for exports, and asked once. */
const ANSWERS = 300;
const ROWS = 500;

/** The number of visitors of a whole range. */
const wholeRange = {
	buckets: undefined,
	metrics: ['visitors'],
	dimensions: [],
	orderBy: [],
	limit: 1,
	offset: 0,
	totalRows: false,
	asksDaily: false,
	oneDay: false,
} as const;

export function createQueryEngine({ store, control, clock }: QueryEngineDeps): QueryEngine {
	const answers = createAnswerCache<QueryResult>(ANSWERS, ({ results }) => results.length <= ROWS);
	const totals = createAnswerCache<{ readonly visitors: number }>(ANSWERS);
	const firstEvents = new Map<string, number>();
	store.onCommit((commit) => {
		for (const [site, { from, to }] of commit.sites) {
			answers.touched(site, from, to);
			totals.touched(site, from, to);
		}
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
	const learnFirstEvent = async (query: Query, signal: AbortSignal | undefined): Promise<void> => {
		const { id } = siteOf(query);
		const statement = { sql: 'SELECT min(v.start) FROM visits v WHERE v.site = $1', params: [id] };
		const [row] = await store.query(statement, signal === undefined ? {} : { signal });
		if (row?.[0] !== null && row?.[0] !== undefined) firstEvents.set(id, Number(row[0]));
	};
	const learned = async (query: Query, signal: AbortSignal | undefined): Promise<Resolved> => {
		if (query.date_range === 'all') await learnFirstEvent(query, signal);
		return resolved(query);
	};
	const contextOf = (signal: AbortSignal | undefined): AnswerContext => ({ store, clock, signal, totalVisitors });
	const totalVisitors = async ({ site, range, filters, bots }: Question): Promise<number> => {
		const key = JSON.stringify([site, range, filters, bots]);
		const whole: Question = { ...wholeRange, site, range, filters, bots };
		const { visitors } = await totals.shared({ key, site, span: range }, async () => {
			const { rows } = await ask(whole, contextOf(undefined));
			return { visitors: Number(rows[0]?.metrics[0] ?? 0) };
		});
		return visitors;
	};
	const run = (what: Resolved, signal: AbortSignal | undefined): Promise<QueryResult> => {
		const { site } = what.question;
		const key = JSON.stringify([site, what.echo, what.running]);
		return answers.through({ key, site, span: spanOf(what) }, () => answer(what, contextOf(signal)));
	};

	return {
		parse: parseQuery,
		run: async (query, { signal } = {}) => await run(await learned(query, signal), signal),
		async tail(query, previous, touchedFrom, { signal } = {}) {
			const what = await learned(query, signal);
			return (await answerTail(what, previous, touchedFrom, contextOf(signal))) ?? (await run(what, signal));
		},
		resolve: (query) => resolved(query).echo,
	};
}

/** All time that an answer depends on. */
function spanOf({ question, compared }: Resolved): Range {
	const other = compared?.range ?? question.range;
	return { from: Math.min(question.range.from, other.from), to: Math.max(question.range.to, other.to) };
}
