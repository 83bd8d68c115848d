import { metrics, type QueryRow } from '@footfall/protocol';
import { useApp, useSite } from '../context.ts';
import { columnsOf } from '../data/columns.ts';
import { type DetailsAsk, detailsQuery } from '../data/queries.ts';
import { cellOf, type Table } from '../format/table.ts';
import { asksGoal, dimensionLabel, dimensionPlural } from '../state/filters.ts';
import type { PanelDimension } from '../state/view.ts';
import { Save } from '../ui/save.tsx';

/** Rows of one request, and the most that a file holds. */
const PART = 5000;
const MOST = 100_000;

interface SaveDetailsProps {
	dimension: PanelDimension;
	ask: Pick<DetailsAsk, 'search' | 'order'>;
}

/** Saves all rows of the details, as searched and sorted. */
export function SaveDetails({ dimension, ask }: SaveDetailsProps) {
	const { api, view, times } = useApp();
	const site = useSite();
	const columns = columnsOf(dimension, asksGoal(view.value.filters)).details;

	const gather = async (): Promise<Table> => {
		const rows: QueryRow[] = [];
		for (let offset = 0; offset < MOST; offset += PART) {
			const { results } = await api.query({
				...detailsQuery(site.id, view.value, dimension, { ...ask, page: 0 }),
				pagination: { limit: PART, offset },
			});
			rows.push(...results);
			if (results.length < PART) break;
		}
		return {
			head: [dimensionLabel(dimension), ...columns.map((metric) => metrics[metric].label)],
			rows: rows.map((row) => [row.dimensions[0] ?? '', ...row.metrics.map(cellOf)]),
		};
	};
	return (
		<Save
			label={dimensionPlural(dimension)}
			name={[site.domain, dimensionPlural(dimension), times.range(view.value.range, site.timeZone)]}
			table={gather}
		/>
	);
}
