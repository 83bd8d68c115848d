import { BOT_SCORE, type EventRecord, meaningOf, pageOf, pageTotals } from '@footfall/protocol';
import type { Link, NewEvent, PageTotals, Recalled, StoreBatch, StoredView, VisitRow, WaitingEvent } from '../store/store.ts';
import { type Clients, joinClients, linkKey, linkOf } from './clients.ts';
import { createSiteMap, type SiteMap } from './siteMap.ts';
import { cutVisits, mergeVisits, type Visit, visitOf, visitRow } from './visits.ts';

/** What new events change, given what is stored of their visitors and pages. */
export type Changes = Pick<StoreBatch, 'events' | 'totals' | 'opened' | 'grown' | 'moved' | 'joined' | 'links'>;

/** A visit as it is after the batch. */
interface Whole {
	readonly visit: Visit;
	/** The stored visits that it is made of. */
	readonly stored: readonly VisitRow[];
	changed: boolean;
	/** What its page views were looked at beyond what is stored, ms; and the end of the last of it. */
	more: number;
	until: number;
	row: VisitRow | undefined;
}

interface Part {
	readonly visit: Visit;
	readonly record?: EventRecord;
	readonly stored?: VisitRow;
}

interface View {
	readonly id: string;
	readonly time: number;
	readonly whole: Whole;
	readonly record?: EventRecord;
	readonly stored?: StoredView;
}

interface Page {
	readonly site: string;
	/** One, unless a sender uses its page-view ids twice; then each has the page's totals. */
	readonly views: View[];
	readonly waiting: WaitingEvent[];
	totals: PageTotals;
}

const isStored = ({ visit, stored }: Whole): boolean => stored.some((part) => part.visit === visit.visit);
const extendsVisit = (record: EventRecord): boolean => meaningOf(record.name, record.interactive).extends;

/**
 * Folds events into what is stored: pure, and the same whatever the order of the events and however they are split into batches.
 *
 * @param records not stored yet, each (site, id) once
 * @param past what `neededBy(records)` recalls
 */
export function fold(records: readonly EventRecord[], past: Omit<Recalled, 'events'>): Changes {
	const links = newLinks(records, past.links);
	const clients = joinClients([...past.links, ...links]);
	const { wholes, ofRecord, ofStored, derived } = putTogether(records, past.visits, clients);
	const pages = gatherPages(records, past, ofRecord, ofStored);
	const totals = spreadTotals(pages.values());

	for (const whole of wholes) whole.row = visitRow(whole.visit, whole.more, whole.until);
	const pageVisit = (site: string, id: string): VisitRow | null => pages.get(site, pageOf(id))?.views[0]?.whole.row ?? null;
	return {
		events: records.map((record): NewEvent => {
			const visit = extendsVisit(record) ? (ofRecord.get(record)?.row ?? null) : pageVisit(record.site, record.id);
			const page = record.name === 'pageview' ? pages.get(record.site, pageOf(record.id)) : undefined;
			return page ? { record, visit, totals: page.totals } : { record, visit };
		}),
		totals,
		opened: wholes.flatMap((whole) => (whole.row && !isStored(whole) ? [whole.row] : [])),
		grown: wholes.flatMap((whole) => (whole.row && whole.changed && isStored(whole) ? [whole.row] : [])),
		moved: wholes.flatMap(({ stored, row }) =>
			row ? stored.filter(({ visit }) => visit !== row.visit).map((from) => ({ from, to: row })) : [],
		),
		joined: [...pages.values()].flatMap(({ waiting }) =>
			waiting.flatMap(({ site, id }) => {
				const visit = pageVisit(site, id);
				return visit ? [{ site, id, visit }] : [];
			}),
		),
		links: [...links, ...derived],
	};
}

function newLinks(records: readonly EventRecord[], known: readonly Link[]): Link[] {
	const seen = new Set(known.map(linkKey));
	return records.flatMap((record) => {
		const link = linkOf(record);
		if (!link || seen.has(linkKey(link))) return [];
		seen.add(linkKey(link));
		return [link];
	});
}

