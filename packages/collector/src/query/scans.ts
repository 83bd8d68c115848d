import { BOT_SCORE, type Filter, type FilterDimension, VISIT_GAP_MS } from '@footfall/protocol';
import type { Dialect } from '../store/store.ts';
import { bucketSql, shortestBucket } from './buckets.ts';
import { columnOf, type DimensionColumn } from './columns.ts';
import { goalConditions } from './conversion.ts';
import { bothSql, dimensionsIn, type FilterContext, filterSql, nameLeft } from './filters.ts';
import { eventsByGoal, goalSql } from './goals.ts';
import type { Bind } from './params.ts';
import { isTime, type Question } from './question.ts';
import { boundsOf, type Side } from './sides.ts';

/** The rows over which a question's aggregates are taken, as SQL. In all of them the dimensions are the columns k0, k1, … */
export interface Scans {
	readonly keys: readonly string[];
	/**
	 * Visits have to be told from their events: a filter or dimension differs between events of a visit, or a bucket is so short that a visit
	 * may span it without an event in it (its gaps are 30 minutes at most). Otherwise the table `visits` answers alone, at a third of the cost.
	 */
	readonly byEvents: boolean;
	/** `FROM … WHERE …`: the counting events that match, as `e`. */
	matching(): string;
	/** Select list of the keys over `matching`. */
	matchingKeys(): readonly string[];
	/** Visits that match, once for each bucket: keys, visitor, bounce, duration, began. Not with `byEvents`. */
	visitRows(): string;
	/** Visits that began in the range and have a matching event in it, with the columns of `visitRows`; for `byEvents`. */
	begunRows(): string;
	/** Keys and visitor of all that matches; more than once. */
	visitorRows(): string;
	/** Keys, currency, amount, n: sums of the revenue of matching events. */
	revenueRows(): string;
	/** 1 when some visit of the range has a visitor who was known for a day only. */
	dailyVisitors(): string;
	/** 1 when some visit of the range has one who is known for longer. */
	persistentVisitors(): string;
	/** When the first of the visits began that are on the open side, and began before the instant of the cut. */
	crossingSince(): string;
}

