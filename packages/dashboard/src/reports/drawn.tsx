import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { type Column, ReportTable, SaveRows } from '../reports/table.tsx';
import { Icon } from '../ui/icon.tsx';

interface DrawnProps<Row> {
	/** Names the section, its table and its file. */
	name: string;
	title: ComponentChildren;
	columns: readonly [Column<Row>, ...Column<Row>[]];
	rows: readonly Row[];
	/** The chart. */
	children: ComponentChildren;
}

/** A chart, and the same as a table: always there for those who hear the page, shown instead of the chart to who wants it. */
export function Drawn<Row>({ name, title, columns, rows, children }: DrawnProps<Row>) {
	const [asTable, setAsTable] = useState(false);
	return (
		<section class="sheet report-part" aria-label={name}>
			<header class="report-part-head">
				<h2>{title}</h2>
				<span class="report-buttons">
					<button
						type="button"
						class="icon-button"
						aria-label={`${name} as a table`}
						aria-pressed={asTable}
						onClick={() => setAsTable(!asTable)}
					>
						<Icon name="table" />
					</button>
					<SaveRows name={name} columns={columns} rows={rows} />
				</span>
			</header>
			{!asTable && children}
			<ReportTable caption={name} columns={columns} rows={rows} hidden={!asTable} />
		</section>
	);
}
