import { FootfallError, type Query, type QueryMeta, type QueryResult, type ResolvedQuery } from '@footfall/protocol';
import { parseQuery } from '@footfall/protocol/schemas';
import type { Cell, StoreReader } from '../store/store.ts';
import { type AnswerContext, answer, ask } from './answer.ts';
import { type AnswerOf, createAnswerCache } from './answerCache.ts';
import { DAY, startOfDay } from './calendar.ts';
import { compile, compileDaily } from './compile.ts';
import { createFirstEvents } from './firstEvents.ts';
import { createHorizon } from './horizon.ts';
import { createSumsKnown } from './imported/known.ts';
import { createMerge } from './imported/merge.ts';
import { type ImportPlan, planImports } from './imported/plan.ts';
import { createSumsAnswers } from './imported/sums.ts';
import { createParts } from './parts.ts';
import { createPatternCheck } from './patterns.ts';
import type { Question } from './question.ts';
import type { Range } from './ranges.ts';
import { type Resolved, resolveQuery } from './resolve.ts';
import { noSettings, type QuerySettings } from './settings.ts';
import { answerTail } from './tail.ts';
import { type Instant, type Zone, zoneOf } from './zone.ts';

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
	/** What queries may name of a site; default: nothing. */
	readonly settings?: QuerySettings;
	readonly clock: () => number;
}

/** Answers questions. */
export interface QueryEngine {
	/** Reads a query from JSON. @throws {FootfallError} with code and place of the fault. */
	parse(json: unknown): Query;
	/** @throws {FootfallError} `unknown_site`, `invalid_range`, `too_many_buckets`, `unknown_goal`, `unknown_segment`, `invalid_pattern`, `query_timeout`, `query_cancelled`. */
	run(query: Query, options?: RunOptions): Promise<QueryResult>;
	/**
	 * The same as `run`, given an answer to the same query before, when nothing that happened before `touchedFrom` (ms) has changed since. For
	 * a query by time alone only the buckets from there on are computed: they do not depend on each other.
	 */
	tail(query: Query, previous: QueryResult, touchedFrom: number, options?: RunOptions): Promise<QueryResult>;
	/** The query as it is understood now. Of `all`, the beginning is the one last known. */
	resolve(query: Query): ResolvedQuery;
	/** Refuses what `run` refuses and tells what is asked about, without counting anything. */
	scope(query: Query, options?: RunOptions): Promise<QueryScope>;
}

