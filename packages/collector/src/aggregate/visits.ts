import { BOUNCE_ENGAGED_MS, type EventRecord, meaningOf, VISIT_GAP_MS, visitColumns } from '@footfall/protocol';
import type { Moment, VisitRow } from '../store/store.ts';

/**
 * Where a visit begins and ends.
 *
 * A visitor's visits are the connected components of their visit-extending events, two events being connected when no more than
 * `VISIT_GAP_MS` lies between them. One more event can therefore create a visit, lengthen one, or join two; it can never split one. So a
 * visit is a value that can be merged: `mergeVisits` is associative and commutative, `visitOf` an event is a visit of its own, and any
 * order in which events and parts of visits are put together gives the same visits. Nothing has to be kept but the visits themselves.
 *
 * Where two events of one visit fall on the same millisecond, their values decide, so that even then the order of arrival does not.
 */
export type Visit = Omit<VisitRow, 'bounce'>;

const HASH_BITS = 22n;

/** 22 bits that spread visits which begin in the same millisecond (FNV-1a, mixed as MurmurHash3 ends). */
function hash22(text: string): number {
	let h = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (h ^ (h >>> 16)) >>> 10;
}

/**
 * The id of a visit that begins with this event: start ms × 2^22 + 22 bits of a hash. The least of the ids of a visit's events is its own,
 * so ids need no counter and say when the visit began.
 */
export function visitId(event: Pick<EventRecord, 'site' | 'id' | 'time'>): bigint {
	return (BigInt(event.time) << HASH_BITS) | BigInt(hash22(`${event.site} ${event.id}`));
}

/** The visit that one visit-extending event makes by itself. */
export function visitOf(event: EventRecord): Visit {
	const { counts, interactive } = meaningOf(event.name, event.interactive);
	const page = event.name === 'pageview' ? { time: event.time, value: event.dims.pathname ?? '' } : undefined;
	return {
		visit: visitId(event),
		site: event.site,
		visitor: event.visitor,
		persistent: event.persistent === true,
		dims: event.dims,
		start: event.time,
		last: event.time,
		finish: event.time,
		pageviews: page ? 1 : 0,
		events: counts ? 1 : 0,
		interactive: interactive ? 1 : 0,
		engaged: 0,
		bot: event.bot,
		entry: page,
		exit: page,
		user: event.user === undefined ? undefined : { time: event.time, value: event.user },
	};
}

function earlier(a: Moment | undefined, b: Moment | undefined): Moment | undefined {
	if (!a || !b) return a ?? b;
	return a.time < b.time || (a.time === b.time && a.value <= b.value) ? a : b;
}

function later(a: Moment | undefined, b: Moment | undefined): Moment | undefined {
	if (!a || !b) return a ?? b;
	return a.time > b.time || (a.time === b.time && a.value >= b.value) ? a : b;
}

/** Saturating sums are still sums: any order gives the same. Over 49 days in one visit is somebody's joke. */
const addEngaged = (a: number, b: number): number => Math.min(a + b, 0xffff_ffff);

const identity = ({ visitor, persistent, dims }: Visit): string =>
	JSON.stringify([visitor, persistent, ...visitColumns.map((name) => dims[name])]);

/** Whose first event is the visit's: the one with the lesser id; what is equal even in its hash is told apart by what it says. */
function beginsFirst(a: Visit, b: Visit): boolean {
	return a.visit < b.visit || (a.visit === b.visit && identity(a) <= identity(b));
}

/** Two parts of one visit, put together. */
export function mergeVisits(a: Visit, b: Visit): Visit {
	const { visit, site, visitor, persistent, dims, start } = beginsFirst(a, b) ? a : b;
	return {
		visit,
		site,
		visitor,
		persistent,
		dims,
		start,
		last: Math.max(a.last, b.last),
		finish: Math.max(a.finish, b.finish),
		pageviews: a.pageviews + b.pageviews,
		events: a.events + b.events,
		interactive: a.interactive + b.interactive,
		engaged: addEngaged(a.engaged, b.engaged),
		bot: Math.max(a.bot, b.bot),
		entry: earlier(a.entry, b.entry),
		exit: later(a.exit, b.exit),
		user: later(a.user, b.user),
	};
}

/** The row of a visit whose page views were looked at for `more` ms more than it knew, the last of them until `until`. */
export function visitRow(visit: Visit, more = 0, until = 0): VisitRow {
	const engaged = addEngaged(visit.engaged, more);
	return {
		...visit,
		engaged,
		finish: Math.max(visit.finish, until),
		bounce: visit.pageviews === 1 && visit.interactive === 0 && engaged < BOUNCE_ENGAGED_MS,
	};
}

/** Parts of one visitor's visits, put together where no more than the gap lies between them; each list is one visit, in order of time. */
export function cutVisits<Part extends { readonly visit: Visit }>(parts: readonly Part[]): Part[][] {
	const visits: Part[][] = [];
	let last = Number.NEGATIVE_INFINITY;
	for (const part of [...parts].sort((a, b) => a.visit.start - b.visit.start)) {
		const current = visits.at(-1);
		if (current && part.visit.start - last <= VISIT_GAP_MS) current.push(part);
		else visits.push([part]);
		last = Math.max(last, part.visit.last);
	}
	return visits;
}
