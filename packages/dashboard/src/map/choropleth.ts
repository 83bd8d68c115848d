import { Chart, type Plugin } from 'chart.js';
import { ChoroplethController, ColorScale, GeoFeature, ProjectionScale } from 'chartjs-chart-geo';
import { type Country, readAtlas } from './atlas.ts';
import { places } from './places.ts';
import { depthOf, mix } from './shades.ts';

Chart.register(ChoroplethController, GeoFeature, ColorScale, ProjectionScale);

/** What the map is drawn with, as the stylesheet has it now. */
export interface MapColours {
	readonly land: string;
	readonly border: string;
	readonly low: string;
	readonly high: string;
	readonly mark: string;
}

/** A map of the world on a canvas; what the pointer is on is told from outside. */
export interface Choropleth {
	show(values: ReadonlyMap<string, number>, colours: MapColours): void;
	/** Outlines a country; undefined outlines none. */
	mark(code: string | undefined): void;
	/** The country at a place on the canvas, in CSS pixels from its corner. */
	countryAt(x: number, y: number): string | undefined;
	destroy(): void;
}

const DOT = 3.5;
/** How far from a dot's middle a pointer may be; fingers are thicker than dots. */
const REACH = 9;

export function createChoropleth(canvas: HTMLCanvasElement): Choropleth {
	const countries = readAtlas();
	let values: ReadonlyMap<string, number> = new Map();
	let colours: MapColours | undefined;
	let marked: string | undefined;

	const fill = (code: string | undefined): string => {
		if (colours === undefined) return 'transparent';
		const depth = depthOf(values.get(code ?? '') ?? 0, Math.max(0, ...values.values()));
		return depth === 0 ? colours.land : mix(colours.low, colours.high, depth);
	};
	const placeOf = (code: string): readonly [number, number] | undefined => {
		const at = places[code];
		const scale = chart.scales.projection;
		return at === undefined || !(scale instanceof ProjectionScale) ? undefined : (scale.projection([...at]) ?? undefined);
	};

	const dots: Plugin<'choropleth'> = {
		id: 'dots',
		afterDatasetsDraw({ ctx }) {
			if (colours === undefined) return;
			ctx.save();
			for (const [code, value] of values) {
				const at = value > 0 ? placeOf(code) : undefined;
				if (at === undefined) continue;
				ctx.beginPath();
				ctx.arc(...at, DOT, 0, 2 * Math.PI);
				ctx.fillStyle = fill(code);
				ctx.fill();
				ctx.lineWidth = code === marked ? 2 : 1.25;
				ctx.strokeStyle = code === marked ? colours.mark : colours.border;
				ctx.stroke();
			}
			ctx.restore();
		},
	};

	const chart = new Chart<'choropleth', { feature: object; value: number }[], string>(canvas, {
		type: 'choropleth',
		data: { labels: [], datasets: [] },
		plugins: [dots],
		options: {
			responsive: true,
			maintainAspectRatio: false,
			events: [],
			animation: false,
			showOutline: false,
			showGraticule: false,
			scales: {
				projection: { axis: 'x', projection: 'equalEarth', padding: 1 },
				color: { axis: 'x', display: false },
			},
		},
	});

	const paint = (): void => {
		const [dataset] = chart.data.datasets;
		if (dataset === undefined || colours === undefined) return;
		const { mark, border } = colours;
		const chosen = countries.map(({ code }) => code !== undefined && code === marked);
		Object.assign(dataset, {
			backgroundColor: countries.map(({ code }) => fill(code)),
			borderColor: chosen.map((is) => (is ? mark : border)),
			borderWidth: chosen.map((is) => (is ? 1.75 : 0.6)),
		});
		chart.update('none');
	};

	return {
		show(next, theme) {
			values = next;
			colours = theme;
			if (chart.data.datasets.length === 0) chart.data.datasets = [datasetOf(countries)];
			paint();
		},
		mark(code) {
			if (code === marked) return;
			marked = code;
			paint();
		},
		countryAt(x, y) {
			const near = (code: string): boolean => {
				const at = placeOf(code);
				return at !== undefined && Math.hypot(at[0] - x, at[1] - y) <= REACH;
			};
			const dot = [...values.keys()].find(near);
			if (dot !== undefined) return dot;
			const at = chart.getDatasetMeta(0).data.findIndex((feature) => feature instanceof GeoFeature && feature.inRange(x, y));
			return countries[at]?.code;
		},
		destroy: () => chart.destroy(),
	};
}

function datasetOf(countries: readonly Country[]) {
	return {
		outline: countries.map(({ shape }) => shape),
		// The colours are ours: the value is only there because the chart wants one.
		data: countries.map(({ shape }) => ({ feature: shape, value: 0 })),
	};
}
