import { Chart, LinearScale } from 'chart.js';
import { Flow, SankeyController } from 'chartjs-chart-sankey';
import type { ChartColours } from './colours.ts';
import { shortened } from './shortened.ts';

Chart.register(SankeyController, Flow, LinearScale);

/** A stream between two nodes of neighbouring columns. */
export interface Stream {
	readonly from: string;
	readonly to: string;
	readonly flow: number;
}

export interface SankeyNodes {
	/** By key: what is written beside the node, and its column from the left. */
	readonly labels: Readonly<Record<string, string>>;
	readonly columns: Readonly<Record<string, number>>;
	/** By key: nodes of the same column stand in this order. */
	readonly order: Readonly<Record<string, number>>;
	/** Keys of nodes that stand for several. */
	readonly faint: ReadonlySet<string>;
}

/** Streams on a canvas. */
export interface Sankey {
	show(streams: readonly Stream[], nodes: SankeyNodes, colours: ChartColours): void;
	/** The stream under a pointer; −1: none. */
	streamAt(event: MouseEvent): number;
	destroy(): void;
}

const NODE_WIDTH = 8;
const FONT_SIZE = 12;
/** Between nodes of a column, so that the labels of thin ones do not touch. */
const GAP = FONT_SIZE + 4;
/** Around the drawing, and on both sides of a label. */
const EDGE = 4;

export function createSankey(canvas: HTMLCanvasElement): Sankey {
	let shown: { readonly nodes: SankeyNodes; readonly font: string } | undefined;
	const chart = new Chart<'sankey'>(canvas, {
		type: 'sankey',
		data: { datasets: [] },
		options: { animation: false, maintainAspectRatio: false, events: [], onResize: fit },
	});
	/** Every column has its labels on its right, in as much room as there is to the next one; the last column too. */
	function fit(): void {
		// a chart resizes itself while it is made
		if (shown === undefined) return;
		const [dataset] = chart.data.datasets;
		if (dataset === undefined) return;
		const { labels, columns } = shown.nodes;
		const room = chart.width / (Math.max(0, ...Object.values(columns)) + 1);
		chart.options.layout = { padding: { top: GAP / 2, bottom: GAP / 2, left: EDGE, right: room - NODE_WIDTH - EDGE } };
		chart.ctx.font = `${FONT_SIZE}px ${shown.font}`;
		const widthOf = (text: string): number => chart.ctx.measureText(text).width;
		dataset.labels = Object.fromEntries(
			Object.entries(labels).map(([key, label]) => [key, shortened(label, room - NODE_WIDTH - 3 * EDGE, widthOf)]),
		);
	}
	return {
		show(streams, nodes, colours) {
			const { columns, order, faint } = nodes;
			shown = { nodes, font: colours.font };
			const colourOf = (key: string): string => (faint.has(key) ? colours.ghost : colours.line);
			chart.data.datasets = [
				{
					data: streams.map((stream) => ({ ...stream })),
					column: { ...columns },
					priority: { ...order },
					colorFrom: ({ dataIndex }) => colourOf(streams[dataIndex]?.from ?? ''),
					colorTo: ({ dataIndex }) => colourOf(streams[dataIndex]?.to ?? ''),
					colorMode: 'gradient',
					alpha: 0.32,
					borderWidth: 0,
					nodeLabels: { color: colours.ink, padding: EDGE, position: 'right' },
					nodeWidth: NODE_WIDTH,
					nodePadding: GAP,
					size: 'max',
					font: { family: colours.font, size: FONT_SIZE },
					parsing: { from: 'from', to: 'to', flow: 'flow' },
				},
			];
			fit();
			chart.update();
		},
		streamAt: (event) => chart.getElementsAtEventForMode(event, 'nearest', { intersect: true }, true)[0]?.index ?? -1,
		destroy: () => chart.destroy(),
	};
}
