import { type EventRecord, pageOf } from '@footfall/protocol';
import type { Link, Need, NewEvent, PageTotals, Recalled, StoreBatch, VisitRow } from '../../store/store.ts';

type Fold = Pick<StoreBatch, 'events' | 'totals' | 'opened' | 'grown' | 'moved' | 'joined' | 'links'>;
interface Row {
	record: EventRecord;
	visit: VisitRow | null;
	totals: PageTotals;
}

/** `recall` and the changes of `write` on plain arrays, for tests of the fold alone. Gives no more than was asked for. */
export function createMemoryStore() {
	const rows: Row[] = [];
	const visits = new Map<bigint, VisitRow>();
	const links: Link[] = [];
	const is = (site: string, id: string) => (row: Row) => row.record.site === site && row.record.id === id;

	function linksFrom(visitors: Need['visitors']): Link[] {
		const known = new Set(visitors.map(({ site, visitor }) => `${site} ${visitor}`));
		const found = new Set<Link>();
		for (let size = -1; size !== known.size; ) {
			size = known.size;
			for (const link of links) {
				const ends = [`${link.site} ${link.visitor}`, `${link.site} ${link.before}`];
				if (!ends.some((end) => known.has(end))) continue;
				found.add(link);
				for (const end of ends) known.add(end);
			}
		}
		return [...found];
	}

	return {
		rows,
		visits,
		recall({ ids, pages, visitors, from, to }: Need): Recalled {
			const known = linksFrom(visitors);
			const who = new Set([
				...visitors.map(({ site, visitor }) => `${site} ${visitor}`),
				...known.flatMap(({ site, visitor, before }) => [`${site} ${visitor}`, `${site} ${before}`]),
			]);
			const ofPages = rows.filter(({ record }) => pages.some(({ site, page }) => site === record.site && page === pageOf(record.id)));
			const views = ofPages.filter(({ record }) => record.name === 'pageview');
			const ofViews = new Set(views.map(({ visit }) => visit?.visit));
			return {
				events: rows.filter(({ record }) => ids.some(({ site, id }) => is(site, id)({ record } as Row))).map(({ record }) => record),
				views: views.flatMap(({ record: { site, id, time }, visit, totals }) =>
					visit ? [{ site, id, time, visit: visit.visit, totals }] : [],
				),
				waiting: ofPages
					.filter(({ visit }) => visit === null)
					.map(({ record: { site, id, time, totals } }) => ({ site, id, time, totals: totals ?? {} })),
				visits: [...visits.values()].filter(
					(visit) => ofViews.has(visit.visit) || (who.has(`${visit.site} ${visit.visitor}`) && visit.last >= from && visit.start <= to),
				),
				links: known,
			};
		},
		apply({ events, totals, opened, grown, moved, joined, links: added }: Fold): void {
			for (const { from } of moved) visits.delete(from.visit);
			for (const visit of [...opened, ...grown]) visits.set(visit.visit, visit);
			for (const row of rows) {
				const move = moved.find(({ from }) => from.visit === row.visit?.visit);
				const join = joined.find(({ site, id }) => is(site, id)(row));
				row.visit = move?.to ?? join?.visit ?? (row.visit && (visits.get(row.visit.visit) ?? null));
				row.totals = totals.find(({ site, id }) => is(site, id)(row))?.totals ?? row.totals;
			}
			rows.push(...events.map(({ record, visit, totals: own }: NewEvent): Row => ({ record, visit, totals: own ?? {} })));
			links.push(...added);
		},
	};
}
