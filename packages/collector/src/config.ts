import { readFileSync } from 'node:fs';

/** One environment variable: how it is read and what the README's table says of it. */
interface Variable<T> {
	/** Other names under which people know it. */
	readonly aliases?: readonly string[];
	readonly default: string;
	readonly about: string;
	/** Throws an Error whose message says what was expected. */
	readonly parse: (text: string) => T;
}

const string = (text: string): string => text;
const choice =
	<const T extends readonly string[]>(...options: T) =>
	(text: string): T[number] => {
		if (!options.includes(text)) throw new Error(`must be one of ${options.join(', ')}`);
		return text;
	};
const integer =
	(min: number, max: number) =>
	(text: string): number => {
		const value = Number(text);
		if (!/^\d+$/.test(text.trim()) || value < min || value > max) throw new Error(`must be a whole number from ${min} to ${max}`);
		return value;
	};
const flag = (text: string): boolean => {
	if (/^(true|1|yes|on)$/i.test(text)) return true;
	if (/^(false|0|no|off)$/i.test(text)) return false;
	throw new Error('must be true or false');
};
const list = (text: string): string[] =>
	text
		.split(',')
		.map((item) => item.trim())
		.filter(Boolean);
/** What a process does; `all` is all of it. */
export type Role = (typeof roles)[number];
const roles = ['collect', 'aggregate', 'serve'] as const;
const roleList = (text: string): readonly Role[] => {
	const named = list(text);
	if (named.includes('all')) return roles;
	const unknown = named.find((name) => !roles.some((role) => role === name));
	if (unknown !== undefined || named.length === 0) throw new Error(`must be all, or some of ${roles.join(', ')}, separated by commas`);
	return roles.filter((role) => named.includes(role));
};
const topicName = (text: string): string => {
	if (!/^[\w.-]{1,249}$/.test(text) || /^\.\.?$/.test(text)) throw new Error('must be a topic name of letters, digits, dots, dashes and underscores');
	return text;
};
const brokerList = (text: string): string[] => {
	const brokers = list(text);
	const wrong = brokers.find((broker) => !/^[\w.-]+:\d{1,5}$/.test(broker));
	if (wrong !== undefined) throw new Error(`must be host:port, host:port … (${wrong} is not)`);
	return brokers;
};
const pathSegment = (text: string): string => {
	if (!/^\/?[\w./-]+$/.test(text) || text.includes('..')) throw new Error('must be a path of letters, digits, dots, dashes and slashes');
	return `/${text.replace(/^\/+/, '')}`;
};
const optionalUrl = (text: string): string => {
	if (text !== '' && !URL.canParse(text)) throw new Error('must be an absolute URL, such as https://stats.example.com');
	return text.replace(/\/+$/, '');
};
const timeZone = (text: string): string => {
	try {
		new Intl.DateTimeFormat('en', { timeZone: text });
		return text;
	} catch {
		throw new Error('must be an IANA time zone, such as Europe/Berlin');
	}
};

