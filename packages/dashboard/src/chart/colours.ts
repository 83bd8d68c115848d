/** What a chart is drawn with, as the stylesheet has it now. */
export interface ChartColours {
	line: string;
	fill: string;
	fillEnd: string;
	ghost: string;
	grid: string;
	text: string;
	/** Of text on what is drawn. */
	ink: string;
	surface: string;
	font: string;
}

/** Reads the colours from the custom properties registered in tokens.css; registered ones resolve `light-dark()`. */
export function readColours(element: Element): ChartColours {
	const style = getComputedStyle(element);
	const colour = (name: string): string => style.getPropertyValue(name).trim();
	return {
		line: colour('--chart-line'),
		fill: colour('--chart-fill'),
		fillEnd: colour('--chart-fill-end'),
		ghost: colour('--chart-ghost'),
		grid: colour('--chart-grid'),
		text: colour('--chart-text'),
		ink: colour('--chart-ink'),
		surface: colour('--chart-surface'),
		font: style.fontFamily,
	};
}
