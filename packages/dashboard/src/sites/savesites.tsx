import { useApp } from '../context.ts';
import type { Site } from '../data/api.ts';
import { siteTotalsQuery } from '../data/queries.ts';
import { cellOf, type Table } from '../format/table.ts';
import { Save } from '../ui/save.tsx';

/** Saves the numbers of sites, also of those that are out of sight and were never asked for. */
export function SaveSites({ sites }: { sites: readonly Site[] }) {
	const { api, view, times } = useApp();
	const { range } = view.value;
	const gather = async (): Promise<Table> => {
		const rows: (string | number | null)[][] = [];
		// One after the other: two hundred sites at once would stand in the way of what is on the screen.
		for (const { id, name, domain } of sites) {
			const row = (await api.query(siteTotalsQuery(id, range))).results[0];
			const [visitors, pageviews] = (row?.metrics ?? []).map(cellOf);
			rows.push([name, domain, visitors ?? null, row?.comparison?.change[0] ?? null, pageviews ?? null]);
		}
		return { head: ['Site', 'Domain', 'Unique visitors', 'Change, %', 'Pageviews'], rows };
	};
	return <Save label="Sites" name={['Sites', times.range(range, 'UTC')]} table={gather} empty={sites.length === 0} />;
}
