import type { Action, EventRecord, JourneysAsk, PageTotal } from '@footfall/protocol';
import { actionHolds } from './actionByHand.ts';
import { fitsPage } from './goalsByHand.ts';
import { wallText } from './localTime.ts';
import { quantile } from './reference.ts';
import type { Fact, HandVisit } from './visitsByHand.ts';

/** Reports as their definitions read, by plain loops over the events of the chosen visits in the range. */

const byTime = (a: Fact, b: Fact): number => a.event.time - b.event.time;

/** The pages of each visit's way, from the asked page on; `to` looks back. */
export function waysByHand(facts: readonly Fact[], { direction, page, steps = 4 }: JourneysAsk): string[][] {
	const visits = new Map<HandVisit, Fact[]>();
	for (const fact of facts) {
		if (fact.event.name !== 'pageview') continue;
		visits.set(fact.visit, [...(visits.get(fact.visit) ?? []), fact]);
	}
	const ways: string[][] = [];
	for (const views of visits.values()) {
		const pages: string[] = [];
		for (const { event } of views.sort(byTime)) {
			const path = event.dims.pathname ?? '';
			if (pages.at(-1) !== path) pages.push(path);
		}
		if (direction === 'to') pages.reverse();
		const begin = page === undefined ? 0 : pages.findIndex((path) => fitsPage(page, path));
		if (begin >= 0 && pages.length > 0) ways.push(pages.slice(begin, begin + steps));
	}
	return ways;
}

/** Values of a total that page views told. */
export function toldByHand(
	facts: readonly Fact[],
	total: PageTotal,
): { count: number; p75: number | null; p90: number | null; values: number[] } {
	const values = facts.flatMap(({ event, totals }) => (event.name === 'pageview' ? (totals[total] ?? []) : []));
	return { count: values.length, p75: quantile(values, 0.75), p90: quantile(values, 0.9), values };
}

/** By variant: visitors and converted; and those who were shown more than one. */
export function experimentByHand(facts: readonly Fact[], property: string, exposure: string | undefined, goal: Action) {
	const counts = new Map<string, [visitors: number, converted: number]>();
	let mixed = 0;
	for (const visitor of new Set(facts.map(({ visit }) => visit.visitor))) {
		const all = facts.filter(({ visit }) => visit.visitor === visitor).sort(byTime);
		const told = all.filter(({ event }) => {
			const value = event.props?.[property];
			return value !== undefined && value !== null && value !== '' && (exposure === undefined || event.name === exposure);
		});
		const [first] = told;
		if (first === undefined) continue;
		if (told.some(({ event }) => String(event.props?.[property]) !== String(first.event.props?.[property]))) {
			mixed++;
			continue;
		}
		const value = String(first.event.props?.[property]);
		const [visitors, converted] = counts.get(value) ?? [0, 0];
		const reached = all.some((fact) => fact.event.time >= first.event.time && actionHolds(goal, fact));
		counts.set(value, [visitors + 1, converted + (reached ? 1 : 0)]);
	}
	return { counts, mixed };
}

/** By `weekday hour` (0 is Monday): each hour's visitors added up, page views, and how many such hours there were until `end`. */
export function hoursByHand(facts: readonly Fact[], zone: string, from: number, end: number) {
	const nameOf = (text: string): string => `${(new Date(`${text.slice(0, 10)}T00:00Z`).getUTCDay() + 6) % 7} ${Number(text.slice(11, 13))}`;
	const visitors = new Map<string, Set<string>>();
	const pageviews = new Map<string, number>();
	const hours = new Map<string, Set<string>>();
	for (const { event, visit } of facts) {
		const text = wallText(zone, event.time);
		visitors.set(nameOf(text), (visitors.get(nameOf(text)) ?? new Set()).add(`${text.slice(0, 13)} ${visit.visitor}`));
		if (event.name === 'pageview') pageviews.set(nameOf(text), (pageviews.get(nameOf(text)) ?? 0) + 1);
	}
	const looks = end > from ? [end - 1] : [];
	for (let at = from; at < end; at += 900_000) looks.push(at);
	for (const at of looks) {
		const text = wallText(zone, at);
		hours.set(nameOf(text), (hours.get(nameOf(text)) ?? new Set()).add(text.slice(0, 13)));
	}
	return (weekday: number, hour: number) => {
		const name = `${weekday} ${hour}`;
		return { visitors: visitors.get(name)?.size ?? 0, pageviews: pageviews.get(name) ?? 0, hours: hours.get(name)?.size ?? 0 };
	};
}

/** Times and visitors by value, of some events. */
export function countedByHand(
	events: readonly { readonly event: EventRecord; readonly visitor: string }[],
	read: (event: EventRecord) => string,
) {
	const counts = new Map<string, { events: number; visitors: Set<string>; last: number }>();
	for (const { event, visitor } of events) {
		const value = read(event);
		if (value === '') continue;
		const known = counts.get(value) ?? { events: 0, visitors: new Set<string>(), last: 0 };
		counts.set(value, { events: known.events + 1, visitors: known.visitors.add(visitor), last: Math.max(known.last, event.time) });
	}
	return counts;
}