/** Of what a query is asked. */
export interface QueryScope extends Pick<QueryMeta, 'visitors'> {
	readonly query: ResolvedQuery;
	/** The same as the compiler takes it, with segments in their place. */
	readonly question: Question;
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

/** The question for the number of visitors of another one, all rows together. */
function wholeOf({ site, range, filters, behaviour, bots, goals, routes, imports }: Question): Question {
	const added = imports?.whole;
	return { ...wholeRange, site, range, filters, behaviour, bots, goals, routes, ...(added && { imports: added }) };
}

/** Under which that number is kept. */
function totalOf({ site, range, filters, bots, goals, routes, imports }: Question): AnswerOf {
	return { key: JSON.stringify([site, range, filters, bots, goals, routes, imports?.whole]), site, span: range };
}

/** Whether a question is answered with one row for all of its range, of own events alone. */
const isWhole = ({ dimensions, buckets, imports, only, offset, limit }: Question): boolean =>
	dimensions.length === 0 && buckets === undefined && imports === undefined && only === undefined && offset === 0 && limit > 0;

export function createQueryEngine({ store, control, settings = noSettings, clock }: QueryEngineDeps): QueryEngine {
	const answers = createAnswerCache<QueryResult>(ANSWERS, { isKept: ({ results }) => results.length <= ROWS });
	const totals = createAnswerCache<{ readonly visitors: number }>(ANSWERS);
	const parts = createParts({ store });
	const patterns = createPatternCheck(store);
	const horizon = createHorizon({ clock });
	const firstEvents = createFirstEvents(store);
	const sumsKnown = createSumsKnown(store);
	const sums = createSumsAnswers(store);
	const merged = createMerge({ store, parts, sums });
	store.onCommit((commit) => {
		for (const [site, { from, to, sums: onlySums }] of commit.sites) {
			answers.touched(site, from, to);
			totals.touched(site, from, to);
			if (onlySums) {
				sumsKnown.touched();
				sums.touched(site);
				continue;
			}
			firstEvents.touched(site, from);
			parts.touched(site, from, to);
			horizon.touched(site, from);
		}
	});

	const siteOf = ({ site_id }: Query): QuerySite => {
		const site = control.findSite(site_id);
		if (site === undefined) throw new FootfallError('unknown_site', { at: 'site_id' });
		return site;
	};
	/** Of all time, the beginning is the one last learned. */
	const resolved = (query: Query): Resolved => {
		const site = siteOf(query);
		const zone = zoneOf(site.timeZone);
		const day = query.include?.imports === true ? sumsKnown.first(site.id) : undefined;
		const first = Math.min(
			firstEvents.known(site.id)?.any ?? site.createdAt,
			day === undefined ? Number.POSITIVE_INFINITY : zone.instant(day * DAY),
			clock(),
		);
		return resolveQuery(query, { site: site.id, zone, now: clock(), first, settings });
	};

	/** Adds the imported sums that answer a question, where they are asked for and there are any. */
	const withImports = async (what: Resolved, signal: AbortSignal | undefined): Promise<Resolved> => {
		const { question, compared, echo } = what;
		if (echo.include.imports !== true) return what;
		const known = await sumsKnown.of(question.site);
		const { human } = known === undefined ? {} : await firstEvents.of(question.site, signal);
		const context = { known, firstEvent: human, zone: zoneOf(echo.time_zone) };
		const added = (to: Question, plan: ImportPlan): Question => ('days' in plan ? { ...to, imports: plan.days } : to);
		const plan = planImports(question, context);
		const other = compared && planImports(compared, context);
		return {
			...what,
			question: added(question, plan),
			compared: compared && other && added(compared, other),
			imports: { plan, compared: other },
		};
	};
	/** Late events, and imports, may make the first event earlier at any time. */
	const learned = async (query: Query, signal: AbortSignal | undefined): Promise<Resolved> => {
		const { id } = siteOf(query);
		if (query.date_range === 'all') {
			await firstEvents.of(id, signal);
			if (query.include?.imports === true) await sumsKnown.of(id);
		}
		const what = await withImports(resolved(query), signal);
		await patterns.check(what.patterns, signal);
		return what;
	};
	/** @param zone The site's, if questions may be answered in two parts. */
	const contextOf = (signal: AbortSignal | undefined, zone?: Zone): AnswerContext => {
		const rowsOf = async (question: Question): Promise<readonly (readonly Cell[])[]> => {
			const cut = zone === undefined ? undefined : cutOf(question, zone);
			if (question.imports !== undefined) return await merged(question, question.imports, cut, signal);
			const found = cut === undefined ? undefined : await parts.rows(question, cut, signal);
			return found ?? (await store.query(compile(question, store.dialect), signal === undefined ? {} : { signal }));
		};
		const countWhole = async (question: Question): Promise<{ visitors: number }> => {
			const { rows } = await ask(wholeOf(question), contextOf(undefined, zone));
			return { visitors: Number(rows[0]?.metrics[0] ?? 0) };
		};
		return {
			store,
			clock,
			async rowsOf(question) {
				const asked = rowsOf(question);
				const at = question.metrics.indexOf('visitors');
				// the lists of a page need the number that its cards ask for, too
				if (isWhole(question) && at >= 0) {
					const taken = async (): Promise<{ visitors: number }> => ({ visitors: Number((await asked)[0]?.[at] ?? 0) });
					totals.shared(totalOf(question), taken).catch(() => {});
				}
				return await asked;
			},
			async totalVisitors(question) {
				const counted = (): Promise<{ visitors: number }> => totals.shared(totalOf(question), () => countWhole(question));
				const { visitors } = await counted().catch((error: unknown) => {
					// whoever asked for the cards may have left
					if (error instanceof FootfallError && error.code === 'query_cancelled') return counted();
					throw error;
				});
				return visitors;
			},
		};
	};
	/** Before the last day of a range, for that of a comparison moves with the clock; undefined where the later part would be the larger one. */
	const cutOf = ({ site, range }: Question, zone: Zone): Instant | undefined => {
		const at = Math.min(horizon.of(site, zone), zone.instant(startOfDay(zone.wall(range.to - 1))));
		return at - range.from >= Math.max(DAY, range.to - at) ? at : undefined;
	};
	const run = (what: Resolved, signal: AbortSignal | undefined): Promise<QueryResult> => {
		const { site } = what.question;
		const zone = zoneOf(what.echo.time_zone);
		const span = spanOf(what);
		const { filters, goals, routes } = what.question;
		const key = JSON.stringify([site, what.echo, what.running, filters, goals, routes, what.imports]);
		// What is over stays as it is: the answer itself is kept.
		const runs = span.to > horizon.of(site, zone);
		return answers.through({ key, site, span }, () => answer(what, contextOf(signal, runs ? zone : undefined)));
	};

	return {
		parse: parseQuery,
		run: async (query, { signal } = {}) => await run(await learned(query, signal), signal),
		async tail(query, previous, touchedFrom, { signal } = {}) {
			const what = await learned(query, signal);
			return (await answerTail(what, previous, touchedFrom, contextOf(signal))) ?? (await run(what, signal));
		},
		resolve: (query) => resolved(query).echo,
		async scope(query, { signal } = {}) {
			const { echo, question } = await learned(query, signal);
			const asksDaily = async (): Promise<boolean> => {
				const [row] = await store.query(compileDaily(question, store.dialect), signal === undefined ? {} : { signal });
				return Number(row?.[0]) > 0;
			};
			return { query: echo, question, visitors: question.oneDay || !(await asksDaily()) ? 'distinct' : 'sum_of_days' };
		},
	};
}

/** All time that an answer depends on. */
function spanOf({ question, compared }: Resolved): Range {
	const other = compared?.range ?? question.range;
	return { from: Math.min(question.range.from, other.from), to: Math.max(question.range.to, other.to) };
}
