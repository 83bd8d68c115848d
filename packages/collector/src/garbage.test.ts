import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dimensionNames, errors, filterOperators, metricNames, namedRanges, timeDimensions } from '@footfall/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi } from './http/openapi/document.ts';
import type { Method, Operation } from './http/openapi/parts.ts';
import { createFootfall, type Footfall } from './index.ts';
import { silentLogger } from './logger.ts';

/** Requests that are made of each address; to look longer: `GARBAGE_CASES=2000`. */
const CASES = Number(process.env.GARBAGE_CASES ?? 40);
const SEED = Number(process.env.GARBAGE_SEED ?? 20_261);
/** Longer than any answer may take: a query has a limit of its own. Milliseconds. */
const PATIENCE = 45_000;

let directory: string;
let footfall: Footfall;
let site: string;
/** What the server logged as gone wrong here. */
const failures: unknown[] = [];
const logger = { ...silentLogger, error: (message: string, fields: object = {}) => void failures.push({ message, ...fields }) };

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'footfall-garbage-'));
	footfall = await createFootfall({ DATA_DIR: directory, BASE_URL: '', FOOTFALL_DEMO: false, FOOTFALL_TRUST_BODY: true, logger });
	await footfall.start();
	const { sites } = (await (await footfall.app.request('/api/sites')).json()) as { sites: { id: string }[] };
	site = sites[0]?.id ?? '';
});
afterAll(async () => {
	await footfall.close();
	await rm(directory, { recursive: true });
});

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const operations = Object.entries(openApi.paths).flatMap(([path, methods]) =>
	(Object.entries(methods) as [Method, Operation][]).map(([method, operation]) => ({ path, method, operation })),
);

const grammar = [
	...metricNames,
	...dimensionNames,
	...timeDimensions,
	...Object.keys(namedRanges),
	...Object.keys(filterOperators),
	...['and', 'or', 'not', 'has_done', 'has_not_done', 'segment', 'asc', 'desc', 'previous_period', 'custom', 'visit', 'from', 'to'],
	...['event:props:plan', 'event:props:', 'event:props:__proto__', 'toString', 'constructor', 'hasOwnProperty'],
];
const hostile: readonly Json[] = [
	...[null, true, false, 0, -1, 1, 0.5, 1e300, -0, 2 ** 31, 2 ** 53, 2 ** 63, '', ' ', '0', '-1', 'NaN', 'null'],
	...[[], {}, [[]], [{}], [null], { length: 1 }, [[[[]]]], Array.from({ length: 300 }, () => 'x')],
	...[
		'\u0000',
		'\ud800',
		'\udfff\ud83d',
		'a\u0000b',
		'\u202e\u2066',
		'🦊'.repeat(300),
		'x'.repeat(100_000),
		'%',
		'%ff',
		'../..',
		"'; DROP TABLE events; --",
	],
	...['(', '[', '*', '**', '***', '/**', '(a+)+$', '(?=a)', '\\', '\\1', `(${'a?'.repeat(200)}){100}`, 'a{1000}{1000}', '.*'.repeat(200)],
	...[
		'2026-02-30',
		'0000-00-00',
		'9999-12-31',
		'1970-01-01',
		'-000001-01-01',
		'2026-01-01T00:00:00',
		'2026-01-01T25:00:00Z',
		'2026-01-01T00:00:00+99:99',
	],
	['2026-01-31', '2026-01-01'],
	['2016-01-01', '2026-01-01'],
	['0001-01-01', '9999-12-31'],
	['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'],
	['2099-01-01', '2099-01-02'],
	['is', 'event:page', ['/']],
	['not', ['not', ['not', ['is', 'event:goal', ['none']]]]],
	['has_done', ['has_done', ['is', 'event:page', ['/']]]],
];

const junk: fc.Arbitrary<Json> = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom(...grammar) },
	{ weight: 5, arbitrary: fc.constantFrom(...hostile) },
	{ weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }) as fc.Arbitrary<Json> },
	{
		weight: 1,
		arbitrary: fc
			.nat(60)
			.map((depth) => Array.from({ length: depth }).reduce<Json>((inner) => ['not', inner], ['is', 'event:page', ['/']])),
	},
);

/** One change to JSON that is right: something is put in, taken out, doubled, or called otherwise. `at` chooses where. */
interface Change {
	readonly at: number;
	readonly what: 'replace' | 'remove' | 'double' | 'rename' | 'add';
	readonly value: Json;
	readonly key: string;
}
const change: fc.Arbitrary<Change> = fc.record({
	at: fc.nat(),
	what: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'double', 'rename', 'add'),
	value: junk,
	key: fc.constantFrom('__proto__', 'constructor', 'toString', '', 'limit', 'filters', 'x', '\u0000', 'length'),
});

