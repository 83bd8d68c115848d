import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGeo } from './geo.ts';
import { nowhere } from './location.ts';
import { writeMmdb } from './testing/mmdb.ts';

it.each([
	['8.8.8.8', 'US'],
	['2a00:1450:4001:80b::2003', 'IE'],
	['192.168.1.1', ''],
	['172.16.5.5', ''],
	['172.15.5.5', 'US'],
	['203.0.113.7', ''],
	['2001:db8::1', ''],
	['fd12:3456::1', ''],
	['::1', ''],
	['', ''],
	['no address', ''],
])('%s lies in %j', async (ip, country) => {
	expect((await openGeo()).locate(ip)).toEqual({ ...nowhere, country });
});

describe('a database of cities', () => {
	let directory: string;
	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'footfall-geo-'));
	});
	afterAll(() => rm(directory, { recursive: true }));
	const written = async (name: string, content: Buffer | string): Promise<string> => {
		const file = join(directory, name);
		await writeFile(file, content);
		return file;
	};

	it('tells countries, regions and cities, as GeoLite2 has them', async () => {
		const file = await written(
			'GeoLite2-City.mmdb',
			writeMmdb({
				type: 'GeoLite2-City',
				networks: {
					'81.2.69.0/24': {
						country: { iso_code: 'GB', names: { en: 'United Kingdom' } },
						subdivisions: [
							{ iso_code: 'ENG', names: { de: 'England', en: 'England' } },
							{ iso_code: 'WBK', names: { en: 'West Berkshire' } },
						],
						city: { geoname_id: 2_655_045, names: { de: 'Boxford', en: 'Boxford' } },
					},
					'2a02:8100::/28': { country: { iso_code: 'DE' }, subdivisions: [{ iso_code: 'BY', names: { de: 'Bayern', en: 'Bavaria' } }] },
					'5.5.0.0/16': { country: { iso_code: 'DE' }, subdivisions: [{ iso_code: 'BY' }], city: { names: { de: 'München' } } },
					'9.9.9.0/24': { continent: { code: 'NA' } },
				},
			}),
		);
		const { locate } = await openGeo([file]);
		expect(locate('81.2.69.142')).toEqual({ country: 'GB', region: 'GB-ENG', regionName: 'England', city: 'Boxford' });
		expect(locate('2a02:8100:1::7')).toEqual({ country: 'DE', region: 'DE-BY', regionName: 'Bavaria', city: '' });
		expect(locate('5.5.5.5')).toEqual({ country: 'DE', region: 'DE-BY', regionName: 'Bayern', city: 'München' });
		expect(locate('9.9.9.9')).toEqual(nowhere);
		expect(locate('81.2.70.1')).toEqual(nowhere);
		expect(locate('10.1.2.3')).toEqual(nowhere);
	});

	it('finds the code of a region by its name where there is none, as DB-IP Lite has it', async () => {
		const file = await written(
			'dbip-city-lite.mmdb',
			writeMmdb({
				type: 'DBIP-City-Lite (compat=City)',
				networks: {
					'8.8.8.0/24': {
						country: { iso_code: 'US' },
						subdivisions: [{ names: { en: 'California' } }],
						city: { names: { en: 'Mountain View' } },
					},
					'5.5.0.0/16': {
						country: { iso_code: 'DE' },
						subdivisions: [{ names: { en: 'Lower Saxony' } }],
						city: { names: { en: 'Hanover (Linden)' } },
					},
				},
			}),
		);
		const { locate } = await openGeo([file]);
		expect(locate('8.8.8.8')).toEqual({ country: 'US', region: 'US-CA', regionName: 'California', city: 'Mountain View' });
		expect(locate('5.5.5.5')).toEqual({ country: 'DE', region: 'Lower Saxony', regionName: 'Lower Saxony', city: 'Hanover' });
	});

	it('may be two, one of each kind of address, as ip-location-db has them', async () => {
		const paris = { country_code: 'FR', state1: 'Ile-de-France', state2: '', city: 'Paris', postcode: '' };
		const v4 = await written(
			'v4.mmdb',
			writeMmdb({ type: 'city ipv4', ipVersion: 4, networks: { '90.84.0.0/16': paris, '32.0.0.0/3': paris } }),
		);
		const v6 = await written('v6.mmdb', writeMmdb({ type: 'city ipv6', networks: { '2a01:e00::/26': { ...paris, city: 'Lyon' } } }));
		const { locate } = await openGeo([v4, v6]);
		expect(locate('90.84.1.1')).toEqual({ country: 'FR', region: 'FR-IDF', regionName: 'Ile-de-France', city: 'Paris' });
		// In the file of IPv4 its first bits are those of 32.0.0.0/3.
		expect(locate('2a01:e01::1').city).toBe('Lyon');
		expect(locate('1.1.1.1')).toEqual(nowhere);
	});

	it('is refused with words for the operator', async () => {
		const refused = async (file: string) => await openGeo([file]).then(String, ({ message }: Error) => message);
		expect(await refused('/nowhere/city.mmdb')).toBe('FOOTFALL_GEO_DATABASE: there is no file /nowhere/city.mmdb.');
		expect(await refused(directory)).toBe(`FOOTFALL_GEO_DATABASE: ${directory} cannot be read (EISDIR).`);
		const text = await written('city.mmdb.gz', 'not a database');
		expect(await refused(text)).toBe(`FOOTFALL_GEO_DATABASE: ${text} is no .mmdb database; what ends in .gz has to be unpacked first.`);
		const asn = await written('asn.mmdb', writeMmdb({ type: 'GeoLite2-ASN', networks: {} }));
		expect(await refused(asn)).toBe(
			`FOOTFALL_GEO_DATABASE: ${asn} is a database of another kind (GeoLite2-ASN); it has to be one of cities, such as GeoLite2-City.`,
		);
	});
});