/** Every variable that Footfall reads. The README's table is held against this by a test. */
export const variables = {
	PORT: { aliases: ['SERVER_PORT'], default: '8080', about: 'Port to listen on; 0 takes a free one.', parse: integer(0, 65_535) },
	HOST: { default: '127.0.0.1', about: 'Address to listen on. Accounts do not exist yet, so only this machine is let in unless you say otherwise.', parse: string },
	BASE_URL: { default: '', about: 'Public address, when a proxy stands in front.', parse: optionalUrl },
	DATA_DIR: { default: './data', about: 'Where everything durable is kept.', parse: string },
	FOOTFALL_ROLE: { default: 'all', about: 'Which parts run in this process: `all`, or `collect`, or `aggregate,serve`. Anything but `all` needs Kafka.', parse: roleList },
	FOOTFALL_SCRIPT_NAME: { default: '/analytics.js', about: 'A second address for the script, against block lists.', parse: pathSegment },
	FOOTFALL_COLLECT_PATH: { default: '/api/events', about: 'A second address for events, against block lists.', parse: pathSegment },
	FOOTFALL_SITE: { default: 'localhost', about: 'Domain of the site that is made at the first start.', parse: string },
	FOOTFALL_TIME_ZONE: { default: 'UTC', about: 'Time zone of the site that is made at the first start.', parse: timeZone },
	FOOTFALL_DEMO: { default: 'true', about: 'Serve the demo shop under /demo/.', parse: flag },
	FOOTFALL_TRUST_BODY: { default: 'false', about: 'Believe `user_agent` and `ip_address` in the bodies of `/event` and `/analytics`. For local trials.', parse: flag },
	FOOTFALL_RETENTION_HOURS: { default: '48', about: 'How long the local log keeps events that are consumed already.', parse: integer(1, 8_760) },
	FOOTFALL_DISK_RESERVE_MB: { default: '256', about: 'Free disk space below which events are answered with 503.', parse: integer(1, 1_048_576) },
	FOOTFALL_DUCKDB_MEMORY_MB: { default: '192', about: 'Memory that DuckDB may use.', parse: integer(64, 1_048_576) },
	FOOTFALL_GEO_DATABASE: { default: '', about: 'Databases of cities (`.mmdb`, comma-separated) that tell regions and cities, such as GeoLite2 City or DB-IP City Lite; without one, countries only. They are read here, nothing is asked elsewhere.', parse: list },
	FOOTFALL_RATE_PER_ADDRESS: { default: '1000', about: 'Events a second taken from one address (IPv6: one /64); 0 is without limit. Loopback is never limited.', parse: integer(0, 10_000_000) },
	KAFKA_BROKERS: { aliases: ['KAFKA_BOOTSTRAP_SERVERS', 'KAFKA_BROKER'], default: '', about: 'Brokers, `host:port`, comma-separated. With any, events go through Kafka.', parse: brokerList },
	KAFKA_ENABLED: { default: 'true', about: 'False leaves Kafka alone although brokers are named.', parse: flag },
	KAFKA_TOPIC: { aliases: ['KAFKA_ANALYTICS_TOPIC'], default: 'analytics-events', about: 'Topic of the events.', parse: topicName },
	KAFKA_QUARANTINE_TOPIC: { default: 'analytics-quarantine', about: 'Topic of what cannot be used, with its reason.', parse: topicName },
	KAFKA_METRICS_TOPIC: { default: 'analytics.metrics', about: 'Topic of the aggregates of each minute, for others to read.', parse: topicName },
	KAFKA_CONTROL_TOPIC: { default: 'analytics-control', about: 'Compacted topic that takes sites and salts to collectors.', parse: topicName },
	CONSUMER_GROUP: { default: 'analytics-consumer-group', about: 'Consumer group of the aggregators.', parse: topicName },
	KAFKA_PARTITIONS: { default: '6', about: 'Partitions of the events when their topic is made.', parse: integer(1, 256) },
	KAFKA_REPLICATION: { default: '0', about: 'Copies of each record when a topic is made; 0 is three, or as many as there are brokers.', parse: integer(0, 16) },
	KAFKA_RETENTION_HOURS: { default: '168', about: 'How long the topics keep records when they are made.', parse: integer(1, 87_600) },
	KAFKA_EPOCH: { default: '', about: 'A new word has the topic read again from its oldest record, after it was made anew or lost records; what is stored already is told by its ids.', parse: string },
	KAFKA_SSL: { default: 'false', about: 'Talk TLS to the brokers; their certificates are verified.', parse: flag },
	KAFKA_SSL_CA: { default: '', about: 'Certificate authority of the brokers, PEM, when it is not a public one.', parse: string },
	KAFKA_SSL_CERT: { default: '', about: 'Certificate of this client, PEM.', parse: string },
	KAFKA_SSL_KEY: { default: '', about: 'Key of this client, PEM.', parse: string },
	KAFKA_SASL_MECHANISM: { default: '', about: 'How this client shows who it is: `plain`, `scram-sha-256` or `scram-sha-512`; empty is not at all.', parse: choice('', 'plain', 'scram-sha-256', 'scram-sha-512') },
	KAFKA_SASL_USERNAME: { default: '', about: 'User name for the brokers.', parse: string },
	KAFKA_SASL_PASSWORD: { default: '', about: 'Password for the brokers.', parse: string },
	TRUSTED_PROXIES: { default: '', about: 'CIDRs of proxies whose X-Forwarded-For is believed, comma-separated.', parse: list },
	APP_SECRET: { default: '', about: 'Secret that keys the hashes; one is made and kept in the data directory when empty. Processes that work together need the same.', parse: string },
	LOG_LEVEL: { default: 'info', about: 'How much is logged.', parse: choice('error', 'warn', 'info', 'debug') },
} as const satisfies Record<string, Variable<unknown>>;

