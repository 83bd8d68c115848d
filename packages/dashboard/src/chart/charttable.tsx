import { type Interval, type MetricName, metrics } from '@footfall/protocol';
import { useApp } from '../context.ts';
import type { Point } from '../data/series.ts';
import { useNoteWords } from '../notes/marklayer.tsx';
import type { Marks } from './marks.ts';

interface ChartTableProps {
	points: readonly Point[];
	metric: MetricName;
	interval: Interval;
	marks: Marks;
	/** Drawn, rather than only there for those who hear the page. */
	visible: boolean;
}

/** The chart's numbers as a table. */
export function ChartTable({ points, metric, interval, marks, visible }: ChartTableProps) {
	const { numbers, times } = useApp();
	const words = useNoteWords();
	const compared = points.some(({ beforeLabel }) => beforeLabel !== undefined);
	return (
		<div class={visible ? 'chart-table' : 'hidden-text'}>
			<table>
				<caption class="hidden-text">{metrics[metric].label} over time</caption>
				<thead>
					<tr>
						<th scope="col">Time</th>
						<th scope="col">{metrics[metric].label}</th>
						{marks.size > 0 && <th scope="col">Notes</th>}
						{compared && <th scope="col">Compared with</th>}
						{compared && <th scope="col">{metrics[metric].label}</th>}
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
							{marks.size > 0 && <td>{marks.get(index)?.map(words).join('; ')}</td>}
							{compared && <td>{beforeLabel === undefined ? '' : times.bucket(beforeLabel, interval)}</td>}
							{compared && <td>{numbers.full(before, metric, currency)}</td>}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
