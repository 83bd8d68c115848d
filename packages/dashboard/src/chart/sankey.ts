import { Chart, LinearScale } from 'chart.js';
import { Flow, SankeyController } from 'chartjs-chart-sankey';
import type { ChartColours } from './colours.ts';

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

export function createSankey(canvas: HTMLCanvasElement): Sankey {
	const chart = new Chart<'sankey'>(canvas, {
		type: 'sankey',
		data: { datasets: [] },
		options: { animation: false, maintainAspectRatio: false, events: [], layout: { padding: { top: 4, bottom: 4, left: 4, right: 4 } } },
	});
	return {
		show(streams, { labels, columns, order, faint }, colours) {
			const colourOf = (key: string): string => (faint.has(key) ? colours.ghost : colours.line);
			chart.data.datasets = [
				{
					data: streams.map((stream) => ({ ...stream })),
					labels: { ...labels },
					column: { ...columns },
					priority: { ...order },
					colorFrom: ({ dataIndex }) => colourOf(streams[dataIndex]?.from ?? ''),
					colorTo: ({ dataIndex }) => colourOf(streams[dataIndex]?.to ?? ''),
					colorMode: 'gradient',
					alpha: 0.32,
					borderWidth: 0,
					nodeLabels: { color: colours.ink },
					nodeWidth: 8,
					size: 'max',
					font: { family: colours.font, size: 12 },
					parsing: { from: 'from', to: 'to', flow: 'flow' },
				},
			];
			chart.update();
		},
		streamAt: (event) => chart.getElementsAtEventForMode(event, 'nearest', { intersect: true }, true)[0]?.index ?? -1,
		destroy: () => chart.destroy(),
	};
}