export type VariableName = keyof typeof variables;

/** The configuration, parsed: one value for each variable. */
export type Config = { readonly [N in VariableName]: ReturnType<(typeof variables)[N]['parse']> };

/** Thrown for a wrong configuration; its message lists every fault and what to change. */
export class ConfigError extends Error {
	override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

function textOf(name: VariableName, env: Environment): string | undefined {
	const spec: Variable<unknown> = variables[name];
	for (const candidate of [name, ...(spec.aliases ?? [])]) {
		const direct = env[candidate];
		if (direct !== undefined && direct !== '') return direct;
		const file = env[`${candidate}_FILE`];
		if (file) return readFileSync(file, 'utf8').trim();
	}
	return undefined;
}

/** Whether events go through Kafka. */
export const usesKafka = ({ KAFKA_BROKERS, KAFKA_ENABLED }: Pick<Config, 'KAFKA_BROKERS' | 'KAFKA_ENABLED'>): boolean => KAFKA_ENABLED && KAFKA_BROKERS.length > 0;

/** Settings that are right by themselves and make no sense together. */
function contradictions(config: Config): string[] {
	const faults: string[] = [];
	const { FOOTFALL_ROLE: given, APP_SECRET, KAFKA_SSL_CERT, KAFKA_SSL_KEY, KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME } = config;
	if (given.includes('aggregate') !== given.includes('serve')) {
		faults.push('FOOTFALL_ROLE: a DuckDB file has one owner, even for reading: aggregate and serve are one process (aggregate,serve) beside any number of collect');
	}
	if (given.length < roles.length && !usesKafka(config)) faults.push('FOOTFALL_ROLE: parts in processes of their own meet in Kafka: set KAFKA_BROKERS, or the role all');
	if (given.length < roles.length && APP_SECRET.length < 16) faults.push('APP_SECRET: processes that work together need the same secret; set one of at least 16 characters');
	if ((KAFKA_SSL_CERT === '') !== (KAFKA_SSL_KEY === '')) faults.push('KAFKA_SSL_CERT, KAFKA_SSL_KEY: a certificate needs its key, and a key its certificate');
	if (KAFKA_SASL_MECHANISM === '' && KAFKA_SASL_USERNAME !== '') faults.push('KAFKA_SASL_MECHANISM: a user name is given; say how it is shown to the brokers');
	return faults;
}

/**
 * Reads the configuration from environment variables, aliases and `*_FILE`s. Texts in `flags`, by the names of the variables, win over
 * those, and values in `overrides` over both.
 *
 * @throws {ConfigError} naming every variable that is wrong, and any that looks like a misspelt one of ours.
 */
export function readConfig(overrides: Partial<Config> = {}, flags: Environment = {}, surroundings: Environment = process.env): Config {
	const env = { ...surroundings, ...flags };
	const faults: string[] = [];
	const config: Record<string, unknown> = {};
	for (const name of Object.keys(variables) as VariableName[]) {
		if (overrides[name] !== undefined) {
			config[name] = overrides[name];
			continue;
		}
		const spec: Variable<unknown> = variables[name];
		try {
			config[name] = spec.parse(textOf(name, env) ?? spec.default);
		} catch (error) {
			faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
	for (const name of Object.keys(env)) {
		if (name.startsWith('FOOTFALL_') && !Object.hasOwn(variables, name.replace(/_FILE$/, ''))) faults.push(`${name}: there is no such variable`);
	}
	if (faults.length === 0) faults.push(...contradictions(config as Config));
	if (faults.length > 0) throw new ConfigError(`The configuration is not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
	return config as Config;
}

/**
 * Has DuckDB's allocator (jemalloc) give back within a tenth of a second what is free, unless the surroundings tell it something else. Of itself it keeps
 * such memory for ten seconds, beside what DuckDB may use: 190 MB of it after a page of ten million events. (At once would take the page twice as long, and
 * the aggregator a fifth longer.) It reads the environment when DuckDB is loaded and knows no other way; a thread's environment is a copy, so this is for
 * the main thread, before the store is opened.
 */
export function tuneAllocator(surroundings: Record<string, string | undefined> = process.env): void {
	surroundings.DUCKDB_JE_MALLOC_CONF ??= 'dirty_decay_ms:100,muzzy_decay_ms:0';
}
