import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './run.mjs';

/** Which of our packages each may import. */
const packagesAllowed: Record<string, readonly string[]> = {
	protocol: [],
	sdk: ['@footfall/protocol'],
	dashboard: ['@footfall/protocol'],
	collector: ['@footfall/protocol', '@footfall/protocol/schemas'],
};

/**
 * Which rooms of the collector each room may import; its own files always. A room is a folder or a file of
 * `packages/collector/src`; `store/store.ts` is one file of a room.
 */
const roomsAllowed: Record<string, readonly string[]> = {
	main: ['compose', 'config', 'logger'],
	index: ['compose', 'config', 'logger'],
	compose: [
		'http',
		'ingest',
		'log',
		'aggregate',
		'store',
		'query',
		'reports',
		'live',
		'control',
		'exports',
		'imports',
		'storeThread',
		'shipThread',
		'config',
		'logger',
	],
	storeThread: ['aggregate', 'log', 'store', 'live', 'threads', 'logger'],
	shipThread: ['log', 'threads', 'logger'],
	threads: [],
	config: [],
	logger: [],
	http: ['ingest', 'reports', 'query', 'live', 'control', 'exports', 'imports', 'log', 'store', 'logger'],
	ingest: ['log', 'control', 'logger'],
	reports: ['query', 'store', 'control', 'live/ring.ts'],
	exports: ['store/store.ts', 'control'],
	imports: ['ingest', 'aggregate/parse.ts', 'store/store.ts', 'control', 'log', 'logger'],
	query: ['store/store.ts', 'store/tables.ts'],
	aggregate: ['log', 'store', 'logger'],
	live: ['log', 'store', 'query', 'control', 'logger'],
	log: ['threads', 'logger'],
	store: ['log/log.ts', 'logger'],
	control: ['logger'],
};

/** Folders of the collector that hold a concrete driver: only compose.ts may name them, and what it has run in another thread. */
const drivers = ['log/sqlite', 'log/kafka', 'store/duckdb', 'store/clickhouse', 'control/sqlite'];

const mayNameDrivers = new Set(['compose', 'storeThread', 'shipThread']);

type Sources = Readonly<Record<string, string>>;

/** Every import of these files that goes against the grain, as `file: what is wrong`. */
function violations(sources: Sources): string[] {
	return Object.entries(sources).flatMap(([file, source]) => [
		...importsOf(source)
			.flatMap((target) => faultOf(file, target))
			.map((fault) => `${file}: ${fault}`),
		...(readsEnvironment(file, source) ? [`${file}: reads process.env, which only config.ts does`] : []),
	]);
}

/** The specifiers of all static and dynamic imports and re-exports. */
function importsOf(source: string): string[] {
	const code = source.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
	const statements = /^\s*(?:import|export)\s(?:[^'"`;()=]*?\bfrom\s*)?['"]([^'"]+)['"]/gm;
	const found = [...code.matchAll(statements), ...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)];
	return found.map(([, target = '']) => target);
}

function faultOf(file: string, target: string): string[] {
	const [, own = '', , ...inside] = file.split('/');
	if (target.startsWith('@footfall/')) {
		return packagesAllowed[own]?.includes(target) ? [] : [`imports ${target}`];
	}
	if (target.startsWith('node:')) return own === 'collector' ? [] : [`imports ${target}, which no browser has`];
	if (!target.startsWith('.')) return [];
	const resolved = path.posix.join(path.posix.dirname(file), target);
	const home = `packages/${own}/src/`;
	if (!resolved.startsWith(home)) return resolved.startsWith(`packages/${own}/`) ? [] : [`imports ${target} out of its package`];
	return own === 'collector' ? roomFault(inside.join('/'), resolved.slice(home.length)) : [];
}

function roomFault(from: string, to: string): string[] {
	const room = roomOf(from);
	const driver = drivers.find((folder) => to.startsWith(folder));
	if (driver !== undefined && !from.startsWith(driver) && !mayNameDrivers.has(room)) return [`names the driver ${to}`];
	if (roomOf(to) === room) return [];
	const allowed = roomsAllowed[room];
	if (allowed === undefined) return ['is a room without a rule; give it one in scripts/imports.test.ts'];
	return allowed.includes(roomOf(to)) || allowed.includes(to) ? [] : [`imports ${to}`];
}

function roomOf(file: string): string {
	return (file.split('/')[0] ?? '').replace(/\.ts$/, '');
}

