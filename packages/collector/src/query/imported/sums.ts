import { FootfallError } from '@footfall/protocol';
import type { Dialect, Statement, StoreReader } from '../../store/store.ts';
import { createAnswerCache } from '../answerCache.ts';
import { bucketSql } from '../buckets.ts';
import { columnOf, type DimensionColumn } from '../columns.ts';
import { filterSql } from '../filters.ts';
import type { AggregateName } from '../metrics.ts';
import { createParams } from '../params.ts';
import { isTime, type Question } from '../question.ts';
import { type Groups, readSums } from '../tally.ts';
import type { ImportedDays } from './plan.ts';

/** Groups of one answer; more cannot be put together in memory. */
export const MOST_GROUPS = 200_000;
/** Groups kept in all. */
const KEPT_GROUPS = 100_000;

/** How the aggregates of which metrics are made come out of sums; visits' durations are in milliseconds everywhere else. */
const sqlOf: Partial<Record<AggregateName, (table: ImportedDays['table']) => string>> = {
	visitors: () => 'sum(e.visitors)',
	visits: () => 'sum(e.visits)',
	begun: () => 'sum(e.visits)',
	bounces: () => 'sum(e.bounces)',
	duration: () => 'sum(e.visit_duration) * 1000',
	pageviews: () => 'sum(e.pageviews)',
	events: (table) => (table === 'custom_events' ? 'sum(e.events)' : 'sum(e.pageviews)'),
};

/** Compiles the imported sums of a question: its dimensions as stored, and the aggregates, NULL where they are not said. */
export function compileSums(question: Question, days: ImportedDays, aggregates: readonly AggregateName[], dialect: Dialect): Statement {
	const { site, dimensions, filters, buckets } = question;
	const { table, from, to, starts } = days;
	const { bind, values } = createParams();
	const sqlIn = (column: DimensionColumn): string => (column.onlyInVisits ? `e.${column.stored}` : column.onEvents(bind, dialect));
	const inBuckets = buckets && starts && { ...buckets, starts };
	const keys = dimensions.map((name, index) => {
		const sql = isTime(name)
			? inBuckets === undefined
				? '0'
				: bucketSql(inBuckets, 'e.day', dialect.divide)
			: sqlIn(columnOf(name, question));
		return `${sql} AS k${index}`;
	});
	const sums = aggregates.map((name, index) => `${sqlOf[name]?.(table) ?? 'NULL'} AS a${index}`);
	const done = (): never => {
		throw new TypeError('sums do not know what visitors did');
	};
	const where = filterSql(filters, { sqlOf: sqlIn, bind, dialect, terms: question, done });
	const groupBy = keys.length === 0 ? '' : ` GROUP BY ${keys.map((_, index) => `k${index}`).join(', ')}`;
	const sql = [
		`SELECT ${[...keys, ...sums].join(', ')}`,
		`FROM imported e WHERE e.site = ${bind(site)} AND e.kind = ${bind(table)} AND e.day BETWEEN ${bind(from)} AND ${bind(to)} AND e.visitors > 0 AND (${where})`,
		`${groupBy} HAVING count(*) > 0 LIMIT ${MOST_GROUPS + 1}`,
	].join('\n');
	return { sql, params: values };
}

/** Answers questions from imported sums; what was answered is kept until sums come or go. */
export interface SumsAnswers {
	/** @throws {FootfallError} `overloaded` where there are more groups than can be put together. */
	groups(question: Question, days: ImportedDays, aggregates: readonly AggregateName[], signal?: AbortSignal): Promise<Groups>;
	/** Sums of a site were committed. */
	touched(site: string): void;
}

export function createSumsAnswers(store: Pick<StoreReader, 'query' | 'dialect'>): SumsAnswers {
	const kept = createAnswerCache<Groups>(KEPT_GROUPS, { weightOf: ({ groups }) => 1 + groups.size });
	return {
		async groups(question, days, aggregates, signal) {
			const { site, dimensions, filters, goals, routes } = question;
			const key = JSON.stringify([site, days, dimensions, filters, goals, routes, aggregates]);
			return await kept.through({ key, site, span: { from: 0, to: 1 } }, async () => {
				const rows = await store.query(compileSums(question, days, aggregates, store.dialect), signal === undefined ? {} : { signal });
				if (rows.length > MOST_GROUPS) throw tooMany();
				return readSums(rows, dimensions.length, aggregates);
			});
		},
		touched: (site) => kept.touched(site, 0, 1),
	};
}

export const tooMany = (): FootfallError =>
	new FootfallError('overloaded', {
		message: `There are more than ${MOST_GROUPS} rows to add imported sums to. Ask for fewer dimensions, or without include.imports.`,
	});
