import {
	CategoryScale,
	Chart,
	type ChartDataset,
	Filler,
	LinearScale,
	LineController,
	LineElement,
	type Plugin,
	PointElement,
} from 'chart.js';
import type { ChartColours } from './colours.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, CategoryScale, Filler);

/** What the main chart shows. Lists go by bucket. */
interface LineData {
	labels: string[];
	values: (number | null)[];
	/** Empty: no comparison. */
	before: (number | null)[];
	/** The bucket that still runs; −1: none. */
	running: number;
	/** Buckets that something is noted in. */
	noted: readonly number[];
	top: number;
	step: number;
	formatY(value: number): string;
}

/** A line chart on a canvas; what the pointer is on is told from outside. */
export interface LineChart {
	show(data: LineData, colours: ChartColours): void;
	/** Marks a bucket; −1 marks none. */
	mark(index: number): void;
	/** The bucket at a place on the canvas, in CSS pixels from its left. */
	indexAt(x: number): number;
	/** The place of a bucket's points, in CSS pixels from the canvas's corner. */
	placeOf(index: number): { x: number; y: number } | undefined;
	destroy(): void;
}

const DASH = [4, 4];
const NOTE_DASH = [2, 3];

/** The part of the canvas that the lines have, in CSS pixels from its left. */
export interface Stretch {
	readonly left: number;
	readonly right: number;
}

/** @param onLayout told where the lines lie, each time that it may be another place. */
export function createLineChart(canvas: HTMLCanvasElement, onLayout: (lines: Stretch) => void): LineChart {
	let data: LineData = { labels: [], values: [], before: [], running: -1, noted: [], top: 1, step: 1, formatY: String };
	let colours: ChartColours | undefined;
	let marked = -1;

	const crosshair: Plugin<'line'> = {
		id: 'crosshair',
		afterUpdate: ({ chartArea }) => onLayout({ left: chartArea.left, right: chartArea.right }),
		beforeDatasetsDraw({ ctx, chartArea, scales }) {
			if (colours === undefined) return;
			ctx.save();
			ctx.strokeStyle = colours.ghost;
			ctx.lineWidth = 1;
			const upright = (index: number, dash: number[]): void => {
				const x = Math.round(scales.x?.getPixelForValue(index) ?? 0) + 0.5;
				ctx.setLineDash(dash);
				ctx.beginPath();
				ctx.moveTo(x, chartArea.top);
				ctx.lineTo(x, chartArea.bottom);
				ctx.stroke();
			};
			for (const index of data.noted) upright(index, NOTE_DASH);
			if (marked >= 0) upright(marked, []);
			ctx.restore();
		},
	};

	const chart = new Chart<'line', (number | null)[], string>(canvas, {
		type: 'line',
		data: { labels: [], datasets: [] },
		plugins: [crosshair],
		options: {
			responsive: true,
			maintainAspectRatio: false,
			events: [],
			// Numbers may move several times a second: a line that always glides is never where its values are.
			animation: false,
			layout: { padding: { top: 8, right: 10 } },
			scales: {
				x: {
					grid: { display: false },
					border: { display: false },
					ticks: { maxRotation: 0, autoSkipPadding: 28, callback: (_, index) => data.labels[index] ?? '' },
				},
				y: { beginAtZero: true, border: { display: false }, grid: { drawTicks: false }, ticks: { padding: 10 } },
			},
		},
	});

	const paint = (theme: ChartColours): void => {
		const { x, y } = chart.options.scales ?? {};
		const font = { family: theme.font, size: 11.5 };
		Object.assign(x?.ticks ?? {}, { color: theme.text, font });
		Object.assign(y?.ticks ?? {}, {
			color: theme.text,
			font,
			stepSize: data.step,
			callback: (value: number | string) => data.formatY(Number(value)),
		});
		Object.assign(y?.grid ?? {}, { color: theme.grid });
		Object.assign(y ?? {}, { max: data.top, min: 0 });
	};

	return {
		show(next, theme) {
			data = next;
			colours = theme;
			paint(theme);
			chart.data.labels = [...next.labels];
			chart.data.datasets = datasets(next, theme, () => marked, chart);
			chart.update();
		},
		mark(index) {
			if (index === marked) return;
			marked = index;
			chart.update();
		},
		indexAt(x) {
			const index = Math.round(chart.scales.x?.getValueForPixel(x) ?? -1);
			return Math.max(0, Math.min(data.labels.length - 1, index));
		},
		placeOf(index) {
			const { x, y } = chart.scales;
			if (x === undefined || y === undefined || index < 0 || index >= data.labels.length) return undefined;
			return { x: x.getPixelForValue(index), y: y.getPixelForValue(Math.max(data.values[index] ?? 0, data.before[index] ?? 0)) };
		},
		destroy: () => chart.destroy(),
	};
}

function datasets(data: LineData, colours: ChartColours, marked: () => number, chart: Chart): ChartDataset<'line', (number | null)[]>[] {
	const shared = { borderJoinStyle: 'round', borderCapStyle: 'round' } as const;
	const { running } = data;
	const alone = (values: readonly (number | null)[], index: number): boolean =>
		(values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
	const radius = (values: readonly (number | null)[], index: number): number => (index === marked() ? 4.5 : alone(values, index) ? 3 : 0);
	const main: ChartDataset<'line', (number | null)[]> = {
		...shared,
		data: [...data.values],
		borderColor: colours.line,
		borderWidth: 2.25,
		backgroundColor: () => gradient(chart, colours),
		fill: 'origin',
		pointRadius: ({ dataIndex }) => radius(data.values, dataIndex),
		pointBackgroundColor: colours.line,
		pointBorderColor: colours.surface,
		pointBorderWidth: 2,
		segment: { borderDash: ({ p1DataIndex }) => (p1DataIndex === running ? DASH : undefined) },
	};
	const ghost: ChartDataset<'line', (number | null)[]> = {
		...shared,
		data: [...data.before],
		borderColor: colours.ghost,
		borderWidth: 2,
		pointRadius: ({ dataIndex }) => (dataIndex === marked() ? 4 : 0),
		pointBackgroundColor: colours.ghost,
		pointBorderColor: colours.surface,
		pointBorderWidth: 2,
	};
	return data.before.length > 0 ? [main, ghost] : [main];
}

function gradient({ ctx, chartArea }: Chart, colours: ChartColours): CanvasGradient | string {
	if (chartArea === undefined) return colours.fill;
	const fade = ctx.createLinearGradient(0, chartArea.top, 0, chartArea.bottom);
	fade.addColorStop(0, colours.fill);
	fade.addColorStop(1, colours.fillEnd);
	return fade;
}
