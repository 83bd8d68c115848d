import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../context.ts';
import { readColours } from './colours.ts';
import { createMatrix, type Matrix, type MatrixData } from './matrix.ts';

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
	const { theme } = useApp();
	const canvas = useRef<HTMLCanvasElement>(null);
	const matrix = useRef<Matrix>(undefined);
	const [pointed, setPointed] = useState<{ index: number; x: number; y: number } | undefined>(undefined);
	const shade = theme.shade.value;
	useEffect(() => {
		if (canvas.current === null) return undefined;
		const made = createMatrix(canvas.current);
		matrix.current = made;
		return () => {
			matrix.current = undefined;
			made.destroy();
		};
	}, []);
	useEffect(() => {
		if (canvas.current !== null) matrix.current?.show(data, readColours(canvas.current));
	}, [data, shade]);

	const point = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
		const { left, top } = event.currentTarget.getBoundingClientRect();
		const [x, y] = [event.clientX - left, event.clientY - top];
		const index = matrix.current?.cellAt(x, y) ?? -1;
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
