import { useState } from 'preact/hooks';
import { readColours } from './colours.ts';
import { createMatrix, type MatrixData } from './matrix.ts';
import { useDrawing } from './usedrawing.ts';

interface MatrixChartProps {
	/** What it shows, for those who hear the page; the numbers are in a table beside it. */
	label: string;
	data: MatrixData;
	/** What a cell says when it is pointed at. */
	tell(index: number): string;
	/** CSS pixels of a row, and the least of a column. */
	row: number;
	column: number;
}

/** A heatmap: cells in rows and columns. */
export function MatrixChart({ label, data, tell, row, column }: MatrixChartProps) {
	const { canvas, drawing } = useDrawing(createMatrix, (matrix, canvas) => matrix.show(data, readColours(canvas)), [data]);
	const [pointed, setPointed] = useState<{ index: number; x: number; y: number } | undefined>(undefined);

	const point = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
		const { left, top } = event.currentTarget.getBoundingClientRect();
		const [x, y] = [event.clientX - left, event.clientY - top];
		const index = drawing.current?.cellAt(x, y) ?? -1;
		setPointed(index < 0 ? undefined : { index, x, y });
	};
	const words = pointed === undefined ? '' : tell(pointed.index);
	return (
		<div class="matrix-scroll">
			<div
				class="matrix"
				style={{ height: `${data.rows.length * row + 30}px`, minWidth: `${data.columns.length * column + 90}px` }}
				role="img"
				aria-label={label}
				onPointerMove={point}
				onPointerDown={point}
				onPointerLeave={() => setPointed(undefined)}
			>
				<canvas ref={canvas} />
				{pointed !== undefined && words !== '' && (
					<div class="matrix-tip" style={{ left: `${pointed.x}px`, top: `${pointed.y}px` }}>
						{words}
					</div>
				)}
			</div>
		</div>
	);
}
