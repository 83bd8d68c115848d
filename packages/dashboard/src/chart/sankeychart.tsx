import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../context.ts';
import { readColours } from './colours.ts';
import { createSankey, type Sankey, type SankeyNodes, type Stream } from './sankey.ts';

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
	const { theme } = useApp();
	const canvas = useRef<HTMLCanvasElement>(null);
	const sankey = useRef<Sankey>(undefined);
	const [pointed, setPointed] = useState<{ index: number; x: number; y: number } | undefined>(undefined);
	const shade = theme.shade.value;
	useEffect(() => {
		if (canvas.current === null) return undefined;
		const made = createSankey(canvas.current);
		sankey.current = made;
		return () => {
			sankey.current = undefined;
			made.destroy();
		};
	}, []);
	useEffect(() => {
		if (canvas.current !== null) sankey.current?.show(streams, nodes, readColours(canvas.current));
	}, [streams, nodes, shade]);

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
					const index = sankey.current?.streamAt(event) ?? -1;
					const { left, top } = event.currentTarget.getBoundingClientRect();
					setPointed(index < 0 ? undefined : { index, x: event.clientX - left, y: event.clientY - top });
				}}
				onPointerLeave={() => setPointed(undefined)}
				onClick={(event) => {
					const index = sankey.current?.streamAt(event) ?? -1;
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
