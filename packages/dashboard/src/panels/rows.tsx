import { type MetricName, metrics, type QueryResult, type QueryRow } from '@footfall/protocol';
import { ChangeMark } from '../cards/change.tsx';
import { useApp, useSite } from '../context.ts';
import { linkOf } from '../format/links.ts';
import { dimensionLabel, hasValue, toggledValue } from '../state/filters.ts';
import type { PanelDimension } from '../state/view.ts';
import { Icon } from '../ui/icon.tsx';
import { ValueMark } from './valuemark.tsx';

interface RowsProps {
	dimension: PanelDimension;
	result: QueryResult;
	columns: readonly MetricName[];
}

/** A list as a table: each row a bar with its values, a click on it filters the page. */
export function Rows({ dimension, result, columns }: RowsProps) {
	const at = columns.map((metric) => result.query.metrics.indexOf(metric));
	const first = at[0] ?? 0;
	const max = Math.max(0, ...result.results.map((row) => numberAt(row, first)));
	return (
		<table class="rows" data-dimension={dimension}>
			<thead>
				<tr>
					<th scope="col" class="rows-label">
						{dimensionLabel(dimension)}
					</th>
					{columns.map((metric, index) => (
						<th key={metric} scope="col" class={columnClass(columns, index)} title={metrics[metric].definition}>
							{headOf(metric)}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{result.results.map((row) => (
					<Row
						key={row.dimensions[0] ?? ''}
						dimension={dimension}
						row={row}
						columns={columns}
						at={at}
						share={max === 0 ? 0 : numberAt(row, first) / max}
					/>
				))}
			</tbody>
		</table>
	);
}

interface RowProps {
	dimension: PanelDimension;
	row: QueryRow;
	columns: readonly MetricName[];
	at: readonly number[];
	/** 0–1: the length of the bar. */
	share: number;
}

function Row({ dimension, row, columns, at, share }: RowProps) {
	const { numbers } = useApp();
	// Narrow panels leave columns out; a look at the row still tells them.
	const all = columns.map((metric, index) => `${metrics[metric].label}: ${numbers.full(row.metrics[at[index] ?? -1], metric)}`).join('\n');
	return (
		<tr>
			<td class="rows-label">
				<ValueCell dimension={dimension} value={row.dimensions[0] ?? ''} share={share} />
			</td>
			{columns.map((metric, index) => {
				const place = at[index] ?? -1;
				return (
					<td key={metric} class={columnClass(columns, index)} title={all}>
						{index === 0 && <ChangeMark change={row.comparison?.change[place]} metric={metric} />}
						{numbers.short(row.metrics[place], metric)}
					</td>
				);
			})}
		</tr>
	);
}

/** A value with its bar; a click adds it to the filters, or takes it from them. */
export function ValueCell({ dimension, value, share }: { dimension: PanelDimension; value: string; share: number }) {
	const { view, go, labels } = useApp();
	const site = useSite();
	const { filters } = view.value;
	const chosen = hasValue(filters, dimension, value);
	const label = labels.of(dimension, value);
	const link = linkOf(dimension, value, site.domain);
	const toggle = (): void => go({ filters: toggledValue(filters, dimension, value), details: undefined });
	return (
		<span class="value">
			<span class="bar" style={{ width: `${Math.max(share * 100, share > 0 ? 0.5 : 0).toFixed(2)}%` }} />
			<button
				type="button"
				class="value-button"
				aria-pressed={chosen}
				onClick={toggle}
				title={value === label ? label : `${label} (${value})`}
			>
				<ValueMark dimension={dimension} value={value} />
				<bdi class="value-text">{label}</bdi>
			</button>
			{link !== undefined && (
				<a class="value-link" href={link} target="_blank" rel="noopener noreferrer" aria-label={`Open ${label}`}>
					<Icon name="outward" />
				</a>
			)}
		</span>
	);
}

/** What stands over a column: a rate has little room there, and its definition is behind it. */
export function headOf(metric: MetricName): string {
	return metric === 'conversion_rate' || metric === 'group_conversion_rate' ? 'Rate' : metrics[metric].label;
}

/** The first column draws the bars and the last is the share; what lies between gives way on narrow panels. */
function columnClass(columns: readonly MetricName[], index: number): string {
	if (index === 0) return 'rows-main';
	return index === columns.length - 1 ? 'rows-share' : 'rows-side';
}

function numberAt(row: QueryRow, at: number): number {
	const value = row.metrics[at];
	return typeof value === 'number' ? value : 0;
}
