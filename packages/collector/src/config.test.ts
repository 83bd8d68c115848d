import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, tuneAllocator } from './config.ts';

const from = (env: Record<string, string>) => readConfig({}, {}, env);

describe('the configuration', () => {
	it('has a value for everything when nothing is set', () => {
		expect(from({})).toMatchObject({ PORT: 8080, HOST: '127.0.0.1', DATA_DIR: './data', FOOTFALL_DEMO: true, TRUSTED_PROXIES: [] });
	});

	it('reads what is set, by its aliases and from files too', () => {
		const directory = mkdtempSync(join(tmpdir(), 'footfall-config-'));
		const file = join(directory, 'secret');
		writeFileSync(file, 'hush\n');
		expect(from({ SERVER_PORT: '9000', APP_SECRET_FILE: file, FOOTFALL_DEMO: 'no', TRUSTED_PROXIES: '10.0.0.0/8, ::1' })).toMatchObject({
			PORT: 9000,
			APP_SECRET: 'hush',
			FOOTFALL_DEMO: false,
			TRUSTED_PROXIES: ['10.0.0.0/8', '::1'],
		});
		rmSync(directory, { recursive: true });
	});

	it('prefers flags to the environment, and values given in code to both', () => {
		expect(readConfig({}, { PORT: '2' }, { PORT: '1' }).PORT).toBe(2);
		expect(readConfig({ PORT: 3 }, { PORT: '2' }, { PORT: '1' }).PORT).toBe(3);
	});

	it('tells every fault at once, with what was expected', () => {
		const faulty = {
			PORT: 'eighty',
			FOOTFALL_TIME_ZONE: 'Mars',
			LOG_LEVEL: 'loud',
			BASE_URL: 'stats',
			FOOTFALL_DATADIR: 'x',
			FOOTFALL_SCRIPT_NAME: '/../x',
		};
		expect(() => from(faulty)).toThrow(ConfigError);
		for (const name of Object.keys(faulty)) expect(() => from(faulty)).toThrow(new RegExp(`${name}: `));
	});

	it('says which secret file cannot be read', () => {
		expect(() => from({ APP_SECRET_FILE: '/nowhere/secret' })).toThrow(/APP_SECRET: .*\/nowhere\/secret/);
	});

	it('reads roles in whatever order they are named, and brokers one by one', () => {
		const env = { KAFKA_BOOTSTRAP_SERVERS: 'a:9092, b:9093', APP_SECRET: '0123456789abcdef' };
		expect(from({ ...env, FOOTFALL_ROLE: 'serve,aggregate' })).toMatchObject({
			FOOTFALL_ROLE: ['aggregate', 'serve'],
			KAFKA_BROKERS: ['a:9092', 'b:9093'],
		});
		expect(from({}).FOOTFALL_ROLE).toEqual(['collect', 'aggregate', 'serve']);
	});

	it.each<[Record<string, string>, RegExp]>([
		[{ FOOTFALL_ROLE: 'aggregate' }, /one owner, even for reading/],
		[{ FOOTFALL_ROLE: 'collect' }, /set KAFKA_BROKERS/],
		[{ FOOTFALL_ROLE: 'collect', KAFKA_BROKERS: 'a:9092', KAFKA_ENABLED: 'false' }, /set KAFKA_BROKERS/],
		[{ FOOTFALL_ROLE: 'collect', KAFKA_BROKERS: 'a:9092', APP_SECRET: 'short' }, /the same secret/],
		[{ KAFKA_BROKERS: 'a' }, /host:port/],
		[{ KAFKA_TOPIC: 'a topic' }, /topic name/],
		[{ KAFKA_SSL_CERT: 'PEM' }, /a certificate needs its key/],
		[{ KAFKA_SASL_USERNAME: 'me' }, /how it is shown/],
	])('refuses what makes no sense together: %j', (env, reason) => {
		expect(() => from(env)).toThrow(reason);
	});
});

describe('the allocator of DuckDB', () => {
	it('gives back what is free, unless it was told otherwise', () => {
		const [untold, told]: Record<string, string>[] = [{}, { DUCKDB_JE_MALLOC_CONF: 'dirty_decay_ms:500' }];
		for (const surroundings of [untold, told]) tuneAllocator(surroundings);
		expect(untold).toEqual({ DUCKDB_JE_MALLOC_CONF: 'dirty_decay_ms:100,muzzy_decay_ms:0' });
		expect(told).toEqual({ DUCKDB_JE_MALLOC_CONF: 'dirty_decay_ms:500' });
	});
});
