import { type Action, type Cohort, FootfallError, type RetentionAnswer, type RetentionAsk } from '@footfall/protocol';
import { type Buckets, bucketAt, bucketSql, bucketsOf } from '../query/buckets.ts';
import type { Dialect, Statement } from '../store/store.ts';
import { actionSql } from './action.ts';
import type { ReportContext } from './report.ts';
import { percent } from './rounded.ts';
import { createReportSql, type ReportSql, type Scope } from './scope.ts';

/** Cohorts at most: more nobody can look at. */
const COHORTS = 100;

/** Who can be followed from day to day: the identified by their user, others by a visitor id that outlives the day. */
const PERSON = "CASE WHEN v.user_id <> '' THEN v.user_id ELSE CAST(v.visitor AS VARCHAR) END";
const FOLLOWED = "(v.persistent OR v.user_id <> '')";

/** `person, period`: when somebody did something; a visit counts when it began. */
function doneSql(action: Action | undefined, buckets: Buckets, sql: ReportSql, site: string): string {
	const period = (time: string): string => bucketSql(buckets, time, sql.dialect.divide);
	if (action === undefined)
		return `SELECT DISTINCT ${PERSON} AS person, ${period('v.start')} AS period FROM ${sql.rows('visits')} v WHERE ${sql.visits()} AND ${FOLLOWED}`;
	return `SELECT DISTINCT ${PERSON} AS person, ${period('e.time')} AS period
		FROM ${sql.rows('events')} e JOIN ${sql.dialect.rows('visits', [])} v ON v.visit = e.visit AND v.site = ${sql.bind(site)} WHERE ${sql.events()} AND ${actionSql(action, sql)} AND ${FOLLOWED}`;
}

/** Compiles retention into one statement; its rows: first period, periods later, people. */
export function compileRetention({ cohort, returning }: RetentionAsk, scope: Scope, buckets: Buckets, dialect: Dialect): Statement {
	const sql = createReportSql(scope, dialect);
	return sql.statement(`WITH began AS (SELECT person, min(period) AS first FROM (${doneSql(cohort, buckets, sql, scope.site)}) d GROUP BY person),
		came AS (${doneSql(returning, buckets, sql, scope.site)})
		SELECT first, 0 AS later, count(*) FROM began GROUP BY first
		UNION ALL
		SELECT b.first, c.period - b.first, count(*) FROM came c JOIN began b ON b.person = c.person AND c.period > b.first GROUP BY 1, 2`);
}

/** Compiles how many people can be followed, and how many visitors cannot. */
function compileFollowed(scope: Scope, dialect: Dialect): Statement {
	const sql = createReportSql(scope, dialect);
	return sql.statement(`SELECT count(DISTINCT CASE WHEN ${FOLLOWED} THEN ${PERSON} END), count(DISTINCT CASE WHEN NOT ${FOLLOWED} THEN v.visitor END)
		FROM ${sql.rows('visits')} v WHERE ${sql.visits()}`);
}

/** Answers retention. @throws {FootfallError} `too_many_buckets`. */
export async function answerRetention(ask: RetentionAsk, context: ReportContext): Promise<Omit<RetentionAnswer, 'meta' | 'query'>> {
	const { scope, dialect, now } = context;
	const buckets = bucketsOf(scope.range, ask.interval, scope.zone);
	if (buckets === undefined || buckets.starts.length > COHORTS)
		throw new FootfallError('too_many_buckets', {
			at: 'interval',
			message: `There would be more than ${COHORTS} cohorts; choose longer ones or a shorter range.`,
		});
	const [rows, [followed]] = await Promise.all([
		context.rows(compileRetention(ask, scope, buckets, dialect)),
		context.rows(compileFollowed(scope, dialect)),
	]);
	const last = Math.min(buckets.starts.length - 1, bucketAt(buckets, now));
	const counts = new Map(rows.map(([first, later, people]) => [`${first} ${later}`, Number(people)]));
	const cohorts = buckets.labels.slice(0, last + 1).map((period, first): Cohort => {
		const returned = Array.from({ length: last - first + 1 }, (_, later) => counts.get(`${first} ${later}`) ?? 0);
		return { period, members: returned[0] ?? 0, returned };
	});
	return {
		cohorts,
		mean: meanOf(cohorts),
		followed: Number(followed?.[0] ?? 0),
		left_out: Number(followed?.[1] ?? 0),
		running: now < scope.range.to ? last : null,
	};
}

/** By periods later: all who came back of all who could have. */
function meanOf(cohorts: readonly Cohort[]): (number | null)[] {
	return cohorts.map((_, later) => {
		const old = cohorts.filter(({ returned }) => returned.length > later);
		const sum = (pick: (cohort: Cohort) => number): number => old.reduce((total, cohort) => total + pick(cohort), 0);
		return percent(
			sum(({ returned }) => returned[later] ?? 0),
			sum(({ members }) => members),
		);
	});
}
