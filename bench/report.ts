/** One measured number. */
export interface Row {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	/** What is to be reached, `≥ 0.5` or `< 512`, in the row's unit. */
	readonly target?: string;
	readonly note?: string;
}

/** Whether a value reaches its target; undefined when there is none. */
export function reaches({ value, target }: Pick<Row, 'value' | 'target'>): boolean | undefined {
	const found = /^([<>≤≥])\s*([\d\s.]+)$/.exec(target ?? '');
	if (!found) return undefined;
	const limit = Number(found[2]?.replaceAll(/\s/g, ''));
	switch (found[1]) {
		case '<':
			return value < limit;
		case '>':
			return value > limit;
		case '≤':
			return value <= limit;
		default:
			return value >= limit;
	}
}

/** Three digits where they matter, thousands apart: `0.52`, `12.3`, `62 400`. */
export function formatNumber(value: number): string {
	if (!Number.isFinite(value)) return '–';
	const size = Math.abs(value);
	const digits = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : 2;
	return value.toFixed(digits).replaceAll(/\B(?=(\d{3})+(?!\d)(?<!\.\d*))/g, ' ');
}

/** The rows as a table with aligned columns, the numbers to the right. */
export function formatTable(rows: readonly Row[]): string {
	const lines = [
		['', 'measured', 'unit', 'to reach', '', ''],
		...rows.map((row) => {
			const reached = reaches(row);
			return [
				row.name,
				formatNumber(row.value),
				row.unit,
				row.target ?? '',
				reached === undefined ? '' : reached ? 'yes' : 'NO',
				row.note ?? '',
			];
		}),
	];
	const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
	return lines
		.map((line) =>
			line.map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  '),
		)
		.map((line) => line.trimEnd())
		.join('\n');
}

/** Cells in lines of equal columns, the first line being their names; all but the first column stand to the right. */
export function formatGrid(lines: readonly (readonly string[])[]): string {
	const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
	return lines
		.map((line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '))
		.join('\n');
}
