import { metrics, type QueryRow } from '@footfall/protocol';
import { useState } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import { columnsOf } from '../data/columns.ts';
import { type DetailsAsk, detailsQuery } from '../data/queries.ts';
import { fileName, toCsv } from '../format/csv.ts';
import { saveCsv } from '../format/save.ts';
import { asksGoal, dimensionLabel, dimensionPlural } from '../state/filters.ts';
import type { PanelDimension } from '../state/view.ts';
import { Icon } from '../ui/icon.tsx';

/** Rows of one request, and the most that a file holds. */
const PART = 5000;
const MOST = 100_000;

/** Saves all rows of the details, as searched and sorted, as CSV. */
export function DownloadButton({ dimension, ask }: { dimension: PanelDimension; ask: DetailsAsk }) {
	const { api, view, times } = useApp();
	const site = useSite();
	const [state, setState] = useState<'ready' | 'busy' | 'failed'>('ready');
	const columns = columnsOf(dimension, asksGoal(view.value.filters)).details;

	const download = async (): Promise<void> => {
		setState('busy');
		try {
			const rows: QueryRow[] = [];
			for (let offset = 0; offset < MOST; offset += PART) {
				const { results } = await api.query({ ...detailsQuery(site.id, view.value, dimension, ask), pagination: { limit: PART, offset } });
				rows.push(...results);
				if (results.length < PART) break;
			}
			const head = [dimensionLabel(dimension), ...columns.map((metric) => metrics[metric].label)];
			const body = rows.map((row) => [row.dimensions[0] ?? '', ...row.metrics.map((value) => (typeof value === 'number' ? value : null))]);
			saveCsv(toCsv([head, ...body]), fileName(site.domain, dimensionPlural(dimension), times.range(view.value.range, site.timeZone)));
			setState('ready');
		} catch {
			setState('failed');
		}
	};
	return (
		<button type="button" class="button" disabled={state === 'busy'} onClick={() => void download()}>
			<Icon name="download" />
			{{ ready: 'CSV', busy: 'Gathering …', failed: 'Failed, try again' }[state]}
		</button>
	);
}
