import { topojson } from 'chartjs-chart-geo';
import atlas from 'world-atlas/countries-110m.json';

/** The shape of a country, and its code of two letters; areas that no code is agreed on have none. */
export interface Country {
	readonly code: string | undefined;
	readonly shape: object;
}

interface Shapes {
	readonly features: readonly { readonly id?: string | number; readonly properties: { readonly name: string } }[];
}

/** The countries of the world at 1:110 million, without Antarctica, which takes a fifth of a map and visits nothing. */
export function readAtlas(): Country[] {
	const topology = atlas as unknown as Parameters<typeof topojson.feature>[0];
	const { countries } = topology.objects;
	if (countries === undefined) return [];
	const { features } = topojson.feature(topology, countries) as unknown as Shapes;
	return features.map((shape) => ({ code: codeOf(shape.id, shape.properties.name), shape })).filter(({ code }) => code !== 'AQ');
}

/** The atlas numbers countries as ISO 3166 does; a locale's canonical form writes such a number in letters. */
function codeOf(id: string | number | undefined, name: string): string | undefined {
	// Kosovo has letters by common use and no number; Northern Cyprus and Somaliland have neither.
	if (id === undefined) return name === 'Kosovo' ? 'XK' : undefined;
	const region = new Intl.Locale(`und-${String(id).padStart(3, '0')}`).region;
	return region !== undefined && /^[A-Z]{2}$/.test(region) ? region : undefined;
}
