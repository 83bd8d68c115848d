import { Chart, LinearScale, type Plugin } from 'chart.js';
import { color } from 'chart.js/helpers';
import { MatrixController, MatrixElement } from 'chartjs-chart-matrix';
import type { ChartColours } from './colours.ts';

Chart.register(MatrixController, MatrixElement, LinearScale);

/** A cell by its places in columns and rows. */
export interface MatrixCell {
	readonly x: number;
	readonly y: number;
	/** 0–1: how strong its colour is. */
	readonly strength: number;
	/** What is written into it; '' writes nothing. */
	readonly text: string;
}

export interface MatrixData {
	readonly columns: readonly string[];
	readonly rows: readonly string[];
	readonly cells: readonly MatrixCell[];
}

/** Cells on a canvas. */
export interface Matrix {
	show(data: MatrixData, colours: ChartColours): void;
	/** The cell at a place on the canvas, in CSS pixels from its corner; −1: none. */
	cellAt(x: number, y: number): number;
	destroy(): void;
}

const GAP = 3;
/** Stronger than this, text in the colour of the page's ink would not stand out of it. */
const STRONGEST = 0.5;
const WEAKEST = 0.05;

export function createMatrix(canvas: HTMLCanvasElement): Matrix {
	let data: MatrixData = { columns: [], rows: [], cells: [] };
	let ink = '#000';

	const words: Plugin<'matrix'> = {
		id: 'words',
		afterDatasetsDraw(chart) {
			const { ctx } = chart;
			ctx.save();
			ctx.fillStyle = ink;
			ctx.textAlign = 'center';
			ctx.textBaseline = 'middle';
			ctx.font = `11.5px ${chart.options.font?.family ?? 'sans-serif'}`;
			for (const [index, element] of chart.getDatasetMeta(0).data.entries()) {
				const { text = '' } = data.cells[index] ?? {};
				const { x, y } = (element as MatrixElement).getCenterPoint();
				if (text !== '' && ctx.measureText(text).width < (element as MatrixElement).width) ctx.fillText(text, x, y);
			}
			ctx.restore();
		},
	};
	const chart = new Chart<'matrix'>(canvas, {
		type: 'matrix',
		data: { datasets: [{ data: [] }] },
		options: {
			animation: false,
			maintainAspectRatio: false,
			events: [],
			scales: {
				x: { type: 'linear', offset: false, position: 'top', grid: { display: false }, border: { display: false } },
				y: { type: 'linear', offset: false, reverse: true, grid: { display: false }, border: { display: false } },
			},
		},
		plugins: [words],
	});
	const axis = (labels: readonly string[], colours: ChartColours) => ({
		min: -0.5,
		max: Math.max(labels.length, 1) - 0.5,
		ticks: {
			stepSize: 1,
			autoSkip: true,
			maxRotation: 0,
			color: colours.text,
			font: { family: colours.font, size: 11.5 },
			callback: (value: number | string) => labels[Number(value)] ?? '',
		},
		// Ticks stand where the cells do, not on their edges.
		afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
			scale.ticks = labels.map((_, value) => ({ value }));
		},
	});

	return {
		show(next, colours) {
			data = next;
			ink = colours.ink;
			const { x, y } = chart.options.scales ?? {};
			chart.options.font = { family: colours.font };
			Object.assign(x ?? {}, axis(next.columns, colours));
			Object.assign(y ?? {}, axis(next.rows, colours));
			const size = (length: number, count: number): number => Math.max(1, length / Math.max(count, 1) - GAP);
			chart.data.datasets = [
				{
					data: next.cells.map((cell) => ({ x: cell.x, y: cell.y })),
					borderRadius: 4,
					backgroundColor: next.cells.map(({ strength }) =>
						color(colours.line)
							.alpha(strength <= 0 ? WEAKEST : WEAKEST + (STRONGEST - WEAKEST) * Math.min(1, strength))
							.rgbString(),
					),
					width: () => size(chart.chartArea?.width ?? 0, next.columns.length),
					height: () => size(chart.chartArea?.height ?? 0, next.rows.length),
				},
			];
			chart.update();
		},
		cellAt: (x, y) => chart.getDatasetMeta(0).data.findIndex((element) => (element as MatrixElement).inRange(x, y)),
		destroy: () => chart.destroy(),
	};
}
