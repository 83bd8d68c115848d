import { type EventRecord, eventColumns, meaningOf, pageOf, VISIT_GAP_MS } from '@footfall/protocol';
import type { LoggedEntry } from '../log/log.ts';
import type { Need, Quarantined, StoredEvent } from '../store/store.ts';
import { linkOf } from './clients.ts';
import { type Fault, parseRecord } from './parse.ts';
import { createSiteMap } from './siteMap.ts';

/** A quarantined entry is kept up to this length, in characters: longer than the collector lets any event be. */
const KEPT = 65_536;

/** What a repeated delivery has in common with the first, however late and from wherever it comes. */
function content({ name, dims, props, revenue }: Pick<StoredEvent, 'name' | 'dims' | 'props' | 'revenue'>): string {
	return JSON.stringify([
		name,
		eventColumns.map((column) => dims[column] ?? ''),
		props ?? null,
		revenue?.amount ?? null,
		revenue?.currency ?? null,
	]);
}

/** An entry of the log, read: what can be used, or what is wrong with it. */
export interface ReadEntry extends LoggedEntry {
	readonly record: EventRecord | Fault;
}

export const readEntry = ({ offset, value }: LoggedEntry): ReadEntry => ({ offset, value, record: parseRecord(value) });

function quarantine({ offset, value }: LoggedEntry, reason: Fault): Quarantined {
	return {
		offset,
		reason,
		value: value
			.slice(0, KEPT)
			.replaceAll('\0', '')
			.replace(/[\ud800-\udfff]/gu, '\ufffd'),
	};
}

/** What can be used of the entries, and what cannot, with its reason. */
export function sortOut(entries: readonly ReadEntry[]): { records: EventRecord[]; quarantined: Quarantined[] } {
	const records: EventRecord[] = [];
	const quarantined: Quarantined[] = [];
	for (const entry of entries) {
		if (typeof entry.record === 'string') quarantined.push(quarantine(entry, entry.record));
		else records.push(entry.record);
	}
	return { records, quarantined };
}

/** Drops what is repeated within the batch or stored already: the first wins. */
export function dedupe(
	records: readonly EventRecord[],
	stored: readonly StoredEvent[],
): { fresh: EventRecord[]; duplicates: number; conflicts: number } {
	const known = createSiteMap<Pick<StoredEvent, 'name' | 'dims' | 'props' | 'revenue'>>();
	for (const event of stored) known.set(event.site, event.id, event);
	const fresh: EventRecord[] = [];
	let conflicts = 0;
	for (const record of records) {
		const first = known.get(record.site, record.id);
		if (first === undefined) {
			known.set(record.site, record.id, record);
			fresh.push(record);
		} else if (content(first) !== content(record)) conflicts++;
	}
	return { fresh, conflicts, duplicates: records.length - fresh.length - conflicts };
}

/** What `dedupe` and `fold` have to know of the past. */
export function neededBy(records: readonly EventRecord[]): Need {
	const ids = createSiteMap<Need['ids'][number]>();
	const pages = createSiteMap<Need['pages'][number]>();
	const visitors = createSiteMap<Need['visitors'][number]>();
	let some = false;
	let from = Number.POSITIVE_INFINITY;
	let to = Number.NEGATIVE_INFINITY;
	for (const record of records) {
		const { id, site, name, time, visitor } = record;
		ids.set(site, id, { site, id });
		const extending = meaningOf(name, record.interactive).extends;
		if (!extending || name === 'pageview') {
			const page = pageOf(id);
			pages.set(site, page, { site, page });
		}
		const link = linkOf(record);
		if (!extending && !link) continue;
		some = true;
		visitors.set(site, visitor, { site, visitor });
		if (link) visitors.set(site, link.before, { site, visitor: link.before });
		// a link joins what lies up to a gap before and after its midnight, which is itself up to a gap away from the event
		const reach = link ? 2 * VISIT_GAP_MS : VISIT_GAP_MS;
		from = Math.min(from, time - reach);
		to = Math.max(to, time + reach);
	}
	return { ids: [...ids.values()], pages: [...pages.values()], visitors: [...visitors.values()], from: some ? from : 0, to: some ? to : 0 };
}