/** @param side Only some of the visits; without it all. */
export function createScans(question: Question, dialect: Dialect, bind: Bind, side?: Side): Scans {
	const { range, buckets, dimensions, filters, bots } = question;
	const column = (name: FilterDimension): DimensionColumn => columnOf(name, question);
	const columns = [...dimensions.flatMap((name) => (isTime(name) ? [] : [name])), ...dimensionsIn(filters)].map(column);
	const isShort = (buckets === undefined ? range.to - range.from : shortestBucket(buckets, range)) < VISIT_GAP_MS;

	const keys = dimensions.map((_, index) => `k${index}`);
	const timeKey = keys[dimensions.findIndex(isTime)];
	const otherKeys = keys.filter((key) => key !== timeKey);
	const bucket = (time: string): string => (buckets === undefined ? '0' : bucketSql(buckets, time, dialect.divide));
	const onEvents = (column: DimensionColumn): string => column.onEvents(bind, dialect);
	const onVisits = (column: DimensionColumn): string => column.onVisits();
	const others = (sqlOf: (column: DimensionColumn) => string): string[] =>
		dimensions.flatMap((name, index) => (isTime(name) ? [] : [`${sqlOf(column(name))} AS k${index}`]));
	const matchingKeys = (): string[] => [...others(onEvents), ...(timeKey === undefined ? [] : [`${bucket('e.time')} AS ${timeKey}`])];

	const rows = (table: 'events' | 'visits', looked: readonly DimensionColumn[]): string =>
		dialect.rows(
			table,
			looked.flatMap(({ stored }) => stored ?? []),
		);
	const human = (alias: string): string => (bots ? '' : ` AND ${alias}.bot < ${BOT_SCORE}`);
	const bounds = boundsOf(question, dialect, bind, side);
	const terms = question;
	const joinOf = (looked: readonly DimensionColumn[]): string =>
		looked.some(({ onlyInVisits }) => onlyInVisits)
			? ` JOIN ${dialect.rows('visits', [])} v ON v.visit = e.visit AND ${bounds.visits()}`
			: '';
	/** Whether a visitor did something; a question that asks this is never cut into sides, so that the bounds are those of the whole range. */
	const done =
		(visitor: string) =>
		(filter: Filter): string => {
			const looked = dimensionsIn([filter]).map(column);
			return `${visitor} IN (SELECT e.visitor FROM ${rows('events', looked)} e${joinOf(looked)} WHERE ${bounds.events()} AND e.counts${human('e')} AND (${filterSql([filter], ofEvents)}))`;
		};
	const ofEvents: FilterContext = { sqlOf: onEvents, bind, dialect, terms, done: done('e.visitor') };
	const ofVisits: FilterContext = { ...ofEvents, sqlOf: onVisits, done: done('v.visitor') };
	const goalsLeft = (): string[] =>
		question.goals.map((goal) => {
			const left = nameLeft(goalConditions(filters), goal.name, ofEvents);
			return left === 'FALSE' ? left : bothSql(goalSql(goal, { bind, dialect }), left);
		});
	const matching = (): string => {
		const which = `${bounds.events()} AND e.counts${human('e')}`;
		const events = rows('events', columns);
		const met = dimensions.includes('event:goal') ? eventsByGoal(events, goalsLeft(), which, dialect) : events;
		return `FROM ${met} e${joinOf(columns)} WHERE ${which} AND (${filterSql(filters, ofEvents)})`;
	};
	const visits = (): string =>
		`FROM ${rows('visits', columns)} v WHERE ${bounds.visits()}${human('v')} AND (${filterSql(filters, ofVisits)})`;
	const visit = `v.visitor, v.bounce, v.finish - v.start AS duration, v.start >= ${range.from} AS began`;
	const anyVisit = (which: string): string =>
		`(SELECT count(*) FROM (SELECT 1 FROM ${dialect.rows('visits', [])} v WHERE ${bounds.visits()} AND ${which} LIMIT 1) one)`;
	const byEvents = isShort || columns.some(({ ofEvent }) => ofEvent);
	const scans: Scans = {
		keys,
		byEvents,
		matching,
		matchingKeys,

		visitRows() {
			if (timeKey === undefined) return `SELECT ${[...others(onVisits), visit].join(', ')} ${visits()}`;
			const [first, last] = [bucket(`greatest(v.start, ${range.from})`), bucket(`least(v.last, ${range.to - 1})`)];
			const head = `SELECT ${[...otherKeys, 'visitor', 'bounce', 'duration'].join(', ')}`;
			// Nearly all visits lie in one bucket; only the others are multiplied.
			return `WITH placed AS (SELECT ${[...others(onVisits), `${first} AS first`, `${last} AS last`, visit].join(', ')} ${visits()})
				${head}, began, first AS ${timeKey} FROM placed
				UNION ALL ${head}, FALSE AS began, ${dialect.eachFrom('first + 1', 'last')} AS ${timeKey} FROM placed WHERE last > first`;
		},

		begunRows() {
			const time = timeKey === undefined ? [] : [`${bucket('v.start')} AS ${timeKey}`];
			return `SELECT ${[...otherKeys.map((key) => `found.${key}`), ...time, visit].join(', ')}
				FROM (SELECT DISTINCT ${[...others(onEvents), 'e.visit AS visit'].join(', ')} ${matching()}) found JOIN ${dialect.rows('visits', [])} v ON v.visit = found.visit
				WHERE ${bounds.began()}`;
		},

		visitorRows() {
			if (byEvents) return `SELECT ${[...matchingKeys(), 'e.visitor AS visitor'].join(', ')} ${matching()}`;
			return `SELECT ${[...keys, 'visitor'].join(', ')} FROM (${scans.visitRows()}) r`;
		},

		revenueRows() {
			const sums = ['e.revenue_currency AS currency', 'sum(e.revenue_amount) AS amount', 'count(*) AS n'];
			return `SELECT ${[...matchingKeys(), ...sums].join(', ')} ${matching()} AND e.revenue_amount IS NOT NULL GROUP BY ${[...keys, 'currency'].join(', ')}`;
		},

		dailyVisitors: () => anyVisit('NOT v.persistent'),
		persistentVisitors: () => anyVisit('v.persistent'),
		crossingSince: () => `(SELECT min(v.start) FROM ${dialect.rows('visits', [])} v WHERE ${bounds.crossing()})`,
	};
	return scans;
}
