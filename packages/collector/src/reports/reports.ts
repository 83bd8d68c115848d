import { type Comparison, FootfallError, type Query, type ReportMeta, type ReportScope } from '@footfall/protocol';
import {
	parseCommerce,
	parseExperiment,
	parseFunnel,
	parseHours,
	parseJourneys,
	parseOccurrences,
	parsePerformance,
	parseRetention,
} from '@footfall/protocol/schemas';
import { createAnswerCache } from '../query/answerCache.ts';
import type { QueryEngine, QueryEngineDeps, RunOptions } from '../query/engine.ts';
import type { Range } from '../query/ranges.ts';
import { zoneOf } from '../query/zone.ts';
import { answerCommerce } from './commerce/commerce.ts';
import { answerExperiment } from './experiment.ts';
import { answerFunnel } from './funnel.ts';
import { answerHours } from './hours.ts';
import { answerJourneys } from './journeys.ts';
import { answerOccurrences } from './occurrences.ts';
import { answerPerformance } from './performance.ts';
import { type Report, reportOf } from './report.ts';
import { answerRetention } from './retention.ts';
import type { Scope } from './scope.ts';

/** Every report, by the name in its address. */
const reports = {
	funnel: reportOf(parseFunnel, answerFunnel),
	retention: reportOf(parseRetention, answerRetention),
	journeys: reportOf(parseJourneys, answerJourneys),
	performance: reportOf(parsePerformance, answerPerformance),
	experiment: reportOf(parseExperiment, answerExperiment),
	hours: reportOf(parseHours, answerHours),
	occurrences: reportOf(parseOccurrences, answerOccurrences),
	commerce: reportOf(parseCommerce, answerCommerce, { looksBack: true }),
} as const satisfies Record<string, Report>;

export type ReportName = keyof typeof reports;
export const reportNames = Object.keys(reports) as ReportName[];

/** Answers reports. */
export interface Reports {
	/** @throws {FootfallError} what a query throws, with the place in what was asked. */
	run(name: ReportName, json: unknown, options?: RunOptions): Promise<object>;
}

export interface ReportsDeps extends QueryEngineDeps {
	readonly engine: Pick<QueryEngine, 'run' | 'scope'>;
}

const rangeOf = ([from, to]: readonly [string, string]): Range => ({ from: Date.parse(from), to: Date.parse(to) });
const comparing = (query: Query, comparisons: Comparison): Query => ({ ...query, include: { ...query.include, comparisons } });

/** What is wrong with a comparison is so in another place than in a query. */
function atComparison(error: unknown): never {
	if (!(error instanceof FootfallError) || error.at?.startsWith('include.comparisons') !== true) throw error;
	throw new FootfallError(error.code, { at: error.at.replace('include.comparisons', 'comparison'), message: error.message });
}

/** Answers that are kept. */
const ANSWERS = 100;

/**
 * The engine is asked first: it knows what the range means and who is in it, and refuses what makes no sense. Answers are kept until a commit
 * touches their range.
 */
export function createReports({ store, control, clock, engine }: ReportsDeps): Reports {
	const answers = createAnswerCache<object>(ANSWERS);
	store.onCommit(({ sites }) => {
		for (const [site, { from, to }] of sites) answers.touched(site, from, to);
	});

	return {
		async run(name, json, { signal } = {}) {
			const { looksBack } = reports[name];
			const { ask, answer } = reports[name].read(json);
			const { site_id, date_range, filters = [], bots = false, comparison } = ask;
			const query: Query = { site_id, date_range, filters, metrics: ['visitors'], include: bots ? { bots } : {} };
			const asked = comparison === undefined ? query : comparing(query, comparison);
			const { question, visitors, query: meant } = await engine.scope(asked, { signal }).catch(atComparison);
			const resolved: ReportScope = { date_range: meant.date_range, time_zone: meant.time_zone };
			const site = control.findSite(site_id)?.id ?? site_id;
			const range = rangeOf(resolved.date_range);
			const { from, to } = range;
			const before = meant.comparison_date_range === undefined ? undefined : rangeOf(meant.comparison_date_range);
			const first = looksBack ? 0 : Math.min(from, before?.from ?? from);
			const scopeOf = (part: Range): Scope => ({
				site,
				range: part,
				zone: zoneOf(resolved.time_zone),
				question: { ...question, range: part },
			});
			const meta: ReportMeta = {
				visitors,
				data_version: store.version(),
				computed_at: new Date(clock()).toISOString(),
			};
			return await answers.through(
				{
					key: JSON.stringify([name, ask, from, to, before, question.filters, question.goals, question.routes]),
					site,
					span: { from: first, to: Math.max(to, before?.to ?? to) },
				},
				async () => {
					const own = await answer({
						scope: scopeOf(range),
						before: before === undefined ? undefined : scopeOf(before),
						visitors: async () => Number((await engine.run(query, { signal })).results[0]?.metrics[0] ?? 0),
						dialect: store.dialect,
						now: clock(),
						rows: (statement) => store.query(statement, signal === undefined ? {} : { signal }),
					});
					return { ...own, meta, query: { ...ask, ...resolved } };
				},
			);
		},
	};
}
