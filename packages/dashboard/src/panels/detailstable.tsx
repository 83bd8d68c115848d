import { type MetricName, metrics, type OrderBy } from '@footfall/protocol';
import { useApp } from '../context.ts';
import type { Shown } from '../data/useanswer.ts';
import { dimensionLabel } from '../state/filters.ts';
import type { PanelDimension } from '../state/view.ts';
import { Icon } from '../ui/icon.tsx';
import { ValueCell } from './rows.tsx';

interface TableProps {
	dimension: PanelDimension;
	columns: readonly MetricName[];
	answer: Shown;
	order: OrderBy;
	onOrder(order: OrderBy): void;
}

/** The rows of the details; a click on a column's head sorts by it. */
export function DetailsTable({ dimension, columns, answer: { result }, order, onOrder }: TableProps) {
	const { numbers } = useApp();
	const rows = result?.results ?? [];
	const first = result?.query.metrics.indexOf(columns[0] ?? 'visitors') ?? 0;
	const numberAt = (metricsOfRow: (typeof rows)[number]['metrics'], at: number): number => {
		const value = metricsOfRow[at];
		return typeof value === 'number' ? value : 0;
	};
	const max = Math.max(0, ...rows.map((row) => numberAt(row.metrics, first)));
	return (
		<table class="rows details-rows" style={{ '--metrics': columns.length }}>
			<thead>
				<tr>
					<SortHead name={dimension} label={dimensionLabel(dimension)} order={order} onOrder={onOrder} start="asc" />
					{columns.map((metric) => (
						<SortHead
							key={metric}
							name={metric}
							label={metrics[metric].label}
							about={metrics[metric].definition}
							order={order}
							onOrder={onOrder}
							start="desc"
						/>
					))}
				</tr>
			</thead>
			<tbody>
				{rows.map((row) => (
					<tr key={row.dimensions[0] ?? ''}>
						<td class="rows-label">
							<ValueCell dimension={dimension} value={row.dimensions[0] ?? ''} share={max === 0 ? 0 : numberAt(row.metrics, first) / max} />
						</td>
						{columns.map((metric) => {
							const value = row.metrics[result?.query.metrics.indexOf(metric) ?? -1];
							return (
								<td key={metric} title={numbers.full(value, metric)}>
									{numbers.short(value, metric)}
								</td>
							);
						})}
					</tr>
				))}
				{result !== undefined && rows.length === 0 && (
					<tr>
						<td class="details-none" colSpan={columns.length + 1}>
							<p class="note">Nothing found.</p>
						</td>
					</tr>
				)}
				{result === undefined &&
					Array.from({ length: 12 }, (_, index) => (
						<tr key={index}>
							<td class="rows-label" colSpan={columns.length + 1}>
								<span class="skeleton details-skeleton" />
							</td>
						</tr>
					))}
			</tbody>
		</table>
	);
}

interface SortHeadProps {
	name: OrderBy[0];
	label: string;
	about?: string;
	order: OrderBy;
	start: OrderBy[1];
	onOrder(order: OrderBy): void;
}

function SortHead({ name, label, about, order, start, onOrder }: SortHeadProps) {
	const [by, direction] = order;
	const mine = by === name;
	const next = mine ? (direction === 'asc' ? 'desc' : 'asc') : start;
	return (
		<th
			scope="col"
			class={start === 'asc' ? 'rows-label' : undefined}
			aria-sort={mine ? (direction === 'asc' ? 'ascending' : 'descending') : 'none'}
		>
			<button type="button" class="sort" onClick={() => onOrder([name, next])} title={about}>
				{label}
				<span class={`sort-mark${mine ? ` sort-${direction}` : ''}`} aria-hidden="true">
					<Icon name="down" />
				</span>
			</button>
		</th>
	);
}