/** Stored visits and new events → visits. A client's bot traffic and its other traffic never share one. */
function putTogether(records: readonly EventRecord[], stored: readonly VisitRow[], clients: Clients) {
	const groups = new Map<string, Part[]>();
	const put = (part: Part): void => {
		const { site, visitor, bot } = part.visit;
		const key = `${bot >= BOT_SCORE ? 'bot' : 'person'} ${clients.nameOf(site, visitor)}`;
		const group = groups.get(key);
		if (group) group.push(part);
		else groups.set(key, [part]);
	};
	for (const visit of stored) put({ visit, stored: visit });
	for (const record of records) if (extendsVisit(record)) put({ visit: visitOf(record), record });

	const wholes: Whole[] = [];
	const ofRecord = new Map<EventRecord, Whole>();
	const ofStored = new Map<bigint, Whole>();
	const derived: Link[] = [];
	for (const [key, group] of groups) {
		const known = clients.linksOf(key.slice(key.indexOf(' ') + 1));
		for (const parts of cutVisits(group)) {
			const whole: Whole = {
				visit: parts.map(({ visit }) => visit).reduce(mergeVisits),
				stored: parts.flatMap((part) => part.stored ?? []),
				changed: parts.length > 1 || parts[0]?.stored === undefined,
				more: 0,
				until: 0,
				row: undefined,
			};
			wholes.push(whole);
			for (const part of parts) {
				if (part.record) ofRecord.set(part.record, whole);
				if (part.stored) ofStored.set(part.stored.visit, whole);
			}
			derived.push(...shortcuts(whole.visit, known));
		}
	}
	return { wholes, ofRecord, ofStored, derived };
}

/**
 * A visit over several midnights bears the id of its first day's visitor, whose own link is forgotten before the visit ends (a screen in
 * a lobby that reloads all week). So every later day is also linked with that visitor directly.
 */
function shortcuts({ site, visitor, start, last }: Visit, known: readonly Link[]): Link[] {
	const keys = new Set(known.map(linkKey));
	return known.flatMap((link) => {
		const direct = { site, visitor: link.visitor, before: visitor, midnight: link.midnight };
		const needed = start < link.midnight && link.midnight <= last && visitor !== link.visitor && !keys.has(linkKey(direct));
		if (!needed) return [];
		keys.add(linkKey(direct));
		return [direct];
	});
}

/** The page views that are spoken of, stored or new, earliest first, with the greatest of all totals heard of each. */
function gatherPages(
	records: readonly EventRecord[],
	past: Pick<Recalled, 'views' | 'waiting'>,
	ofRecord: ReadonlyMap<EventRecord, Whole>,
	ofStored: ReadonlyMap<bigint, Whole>,
): SiteMap<Page> {
	const pages = createSiteMap<Page>();
	const pageAt = (site: string, id: string): Page => {
		const key = pageOf(id);
		const known = pages.get(site, key);
		if (known) return known;
		const page: Page = { site, views: [], waiting: [], totals: {} };
		pages.set(site, key, page);
		return page;
	};
	for (const stored of past.views) {
		const page = pageAt(stored.site, stored.id);
		const whole = ofStored.get(stored.visit);
		if (whole) page.views.push({ id: stored.id, time: stored.time, whole, stored });
		page.totals = greatest(page.totals, stored.totals);
	}
	for (const event of past.waiting) {
		const page = pageAt(event.site, event.id);
		page.waiting.push(event);
		page.totals = greatest(page.totals, event.totals);
	}
	for (const record of records) {
		const isView = record.name === 'pageview';
		if (!isView && extendsVisit(record)) continue;
		const page = pageAt(record.site, record.id);
		const whole = ofRecord.get(record);
		if (isView && whole) page.views.push({ id: record.id, time: record.time, whole, record });
		if (record.totals) page.totals = greatest(page.totals, record.totals);
	}
	for (const { views } of pages.values()) views.sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
	return pages;
}

/** The greater of each total. */
function greatest(a: PageTotals, b: PageTotals): PageTotals {
	const totals: PageTotals = { ...a };
	for (const name of pageTotals) {
		const value = b[name];
		if (value !== undefined && value > (totals[name] ?? -1)) totals[name] = value;
	}
	return totals;
}

/** Adds to the visits what their page views have been looked at; returns what stored page views have to be told. */
function spreadTotals(pages: Iterable<Page>): Changes['totals'] {
	const changes: Changes['totals'][number][] = [];
	for (const { site, views, totals } of pages) {
		for (const { id, time, whole, stored } of views) {
			const had = stored?.totals ?? {};
			if (stored && pageTotals.some((name) => totals[name] !== had[name])) changes.push({ site, id, time, totals });
			const more = (totals.engaged ?? 0) - (had.engaged ?? 0);
			if (more > 0) {
				whole.more += more;
				whole.until = Math.max(whole.until, time + (totals.engaged ?? 0));
				whole.changed = true;
			}
		}
	}
	return changes;
}