/** Every place in JSON that holds something, as its holder and key. */
function placesOf(value: Json): { holder: Json[] | Record<string, Json>; key: string }[] {
	if (typeof value !== 'object' || value === null) return [];
	const holder = value as Record<string, Json>;
	return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key] ?? null)]);
}

function changed(json: Json, { at, what, value, key }: Change): Json {
	const whole: Json = [structuredClone(json)];
	const places = placesOf(whole);
	const place = places[at % places.length];
	if (place === undefined) return value;
	const holder = place.holder as Record<string, Json>;
	if (what === 'replace') holder[place.key] = value;
	else if (what === 'double' && Array.isArray(holder)) holder.push(holder[place.key] ?? null);
	else if (what === 'remove' && Array.isArray(holder) && holder !== whole) holder.splice(Number(place.key), 1);
	else if (what === 'remove' && holder !== (whole as unknown)) delete holder[place.key];
	else if (Array.isArray(holder)) holder.splice(Number(place.key), 0, value);
	// by assignment, __proto__ would be no key
	else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
	if (what === 'rename' && !Array.isArray(holder)) delete holder[place.key];
	return whole.at(-1) ?? null;
}

interface Garbage {
	readonly changes: readonly Change[];
	readonly params: readonly Json[];
	readonly broken: string | undefined;
	readonly ids: readonly string[];
}
const garbage: fc.Arbitrary<Garbage> = fc.record({
	changes: fc.array(change, { maxLength: 4 }),
	params: fc.array(junk, { minLength: 3, maxLength: 3 }),
	broken: fc.option(
		fc.constantFrom('', '{', 'null', '[]', '"x"', '1e999', '\u0000', '{"a":1}{', '\ufeff{}', '['.repeat(5000), '{"__proto__":{"a":1}}'),
		{ nil: undefined, freq: 8 },
	),
	ids: fc.array(fc.constantFrom('', 'x', '..', '%00', '__proto__', 'constructor', '%ff', '🦊', 'x'.repeat(5000)), {
		minLength: 2,
		maxLength: 2,
	}),
});

async function send(
	path: string,
	method: Method,
	{ parameters = [], requestBody }: Operation,
	{ changes, params, broken, ids }: Garbage,
): Promise<Response> {
	const asked = parameters
		.filter(({ in: place }) => place === 'query')
		.map(({ name }, index) => {
			const value = params[index % params.length] ?? '';
			return `${name}=${encodeURIComponent((typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed())}`;
		});
	const own = changes.length % 4 === 0 ? encodeURI(ids[0] ?? '') : site;
	const address = `${path.replace('{id}', own).replace(/\{(import|item)\}/, encodeURI(ids[1] ?? ''))}${asked.length === 0 ? '' : `?${asked.join('&')}`}`;
	const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
	const example = content?.example;
	const body = typeof example === 'string' ? (broken ?? example) : (broken ?? JSON.stringify(changes.reduce(changed, example as Json)));
	return await footfall.app.request(address, {
		method: method.toUpperCase(),
		...(type === undefined ? {} : { headers: { 'Content-Type': type }, body }),
	});
}

/** Addresses that answer as other tools do, or in another form than JSON. */
const foreign = new Set(['/event', '/analytics', '/pixel.gif']);

describe('what strangers send', () => {
	it.each(operations.map(({ method, path, operation }) => [`${method.toUpperCase()} ${path}`, path, method, operation] as const))(
		'%s is answered, and never with an error of ours',
		async (_, path, method, operation) => {
			await fc.assert(
				fc.asyncProperty(garbage, async (sent) => {
					const response = await send(path, method, operation, sent);
					if (path === '/api/live' && response.ok) return await response.body?.cancel();
					const text = await response.text();
					expect(response.status, `${text}\n${JSON.stringify(failures.at(-1) ?? '')}`).toBeLessThan(500);
					if (response.ok || foreign.has(path)) return;
					const { error } = JSON.parse(text) as { error: { code: string; message: string } };
					expect(Object.keys(errors)).toContain(error.code);
					expect(error.message).not.toBe('');
				}),
				{ numRuns: CASES, seed: SEED, interruptAfterTimeLimit: PATIENCE },
			);
			expect(failures).toEqual([]);
		},
		2 * PATIENCE,
	);
});
