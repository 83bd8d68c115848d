import type { ComponentChildren } from 'preact';
import { useApp, useSite } from '../context.ts';
import { type TableColumn, tableOf } from '../format/table.ts';
import { Icon } from '../ui/icon.tsx';
import { Save } from '../ui/save.tsx';
import { tip } from '../ui/tip.tsx';

export interface Column<Row> extends TableColumn<Row> {
	/** Its definition, as a tooltip. */
	readonly about?: string;
	/** By what its head orders the rows, where they can be. */
	readonly sort?: string;
	/** As the page has it; default `value`. */
	show?(row: Row): ComponentChildren;
}

interface TableProps<Row> {
	caption: string;
	columns: readonly [Column<Row>, ...Column<Row>[]];
	rows: readonly Row[];
	/** Only for those who hear the page, as plain text: what is not seen should not take the focus. */
	hidden?: boolean;
	/** By what the rows are ordered now; with `onOrder`. */
	order?: Order;
	onOrder?(order: Order): void;
}

/** A column's `sort`, and which way. */
export type Order = readonly [sort: string, direction: 'asc' | 'desc'];

/** A report's rows; the first column heads each. */
export function ReportTable<Row>({ caption, columns, rows, hidden = false, order, onOrder }: TableProps<Row>) {
	const [head, ...others] = columns;
	const shown = ({ show, value }: Column<Row>, row: Row): ComponentChildren => (hidden ? undefined : show?.(row)) ?? value(row) ?? '–';
	return (
		<div class={hidden ? 'hidden-text' : 'report-scroll'}>
			<table class="report-table">
				<caption class="hidden-text">{caption}</caption>
				<thead>
					<tr>
						{columns.map(({ label, about = '', sort }) =>
							sort !== undefined && onOrder !== undefined ? (
								<SortHead key={label} label={label} about={about} sort={sort} order={order} onOrder={onOrder} />
							) : (
								<th key={label} scope="col">
									{about === '' || hidden ? (
										label
									) : (
										<button type="button" class="report-about" {...tip(about)}>
											{label}
										</button>
									)}
								</th>
							),
						)}
					</tr>
				</thead>
				<tbody>
					{rows.map((row, index) => (
						<tr key={index}>
							<th scope="row">{shown(head, row)}</th>
							{others.map((column) => (
								<td key={column.label}>{shown(column, row)}</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

interface SortHeadProps {
	label: string;
	about: string;
	sort: string;
	order: Order | undefined;
	onOrder(order: Order): void;
}

/** A head that orders by its column: first the greatest, then the least. */
function SortHead({ label, about, sort, order, onOrder }: SortHeadProps) {
	const direction = order?.[0] === sort ? order[1] : undefined;
	return (
		<th scope="col" aria-sort={direction === undefined ? 'none' : direction === 'asc' ? 'ascending' : 'descending'}>
			<button type="button" class="sort" onClick={() => onOrder([sort, direction === 'desc' ? 'asc' : 'desc'])} {...tip(about)}>
				{label}
				<span class={`sort-mark${direction === undefined ? '' : ` sort-${direction}`}`} aria-hidden="true">
					<Icon name="down" />
				</span>
			</button>
		</th>
	);
}

/** Saves the rows of a table, or those behind a chart, of the site and range on the page. */
export function SaveRows<Row>({ name, columns, rows }: { name: string; columns: readonly TableColumn<Row>[]; rows: readonly Row[] }) {
	const { view, times } = useApp();
	const site = useSite();
	return (
		<Save
			label={name}
			name={[site.domain, name, times.range(view.value.range, site.timeZone)]}
			table={() => tableOf(columns, rows)}
			empty={rows.length === 0}
		/>
	);
}
