import type { Occurrence, OccurrenceKind, OccurrencesAnswer, OccurrencesAsk } from '@footfall/protocol';
import type { Dialect, Statement } from '../store/store.ts';
import type { ReportContext } from './report.ts';
import { createReportSql, type ReportSql, type Scope } from './scope.ts';

const ROWS = 100;

/** Under which names sites send searches, in lower case: our own advice, GA4's, and Plausible's for WordPress. */
const searchEvents = ['search', 'site search', 'view_search_results', 'wp search queries'];
/** And the term with them. */
const searchProps = ['query', 'search_term', 'search_query', 'term', 'q'];

interface Kind {
	/** Condition on an event. */
	readonly which: (sql: ReportSql) => string;
	readonly value: (sql: ReportSql) => string;
	readonly source: (sql: ReportSql) => string;
}

const prop = (sql: ReportSql, key: string): string => sql.valueOf(sql.column(`event:props:${key}`));
const firstOf = (values: readonly string[]): string => `coalesce(${values.map((value) => `nullif(${value}, '')`).join(', ')}, '')`;

const kinds: Record<OccurrenceKind, Kind> = {
	not_found: {
		which: (sql) => `e.counts AND e.name = ${sql.bind('404')}`,
		value: (sql) => firstOf([prop(sql, 'path'), 'e.pathname']),
		source: () => 'e.referrer',
	},
	errors: {
		which: (sql) => `e.name = ${sql.bind('error')}`,
		value: (sql) => prop(sql, 'message'),
		source: (sql) => prop(sql, 'source'),
	},
	searches: {
		which: (sql) => `e.counts AND lower(e.name) IN (${searchEvents.map(sql.bind).join(', ')})`,
		value: (sql) => `lower(trim(${firstOf(searchProps.map((key) => prop(sql, key)))}))`,
		source: () => "''",
	},
};

/** Compiles a list of occurrences into one statement; its rows: value, page, source, events, visitors, last time, events of all values. */
export function compileOccurrences({ kind, limit = ROWS }: OccurrencesAsk, scope: Scope, dialect: Dialect): Statement {
	const sql = createReportSql(scope, dialect);
	const { which, value, source } = kinds[kind];
	const found = `SELECT ${value(sql)} AS value, ${source(sql)} AS source, e.pathname AS page, e.visitor, e.time
		FROM ${sql.rows('events', kind === 'not_found' ? [sql.column('visit:referrer')] : [])} e WHERE ${sql.allEvents()} AND ${which(sql)}`;
	return sql.statement(`WITH ${dialect.once('found', found)},
		pages AS (SELECT value, page, row_number() OVER (PARTITION BY value ORDER BY count(*) DESC, page) AS place FROM found GROUP BY value, page),
		sources AS (SELECT value, source, row_number() OVER (PARTITION BY value ORDER BY count(*) DESC, source) AS place FROM found WHERE source <> '' GROUP BY value, source),
		counted AS (SELECT value, count(*) AS events, count(DISTINCT visitor) AS visitors, max(time) AS last FROM found WHERE value <> '' GROUP BY value)
		SELECT c.value, p.page, coalesce(s.source, ''), c.events, c.visitors, c.last, sum(c.events) OVER ()
		FROM counted c JOIN pages p ON p.value = c.value AND p.place = 1 LEFT JOIN sources s ON s.value = c.value AND s.place = 1
		ORDER BY c.events DESC, c.value LIMIT ${limit}`);
}

/** Answers a list of occurrences. */
export async function answerOccurrences(ask: OccurrencesAsk, context: ReportContext): Promise<Omit<OccurrencesAnswer, 'meta' | 'query'>> {
	const { scope, dialect } = context;
	const rows = await context.rows(compileOccurrences(ask, scope, dialect));
	return {
		rows: rows.map(
			([value, page, source, events, visitors, last]): Occurrence => ({
				value: String(value),
				page: String(page),
				source: String(source),
				events: Number(events),
				visitors: Number(visitors),
				last: scope.zone.iso(Number(last)),
			}),
		),
		events: Number(rows[0]?.[6] ?? 0),
	};
}
