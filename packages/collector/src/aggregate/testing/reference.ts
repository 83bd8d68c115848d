import {
	BOT_SCORE,
	BOUNCE_ENGAGED_MS,
	type EventRecord,
	meaningOf,
	pageOf,
	pageTotals,
	VISIT_GAP_MS,
	visitColumns,
} from '@footfall/protocol';
import type { PageTotals } from '../../store/store.ts';
import { visitId } from '../visits.ts';

/** A visit's row in words that can be compared. */
export interface ExpectedVisit {
	visit: string;
	visitor: string;
	start: number;
	last: number;
	finish: number;
	pageviews: number;
	events: number;
	interactive: number;
	engaged: number;
	bounce: boolean;
	bot: number;
	persistent: boolean;
	entry: string;
	exit: string;
	user: string;
	dims: string;
}

export interface ExpectedEvent {
	id: string;
	visit: string | null;
	visitor: string;
	dims: string;
	totals: PageTotals;
}

/** Absent and empty dimensions are the same. */
export const dimsText = (dims: EventRecord['dims']): string => visitColumns.map((name) => dims[name] ?? '').join('|');

const DAY = 86_400_000;
const extending = (record: EventRecord): boolean => meaningOf(record.name, record.interactive).extends;
/** By time; on the same millisecond by what decides then. */
const by =
	<Value extends string | bigint>(value: (record: EventRecord) => Value) =>
	(a: EventRecord, b: EventRecord): number =>
		a.time - b.time || (value(a) < value(b) ? -1 : 1);
const max = (values: readonly number[], otherwise: number): number => values.reduce((a, b) => Math.max(a, b), otherwise);

/** Lists of hashes that are one client: as many passes as it takes. */
function clientsOf(records: readonly EventRecord[]): Set<string>[] {
	let sets = records.map(({ visitor }) => new Set([visitor]));
	for (const { time, visitor, before } of records) if (before && time % DAY < VISIT_GAP_MS) sets.push(new Set([visitor, before]));
	for (let count = -1; count !== sets.length; ) {
		count = sets.length;
		const merged: Set<string>[] = [];
		for (const set of sets) {
			const same = merged.find((other) => [...set].some((hash) => other.has(hash)));
			if (same) for (const hash of set) same.add(hash);
			else merged.push(new Set(set));
		}
		sets = merged;
	}
	return sets;
}

/**
 * What the tables must hold of one site's events, by the definition read aloud: take all of a client's events, sort them by time, cut
 * where more than 30 minutes lie between two, and count.
 *
 * @param records each id once
 */
export function expectedRows(records: readonly EventRecord[]): { visits: ExpectedVisit[]; events: ExpectedEvent[] } {
	const totalsOf = (record: EventRecord): PageTotals => {
		const totals: PageTotals = {};
		const heard = records.filter((other) => pageOf(other.id) === pageOf(record.id) && (other.name === 'pageview' || !extending(other)));
		for (const name of pageTotals) {
			const values = heard.flatMap(({ totals: said }) => said?.[name] ?? []);
			if (values.length > 0) totals[name] = max(values, 0);
		}
		return totals;
	};
	const visitOfEvent = new Map<EventRecord, ExpectedVisit>();
	const visits: ExpectedVisit[] = [];
	for (const client of clientsOf(records)) {
		for (const bots of [false, true]) {
			const own = records
				.filter((record) => extending(record) && client.has(record.visitor) && record.bot >= BOT_SCORE === bots)
				.sort(by(visitId));
			const cuts = own.flatMap((record, i) => (record.time - (own[i - 1]?.time ?? Number.NEGATIVE_INFINITY) > VISIT_GAP_MS ? [i] : []));
			for (const [i, from] of cuts.entries()) {
				const events = own.slice(from, cuts[i + 1]);
				const visit = count(events, totalsOf);
				visits.push(visit);
				for (const event of events) visitOfEvent.set(event, visit);
			}
		}
	}
	const events = records.map((record): ExpectedEvent => {
		const view = records.find((other) => other.name === 'pageview' && pageOf(other.id) === pageOf(record.id));
		const visit = extending(record) ? visitOfEvent.get(record) : view && visitOfEvent.get(view);
		return {
			id: record.id,
			visit: visit?.visit ?? null,
			visitor: visit?.visitor ?? record.visitor,
			dims: visit?.dims ?? dimsText({}),
			totals: record.name === 'pageview' ? totalsOf(record) : {},
		};
	});
	return { visits, events };
}

function count(events: readonly EventRecord[], totalsOf: (record: EventRecord) => PageTotals): ExpectedVisit {
	const [first] = events;
	if (!first) throw new Error('a visit has an event');
	const views = events.filter(({ name }) => name === 'pageview').sort(by(({ dims }) => dims.pathname ?? ''));
	const users = events.filter(({ user }) => user !== undefined).sort(by(({ user }) => user ?? ''));
	const engagedOf = (view: EventRecord): number => totalsOf(view).engaged ?? 0;
	const interactive = events.filter(({ name, interactive }) => meaningOf(name, interactive).interactive).length;
	const engaged = views.reduce((sum, view) => sum + engagedOf(view), 0);
	const last = max(
		events.map(({ time }) => time),
		0,
	);
	return {
		visit: String(visitId(first)),
		visitor: first.visitor,
		start: first.time,
		last,
		finish: max(
			views.map((view) => view.time + engagedOf(view)),
			last,
		),
		pageviews: views.length,
		events: events.filter(({ name, interactive }) => meaningOf(name, interactive).counts).length,
		interactive,
		engaged,
		bounce: views.length === 1 && interactive === 0 && engaged < BOUNCE_ENGAGED_MS,
		bot: max(
			events.map(({ bot }) => bot),
			0,
		),
		persistent: first.persistent === true,
		entry: views[0]?.dims.pathname ?? '',
		exit: views.at(-1)?.dims.pathname ?? '',
		user: users.at(-1)?.user ?? '',
		dims: dimsText(first.dims),
	};
}
