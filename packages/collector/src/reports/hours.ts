import type { HourOfWeek, HoursAnswer, HoursAsk } from '@footfall/protocol';
import { DAY, HOUR, MINUTE } from '../query/calendar.ts';
import type { Range } from '../query/ranges.ts';
import type { Instant, Zone } from '../query/zone.ts';
import type { Dialect, Statement } from '../store/store.ts';
import type { ReportContext } from './report.ts';
import { createReportSql, type Scope } from './scope.ts';

/** Clocks are changed on quarters of an hour. */
const QUARTER = 15 * MINUTE;
const WEEK = 168;

/** The instants from which on a zone has another offset, the first of them the beginning of the range. */
function offsetsOf({ from, to }: Range, zone: Zone): { readonly at: Instant; readonly offset: number }[] {
	const changes = [{ at: from, offset: zone.offset(from) }];
	// A day without a change is passed over; one with a change is looked at by quarters.
	for (let day = Math.floor(from / DAY) * DAY; day < to; day += DAY) {
		if (zone.offset(day) === zone.offset(day + DAY)) continue;
		for (let at = day; at < day + DAY; at += QUARTER) {
			const offset = zone.offset(at);
			if (at > from && at < to && offset !== changes.at(-1)?.offset) changes.push({ at, offset });
		}
	}
	return changes;
}

/** Compiles the hours into one statement; its rows: hour since the epoch's Monday in local time modulo a week, visitors, pageviews. */
export function compileHours(scope: Scope, dialect: Dialect): Statement {
	const sql = createReportSql(scope, dialect);
	const changes = offsetsOf(scope.range, scope.zone);
	const whens = changes.slice(1).map(({ at }, index) => `WHEN e.time < ${at} THEN ${changes[index]?.offset}`);
	const last = changes.at(-1)?.offset ?? 0;
	const offset = whens.length === 0 ? String(last) : `CASE ${whens.join(' ')} ELSE ${last} END`;
	// The epoch was a Thursday: three days later its week would have begun.
	const hour = dialect.divide(`(e.time + ${offset} + ${3 * DAY})`, HOUR);
	return sql.statement(`SELECT hour % ${WEEK}, count(*), sum(views) FROM (
			SELECT ${hour} AS hour, e.visitor, count(*) FILTER (WHERE e.name = 'pageview') AS views
			FROM ${sql.rows('events')} e WHERE ${sql.events()} GROUP BY 1, 2) h GROUP BY 1`);
}

/** How often each hour of the week has been on the clocks of a zone, in a range so far. */
function hoursIn({ from, to }: Range, zone: Zone): number[] {
	const counts = Array.from({ length: WEEK }, () => 0);
	let before: number | undefined;
	const seen = new Set<number>();
	const note = (at: Instant): void => {
		const hour = Math.floor((zone.wall(at) + 3 * DAY) / HOUR);
		if (hour === before || seen.has(hour)) return;
		before = hour;
		seen.add(hour);
		counts[hour % WEEK] = (counts[hour % WEEK] ?? 0) + 1;
	};
	for (let at = from; at < to; at += QUARTER) note(at);
	if (to > from) note(to - 1);
	return counts;
}

/** Answers the hours of the week. */
export async function answerHours(_: HoursAsk, { scope, dialect, now, rows }: ReportContext): Promise<Omit<HoursAnswer, 'meta' | 'query'>> {
	const found = await rows(compileHours(scope, dialect));
	const byHour = new Map(found.map(([hour, visitors, views]) => [Number(hour), [Number(visitors), Number(views)] as const]));
	const passed = hoursIn({ from: scope.range.from, to: Math.min(scope.range.to, now + 1) }, scope.zone);
	return {
		cells: passed.map((hours, place): HourOfWeek => {
			const [visitors = 0, pageviews = 0] = byHour.get(place) ?? [];
			return { weekday: Math.floor(place / 24), hour: place % 24, visitors, pageviews, hours };
		}),
	};
}
