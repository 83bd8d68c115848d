import { type Interval, type MetricName, metrics } from '@footfall/protocol';
import { useApp, useSite } from '../context.ts';
import type { Point } from '../data/series.ts';
import type { Table } from '../format/table.ts';
import { useNoteWords } from '../notes/marklayer.tsx';
import { Save } from '../ui/save.tsx';
import type { Marks } from './marks.ts';

interface ChartTableProps {
	points: readonly Point[];
	metric: MetricName;
	/** What the numbers are called, where it is not what the metric is. */
	name?: string;
	interval: Interval;
	marks: Marks;
	/** Drawn, rather than only there for those who hear the page. */
	visible: boolean;
}

/** The chart's numbers as a table. */
export function ChartTable({ points, metric, name = metrics[metric].label, interval, marks, visible }: ChartTableProps) {
	const { numbers, times, view } = useApp();
	const site = useSite();
	const words = useNoteWords();
	const compared = points.some(({ beforeLabel }) => beforeLabel !== undefined);
	const label = `${name} over time`;
	const noted = marks.size > 0;
	const table = (): Table => ({
		head: ['Time', name, ...(noted ? ['Notes'] : []), ...(compared ? ['Compared with', name] : [])],
		rows: points.map(({ label: time, value, beforeLabel, before }, index) => [
			time,
			value,
			...(noted ? [marks.get(index)?.map(words).join('; ') ?? null] : []),
			...(compared ? [beforeLabel ?? null, before ?? null] : []),
		]),
	});
	return (
		<div class={visible ? 'chart-table' : 'hidden-text'}>
			{visible && (
				<div class="chart-save">
					<Save label={label} name={[site.domain, label, times.range(view.value.range, site.timeZone)]} table={table} />
				</div>
			)}
			<table>
				<caption class="hidden-text">{label}</caption>
				<thead>
					<tr>
						<th scope="col">Time</th>
						<th scope="col">{name}</th>
						{noted && <th scope="col">Notes</th>}
						{compared && <th scope="col">Compared with</th>}
						{compared && <th scope="col">{name}</th>}
					</tr>
				</thead>
				<tbody>
					{points.map(({ label, value, beforeLabel, before, currency, running }, index) => (
						<tr key={label}>
							<th scope="row">
								{times.bucket(label, interval)}
								{running && <em> so far</em>}
							</th>
							<td>{numbers.full(value, metric, currency)}</td>
							{noted && <td>{marks.get(index)?.map(words).join('; ')}</td>}
							{compared && <td>{beforeLabel === undefined ? '' : times.bucket(beforeLabel, interval)}</td>}
							{compared && <td>{numbers.full(before, metric, currency)}</td>}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
