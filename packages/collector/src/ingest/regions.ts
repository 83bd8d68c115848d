import { iso31662 } from 'iso-3166';

const names: ReadonlyMap<string, string> = new Map(iso31662.map(({ code, name }) => [code, name]));

/** What a region is called in its own country, by its ISO 3166-2 code; undefined where the standard has none. */
export const regionName = (code: string): string | undefined => names.get(code);

/** Databases write `Ile-de-France` for `Île-de-France`. */
const folded = (name: string): string =>
	name
		.normalize('NFD')
		.replace(/[^\p{L}\p{N}]/gu, '')
		.toLowerCase();

let codes: ReadonlyMap<string, string> | undefined;

/** Of two regions of one name, the one that lies in the country and not in another region of it. */
function codesByName(): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	for (const { code, name, parent } of iso31662) {
		const key = `${code.slice(0, 2)} ${folded(name)}`;
		if (parent.length === 2 || !found.has(key)) found.set(key, code);
	}
	return found;
}

/** The ISO 3166-2 code of a region of a country; undefined where the standard does not call it so. */
export function regionCode(country: string, name: string): string | undefined {
	codes ??= codesByName();
	return codes.get(`${country} ${folded(name)}`);
}
