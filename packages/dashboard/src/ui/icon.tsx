/** Outlines on a 16 × 16 grid, drawn in the colour of the text. */
const paths = {
	funnel: 'M2 3h12l-4.5 5.5V13l-3 1.5v-6z',
	steps: 'M2.5 13.5v-11h3v3h3v3h3v5z',
	grid: 'M2.5 2.5h4.5v4.5h-4.5zM9 2.5h4.5v4.5h-4.5zM2.5 9h4.5v4.5h-4.5zM9 9h4.5v4.5h-4.5z',
	ways: 'M2 4h3c4 0 2 8 6 8h3M2 12h3c2 0 2.5-2 3-4M11 4h3M12 2.5L14 4l-2 1.500M12 10.500l2 1.500-2 1.500',
	gauge: 'M2.500 12.500a6 6 0 1 1 11 0M8 10l3-4',
	flask: 'M6 2.500h4M6.700 2.500v4l-4 6.500h10.600l-4-6.500v-4M4.800 10h6.400',
	overview: 'M2.5 13.5v-5h2.5v5zM6.8 13.5v-11h2.5v11zM11 13.5v-8h2.5v8z',
	down: 'M4 6l4 4 4-4',
	left: 'M10 3.5L5.5 8l4.5 4.5',
	right: 'M6 3.5L10.5 8 6 12.5',
	close: 'M4 4l8 8M12 4l-8 8',
	check: 'M3.5 8.5l3 3 6-7',
	plus: 'M8 3.5v9M3.5 8h9',
	filter: 'M2.5 4h11M4.5 8h7M6.5 12h3',
	compare: 'M2.5 11l3-4 3 2.5 5-6M2.5 13.5h11',
	calendar: 'M3 4.5h10v8.5H3zM3 7.5h10M5.5 2.5v3M10.5 2.5v3',
	info: 'M8 7.5v3.5M8 5.2v.1M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
	search: 'M10.5 10.5l3 3M12 7A5 5 0 1 1 2 7a5 5 0 0 1 10 0z',
	expand: 'M9.5 2.5h4v4M13.5 2.5L9 7M6.5 13.5h-4v-4M2.5 13.5L7 9',
	download: 'M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.5h10',
	transfer: 'M5 2.5v9M2.5 9L5 11.5 7.5 9M11 13.5v-9M8.5 7L11 4.5 13.5 7',
	outward: 'M6 3.5H3.5v9h9V10M9 3h4v4M13 3L7.5 8.5',
	copy: 'M5.5 5.5h7v7h-7zM10.5 5.5v-2h-7v7h2',
	sun: 'M8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1M10.8 8a2.8 2.8 0 1 1-5.6 0 2.8 2.8 0 0 1 5.6 0z',
	moon: 'M13 9.7A5.6 5.6 0 0 1 6.3 3a5.6 5.6 0 1 0 6.7 6.7z',
	system: 'M2 3.5h12v7.5H2zM5.5 13.5h5M8 11v2.5',
	table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M7 6.5v6',
	keyboard: 'M1.5 4.5h13v7.5h-13zM4 7h.1M6.7 7h.1M9.3 7h.1M12 7h.1M5 9.7h6',
	eye: 'M1.5 8S4 3.7 8 3.7 14.5 8 14.5 8 12 12.3 8 12.3 1.5 8 1.5 8zM9.8 8a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0z',
	pointer: 'M4 2.5l8.5 6-4 .7-2 3.8z',
	bolt: 'M9 1.8L3.5 9H8l-1 5.2L12.5 7H8z',
	bookmark: 'M4 2.5h8v11l-4-3-4 3z',
	pencil: 'M3 13l.6-2.9L10.8 3l2.2 2.2-7.1 7.2zM9.3 4.5l2.2 2.2',
	bin: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4',
	target: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0zM11 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM8 8h.1',
	note: 'M3 2.5h10v7.5l-3.5 3.5H3zM9.5 13.5V10H13M5.5 5.5h5M5.5 8h3',
	rocket:
		'M8 1.8c2.2 1.6 3 3.9 3 6.2l-1.3 2.5H6.3L5 8c0-2.3.8-4.6 3-6.2zM5 8l-2 2v2.5l3-1.5M11 8l2 2v2.5l-3-1.5M8 12v2.2M8.9 6.2a.9.9 0 1 1-1.8 0 .9.9 0 0 1 1.8 0z',
	bag: 'M3.5 5.5h9l.8 8H2.700zM5.500 7.500v-3a2.500 2.500 0 0 1 5 0v3',
	pin: 'M8 14s4.500-4.200 4.500-7.500a4.500 4.500 0 0 0-9 0C3.500 9.800 8 14 8 14zM9.600 6.500a1.600 1.600 0 1 1-3.200 0 1.600 1.600 0 0 1 3.200 0z',
	door: 'M9.5 2.5h3v11h-3M2.5 8h7M6.5 5l3 3-3 3',
} as const;
export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
	return (
		<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
			<path d={paths[name]} />
		</svg>
	);
}
