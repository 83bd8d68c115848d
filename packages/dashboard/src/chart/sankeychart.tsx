import { useState } from 'preact/hooks';
import { readColours } from './colours.ts';
import { createSankey, type SankeyNodes, type Stream } from './sankey.ts';
import { useDrawing } from './usedrawing.ts';

interface SankeyChartProps {
	/** What it shows, for those who hear the page; the numbers are in a table beside it. */
	label: string;
	streams: readonly Stream[];
	nodes: SankeyNodes;
	/** What a stream says when it is pointed at. */
	tell(index: number): string;
	onChoose(index: number): void;
	/** The least width of a column, CSS pixels. */
	column: number;
}

/** Streams between columns of nodes; a click chooses one. */
export function SankeyChart({ label, streams, nodes, tell, onChoose, column }: SankeyChartProps) {
	const { canvas, drawing } = useDrawing(createSankey, (sankey, canvas) => sankey.show(streams, nodes, readColours(canvas)), [
		streams,
		nodes,
	]);
	const [pointed, setPointed] = useState<{ index: number; x: number; y: number } | undefined>(undefined);

	const columns = Math.max(0, ...Object.values(nodes.columns)) + 1;
	const words = pointed === undefined ? '' : tell(pointed.index);
	return (
		<div class="matrix-scroll">
			{/* biome-ignore lint/a11y/useKeyWithClickEvents: every page is a button in the table beside it */}
			<div
				class="sankey"
				style={{ minWidth: `${columns * column}px` }}
				role="img"
				aria-label={label}
				onPointerMove={(event) => {
					const index = drawing.current?.streamAt(event) ?? -1;
					const { left, top } = event.currentTarget.getBoundingClientRect();
					setPointed(index < 0 ? undefined : { index, x: event.clientX - left, y: event.clientY - top });
				}}
				onPointerLeave={() => setPointed(undefined)}
				onClick={(event) => {
					const index = drawing.current?.streamAt(event) ?? -1;
					if (index >= 0) onChoose(index);
				}}
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
