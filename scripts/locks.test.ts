import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingOptionals } from './lock.mjs';
import { root } from './run.mjs';

const text = readFileSync(path.join(root, 'package-lock.json'), 'utf8');

describe('package-lock.json', () => {
	it('names no registry and no path of a machine: every entry is found by name and version', () => {
		expect(text.match(/"resolved": "(https?:|file:|git\+|\/).*"/g) ?? []).toEqual([]);
	});

	it('holds the binary packages of every platform (node scripts/lock.mjs adds them)', () => {
		expect(missingOptionals(JSON.parse(text).packages)).toEqual([]);
	});

	it('is of the package.json files as they are (npm install, then node scripts/lock.mjs)', () => {
		const { packages } = JSON.parse(text) as { packages: Record<string, Record<string, unknown>> };
		const workspaces = Object.keys(packages).filter((place) => !place.includes('node_modules/'));
		expect(workspaces.length).toBeGreaterThan(5);
		for (const place of workspaces) {
			const manifest = JSON.parse(readFileSync(path.join(root, place, 'package.json'), 'utf8')) as Record<string, unknown>;
			for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
				expect([place, kind, packages[place]?.[kind] ?? {}]).toEqual([place, kind, manifest[kind] ?? {}]);
			}
		}
	});

	it('is found incomplete when a platform is missing, wherever its package may lie', () => {
		const packages = {
			'node_modules/a': { optionalDependencies: { 'a-linux-x64': '1.0.0', 'a-darwin-arm64': '1.0.0' } },
			'node_modules/a-linux-x64': { version: '1.0.0' },
			'packages/x/node_modules/b': { dev: true, optionalDependencies: { 'b-linux-x64': '2.0.0', 'a-linux-x64': '1.0.0' } },
			'packages/x/node_modules/b-linux-x64': { version: '2.0.0' },
		};
		expect(missingOptionals(packages)).toEqual([{ name: 'a-darwin-arm64', version: '1.0.0', dev: false }]);
	});
});
