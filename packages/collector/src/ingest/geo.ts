import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { LRUCache } from 'lru-cache';
import { type CountryResponse, Reader } from 'mmdb-lib';

/** Finds the country of an address: ISO 3166-1 alpha-2, '' when unknown or private. */
export interface Geo {
	country(ip: string): string;
}

/** Knows no country: until the database is read, and where there is none. */
export const noGeo: Geo = { country: () => '' };

interface FlatCountry {
	country_code?: string;
}

/**
 * Reads the offline country database (CC0, 8 MB) into memory.
 *
 * @see https://github.com/sapics/ip-location-db
 */
export async function openGeo(): Promise<Geo> {
	const file = createRequire(import.meta.url).resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb');
	const reader = new Reader<CountryResponse>(await readFile(file));
	const known = new LRUCache<string, string>({ max: 10_000, ttl: 3_600_000 });
	const look = (ip: string): string => {
		try {
			return (reader.get(ip) as FlatCountry | null)?.country_code ?? '';
		} catch {
			return '';
		}
	};
	return {
		country(ip) {
			if (ip === '') return '';
			const found = known.get(ip);
			if (found !== undefined) return found;
			const country = look(ip);
			known.set(ip, country);
			return country;
		},
	};
}
