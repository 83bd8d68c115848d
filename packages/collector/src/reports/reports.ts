import type { Query, ReportMeta, ReportScope } from '@footfall/protocol';
import {
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
import { zoneOf } from '../query/zone.ts';
import { answerExperiment } from './experiment.ts';
import { answerFunnel } from './funnel.ts';
import { answerHours } from './hours.ts';
import { answerJourneys } from './journeys.ts';
import { answerOccurrences } from './occurrences.ts';
import { answerPerformance } from './performance.ts';
import { type Report, reportOf } from './report.ts';
import { answerRetention } from './retention.ts';

/** Every report, by the name in its address. */
const reports = {
	funnel: reportOf(parseFunnel, answerFunnel),
	retention: reportOf(parseRetention, answerRetention),
	journeys: reportOf(parseJourneys, answerJourneys),
	performance: reportOf(parsePerformance, answerPerformance),
	experiment: reportOf(parseExperiment, answerExperiment),
	hours: reportOf(parseHours, answerHours),
	occurrences: reportOf(parseOccurrences, answerOccurrences),
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
			const { ask, answer } = reports[name].read(json);
			const { site_id, date_range, filters = [], bots = false } = ask;
			const query: Query = { site_id, date_range, filters, metrics: ['visitors'], include: bots ? { bots } : {} };
			const { question, visitors, query: meant } = await engine.scope(query, { signal });
			const resolved: ReportScope = { date_range: meant.date_range, time_zone: meant.time_zone };
			const site = control.findSite(site_id)?.id ?? site_id;
			const [from, to] = resolved.date_range.map((instant) => Date.parse(instant)) as [number, number];
			const meta: ReportMeta = {
				visitors,
				data_version: store.version(),
				computed_at: new Date(clock()).toISOString(),
			};
			return await answers.through(
				{ key: JSON.stringify([name, ask, from, to, question.filters, question.goals, question.routes]), site, span: { from, to } },
				async () => {
					const own = await answer({
						scope: { site, range: { from, to }, zone: zoneOf(resolved.time_zone), question: { ...question, range: { from, to } } },
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
