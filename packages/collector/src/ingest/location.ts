import { regionCode, regionName } from './regions.ts';

/** Where an address lies, as far as that is known; '' is not known. */
export interface Location {
	/** ISO 3166-1 alpha-2. */
	readonly country: string;
	/** ISO 3166-2 (`US-CA`), or the region's name where no code is known for it. */
	readonly region: string;
	readonly regionName: string;
	readonly city: string;
}

export const nowhere: Location = { country: '', region: '', regionName: '', city: '' };

/** Fields as GeoLite2, GeoIP2 and DB-IP have them. DB-IP Lite has no codes of regions. */
interface Nested {
	readonly country?: { readonly iso_code?: string };
	readonly subdivisions?: readonly { readonly iso_code?: string; readonly names?: Names }[];
	readonly city?: { readonly names?: Names };
}
type Names = Readonly<Record<string, string>>;

/** Fields as the databases of https://github.com/sapics/ip-location-db have them. */
interface Flat {
	readonly country_code?: string;
	readonly state1?: string;
	readonly city?: string;
}

/** One record of a database of countries or cities. */
export type GeoRecord = Nested | Flat;

/** English, as are the names of countries in answers; else whichever there is. */
const called = (names: Names = {}): string => names.en ?? Object.values(names)[0] ?? '';

/** DB-IP names quarters too, `Hanover (Linden)`: too fine to count by, and nearer to a person than need be. */
const withoutQuarter = (city: string): string => city.replace(/ \([^()]*\)$/, '');

/** What a record says. */
export function locationOf(record: GeoRecord | null): Location {
	if (record === null) return nowhere;
	if ('country_code' in record) return locate(record.country_code ?? '', '', record.state1 ?? '', record.city ?? '');
	const { country, subdivisions, city } = record as Nested;
	const [first] = subdivisions ?? [];
	return locate(country?.iso_code ?? '', first?.iso_code ?? '', called(first?.names), called(city?.names));
}

function locate(country: string, subdivision: string, name: string, city: string): Location {
	const region = country === '' || subdivision === '' ? (regionCode(country, name) ?? name) : `${country}-${subdivision}`;
	return { country, region, regionName: name === '' ? (regionName(region) ?? region) : name, city: withoutQuarter(city) };
}
