import {
	BOT_SCORE,
	BOUNCE_ENGAGED_MS,
	type EventRecord,
	meaningOf,
	type PageTotal,
	pageOf,
	pageTotals,
	VISIT_GAP_MS,
	type VisitColumn,
	visitColumns,
} from '@footfall/protocol';

const DAY = 86_400_000;

/** A visit, with all that is asked of it. Times and lengths in ms. */
export interface HandVisit {
	readonly visitor: string;
	readonly bot: boolean;
	readonly start: number;
	readonly finish: number;
	readonly bounce: boolean;
	/** Of its first event. */
	readonly dims: Readonly<Partial<Record<VisitColumn, string>>>;
	readonly entry: string;
	readonly exit: string;
	readonly user: string;
}

/** A counting event in its visit, with the totals that were heard of it if it is a page view. */
export interface Fact {
	readonly event: EventRecord;
	readonly visit: HandVisit;
	readonly totals: Readonly<Partial<Record<PageTotal, number>>>;
}

const meaning = (event: EventRecord) => meaningOf(event.name, event.interactive);

/**
 * One site's events as facts: all events of a client sorted by time, cut where more than 30 minutes lie between two.
 *
 * @param records each id once; no two of a client at the same millisecond
 */
export function factsOf(records: readonly EventRecord[]): Fact[] {
	const facts: Fact[] = [];
	for (const client of clientsOf(records)) {
		for (const bots of [false, true]) {
			const own = records.filter((event) => client.has(event.visitor) && event.bot >= BOT_SCORE === bots && meaning(event).extends);
			own.sort((a, b) => a.time - b.time);
			let current: EventRecord[] = [];
			for (const [place, event] of own.entries()) {
				current.push(event);
				const next = own[place + 1];
				if (next !== undefined && next.time - event.time <= VISIT_GAP_MS) continue;
				facts.push(...factsOfVisit(current, records));
				current = [];
			}
		}
	}
	return facts;
}

/** Hashes that are one client: a hash and the one of the day before, named by an event of the first half hour of a UTC day. */
function clientsOf(records: readonly EventRecord[]): Set<string>[] {
	const clients: Set<string>[] = [];
	for (const { visitor, before, time } of records) {
		const hashes = before !== undefined && time % DAY < VISIT_GAP_MS ? [visitor, before] : [visitor];
		const same = clients.filter((client) => hashes.some((hash) => client.has(hash)));
		for (const client of same) clients.splice(clients.indexOf(client), 1);
		clients.push(new Set([...hashes, ...same.flatMap((client) => [...client])]));
	}
	return clients;
}

function factsOfVisit(events: readonly EventRecord[], all: readonly EventRecord[]): Fact[] {
	const [first] = events;
	const last = events.at(-1);
	if (first === undefined || last === undefined) throw new Error('a visit has an event');
	const views = events.filter(({ name }) => name === 'pageview');
	let engaged = 0;
	let finish = last.time;
	for (const view of views) {
		const seen = totalsOf(view, all).engaged ?? 0;
		engaged += seen;
		finish = Math.max(finish, view.time + seen);
	}
	const visit: HandVisit = {
		visitor: first.visitor,
		bot: first.bot >= BOT_SCORE,
		start: first.time,
		finish,
		bounce: views.length === 1 && engaged < BOUNCE_ENGAGED_MS && !events.some((event) => meaning(event).interactive),
		dims: Object.fromEntries(visitColumns.map((column) => [column, first.dims[column] ?? ''])),
		entry: views[0]?.dims.pathname ?? '',
		exit: views.at(-1)?.dims.pathname ?? '',
		user: events.findLast(({ user }) => user !== undefined)?.user ?? '',
	};
	return events
		.filter((event) => meaning(event).counts)
		.map((event) => ({ event, visit, totals: event.name === 'pageview' ? totalsOf(event, all) : {} }));
}

/** The greatest of all that was heard of a page view. */
function totalsOf(view: EventRecord, all: readonly EventRecord[]): Fact['totals'] {
	const totals: Partial<Record<PageTotal, number>> = {};
	for (const event of all) {
		if (pageOf(event.id) !== pageOf(view.id) || (event !== view && meaning(event).extends)) continue;
		for (const name of pageTotals) {
			const value = event.totals?.[name];
			if (value !== undefined) totals[name] = Math.max(totals[name] ?? 0, value);
		}
	}
	return totals;
}
