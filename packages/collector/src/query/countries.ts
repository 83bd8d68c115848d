/** English names of countries by their ISO 3166 code; codes without a name are missing. */
export const countryNames: ReadonlyMap<string, string> = new Map(allNames());

function* allNames(): Generator<[string, string]> {
	const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
	const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
	for (const first of letters) {
		for (const second of letters) {
			const code = first + second;
			const name = names.of(code);
			// Codes of former times (UK, DD, SU) stand for others; ZZ is "Unknown Region": not a place.
			const current = Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
			if (name !== undefined && current && code !== 'ZZ') yield [code, name];
		}
	}
}
