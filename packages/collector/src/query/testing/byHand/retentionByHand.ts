import type { RetentionAsk } from '@footfall/protocol';
import { actionHolds } from './actionByHand.ts';
import { calendarOf } from './localTime.ts';
import type { Fact, HandVisit } from './visitsByHand.ts';

/**
 * Retention as the definition reads: by cohort, the people who came back after so many periods.
 *
 * @param facts of the chosen visits, in the range
 * @param persistent whether a visitor id outlives the day
 */
export function retentionByHand(
	facts: readonly Fact[],
	{ interval, cohort, returning }: RetentionAsk,
	{ zone, range: [from, to], persistent }: { zone: string; range: readonly [number, number]; persistent: (visitor: string) => boolean },
) {
	const calendar = calendarOf(zone, interval, from, to);
	const personOf = ({ user, visitor }: HandVisit): string | undefined => (user !== '' ? user : persistent(visitor) ? visitor : undefined);
	const periods = (person: string, action: RetentionAsk['cohort']): number[] =>
		facts
			.filter(({ visit }) => personOf(visit) === person)
			.filter((fact) => (action === undefined ? fact.visit.start >= from : actionHolds(action, fact)))
			.map(({ event, visit }) => calendar.bucketOf(action === undefined ? visit.start : event.time));
	const visits = [...new Set(facts.map(({ visit }) => visit))].filter(({ start }) => start >= from);
	const people = new Set(facts.flatMap(({ visit }) => personOf(visit) ?? []));
	const table = calendar.labels.map(() => calendar.labels.map(() => 0));
	for (const person of people) {
		const joined = periods(person, cohort);
		if (joined.length === 0) continue;
		const first = Math.min(...joined);
		const later = new Set(periods(person, returning).filter((period) => period > first));
		for (const period of [first, ...later]) {
			const row = table[first] as number[];
			row[period - first] = (row[period - first] ?? 0) + 1;
		}
	}
	return {
		labels: calendar.labels,
		table,
		followed: new Set(visits.flatMap((visit) => personOf(visit) ?? [])).size,
		leftOut: new Set(visits.filter((visit) => personOf(visit) === undefined).map(({ visitor }) => visitor)).size,
	};
}
