import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { LRUCache } from 'lru-cache';
import { type CityResponse, Reader } from 'mmdb-lib';
import { type GeoRecord, type Location, locationOf, nowhere } from './location.ts';

/** Finds where an address lies. Nothing is asked elsewhere, and no address is kept. */
export interface Geo {
	/** Unknown and private addresses lie `nowhere`. */
	locate(ip: string): Location;
}

/** Knows no place: until the database is read, and where there is none. */
export const noGeo: Geo = { locate: () => nowhere };

/** Private and documentation networks lie nowhere; the database has some of them in Australia and Japan, where they were registered. */
const unplaced =
	/^(10|127|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254|192\.0\.2|198\.51\.100|203\.0\.113)\.|^(f[cd]..|fe80|2001:0?db8):|^::1?$/i;

type GeoDatabase = Reader<CityResponse>;

/**
 * Reads databases into memory. Without files it is the one of countries that comes along (CC0, 8 MB; about 15 ms, and 1 µs an address).
 *
 * @param files Of cities, as MaxMind, DB-IP and ip-location-db write them; what the first does not know is looked for in the next.
 * @throws {Error} with words for the operator when a file is missing or of another kind.
 * @see https://github.com/sapics/ip-location-db
 */
export async function openGeo(files: readonly string[] = []): Promise<Geo> {
	const databases = files.length === 0 ? [new Reader<CityResponse>(await readFile(countries()))] : await Promise.all(files.map(openCities));
	return {
		locate(ip) {
			if (ip === '' || unplaced.test(ip)) return nowhere;
			for (const database of databases) {
				const record = recordOf(database, ip);
				if (record !== null) return locationOf(record);
			}
			return nowhere;
		},
	};
}

const countries = (): string =>
	createRequire(import.meta.url).resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb');

function recordOf(database: GeoDatabase, ip: string): GeoRecord | null {
	// A database of IPv4 alone would read an IPv6 address as another one.
	if (ip.includes(':') && database.metadata.ipVersion === 4) return null;
	try {
		return database.get(ip) as GeoRecord | null;
	} catch {
		return null;
	}
}

async function openCities(file: string): Promise<GeoDatabase> {
	const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
		throw refusal(error.code === 'ENOENT' ? `there is no file ${file}` : `${file} cannot be read (${error.code ?? error.message})`);
	});
	const database = read(bytes);
	if (database === undefined) throw refusal(`${file} is no .mmdb database; what ends in .gz has to be unpacked first`);
	const { databaseType } = database.metadata;
	if (!/city|enterprise|country/i.test(databaseType))
		throw refusal(`${file} is a database of another kind (${databaseType}); it has to be one of cities, such as GeoLite2-City`);
	return database;
}

/** Parts of records that are kept decoded: a city's names take longer to read than the way to them. By their places in the file, not by address. */
const PARTS = 20_000;

function read(bytes: Buffer): GeoDatabase | undefined {
	try {
		return new Reader<CityResponse>(bytes, { cache: new LRUCache<string | number, object>({ max: PARTS }) });
	} catch {
		return undefined;
	}
}

const refusal = (why: string): Error => new Error(`FOOTFALL_GEO_DATABASE: ${why}.`);