function readsEnvironment(file: string, source: string): boolean {
	return file !== 'packages/collector/src/config.ts' && /\bprocess\.env\b/.test(source.replace(/^\s*(\/\/|\*|\/\*).*$/gm, ''));
}

/** The sources of all packages; tests, contracts and what only they use may name anything. */
function realSources(): Sources {
	const read = (folder: string): [string, string][] =>
		readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry): [string, string][] => {
			const inner = `${folder}/${entry.name}`;
			if (entry.isDirectory()) return entry.name === 'testing' ? [] : read(inner);
			return /\.tsx?$/.test(entry.name) && !/\.(test|contract)\.tsx?$/.test(entry.name)
				? [[inner, readFileSync(path.join(root, inner), 'utf8')]]
				: [];
		});
	return Object.fromEntries(Object.keys(packagesAllowed).flatMap((name) => read(`packages/${name}/src`)));
}

describe('imports', () => {
	it('go in the directions of ARCHITECTURE.md', () => {
		expect(violations(realSources())).toEqual([]);
	});

	it('are all seen: the sources do import each other', () => {
		const sources = realSources();
		expect(importsOf(sources['packages/collector/src/main.ts'] ?? '')).toContain('./compose.ts');
		expect(Object.keys(sources).length).toBeGreaterThan(50);
	});

	const collector = 'packages/collector/src';
	it.each<[because: string, file: string, source: string]>([
		['ingest does not know the store', `${collector}/ingest/steps.ts`, `import type { StoreReader } from '../store/store.ts';`],
		['ingest does not know the aggregator', `${collector}/ingest/steps.ts`, `export { visits } from '../aggregate/visits.ts';`],
		['ingest does not know the query', `${collector}/ingest/dialects/event.ts`, `const q = await import('../../query/compile.ts');`],
		['the query does not know reports', `${collector}/query/compile.ts`, `import {\n\ta,\n\tb,\n} from '../reports/answer.ts';`],
		['the aggregator does not know http', `${collector}/aggregate/visits.ts`, `import '../http/app.ts';`],
		['only compose.ts names a log driver', `${collector}/main.ts`, `import { openLog } from './log/sqlite/open.ts';`],
		['only compose.ts names a store driver', `${collector}/aggregate/aggregator.ts`, `import { x } from '../store/duckdb/store.ts';`],
		['an interface does not know its driver', `${collector}/store/store.ts`, `import { x } from './duckdb/store.ts';`],
		['only config.ts reads the environment', `${collector}/http/app.ts`, `const port = process.env.PORT;`],
		['a new room has a rule', `${collector}/alerts/rules.ts`, `import { x } from '../reports/answer.ts';`],
		['the SDK does not load the schemas', 'packages/sdk/src/index.ts', `import { batch } from '@footfall/protocol/schemas';`],
		['the SDK does not know the collector', 'packages/sdk/src/index.ts', `import { x } from '@footfall/collector';`],
		['the protocol knows nobody', 'packages/protocol/src/events.ts', `import { x } from '@footfall/sdk';`],
		['no package reaches into another', 'packages/dashboard/src/app.tsx', `import { x } from '../../collector/src/config.ts';`],
		['the dashboard runs in a browser', 'packages/dashboard/src/app.tsx', `import { readFileSync } from 'node:fs';`],
	])('are refused: %s', (_, file, source) => {
		expect(violations({ [file]: source })).toHaveLength(1);
	});

	it('are not seen in comments, nor refused where they are right', () => {
		const sources = {
			[`${collector}/compose.ts`]: `import { openLog } from './log/sqlite/open.ts';\nimport { readConfig } from './config.ts';`,
			[`${collector}/log/sqlite/open.ts`]: `import type { Log } from '../log.ts';\nimport { worker } from './worker.ts';`,
			[`${collector}/ingest/steps.ts`]: `// import { x } from '../store/store.ts';\nexport const file = '../store/store.ts';\n/**\n * import { x } from '../query/x.ts'\n */\nimport type { Log } from '../log/log.ts';`,
			[`${collector}/config.ts`]: 'export const port = process.env.PORT;',
			'packages/sdk/src/index.ts': `import { WIRE_VERSION } from '@footfall/protocol';\nimport { nanoid } from 'nanoid';`,
		};
		expect(violations(sources)).toEqual([]);
	});
});
