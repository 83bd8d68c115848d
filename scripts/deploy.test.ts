import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig, variables } from '../packages/collector/src/config.ts';
import { root } from './run.mjs';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const dockerfile = read('Dockerfile');
const compose = read('docker-compose.yml');

/** Everything in the compose file that is not the broker's or its page's. */
const given = [...compose.matchAll(/\b(?!KAFKA_(?!BROKERS))([A-Z][A-Z0-9_]{3,}): (\S.*?)(?=,? ?\}|$)/gm)].map(
	([, name = '', value = '']) => [name, value] as const,
);

describe('what is there to be run by Docker', () => {
	it('is told by names that config.ts knows', () => {
		const names = [...new Set(given.map(([name]) => name))];
		expect(names).toEqual(expect.arrayContaining(['APP_SECRET', 'KAFKA_BROKERS', 'FOOTFALL_ROLE', 'TRUSTED_PROXIES']));
		const inImage =
			/^ENV (.+)$/m
				.exec(dockerfile)?.[1]
				?.split(' ')
				.map((pair) => pair.split('=')[0] ?? '') ?? [];
		for (const name of [...names, ...inImage.filter((name) => name !== 'NODE_ENV')]) expect(Object.keys(variables)).toContain(name);
	});

	it('has parts that go together', () => {
		const roles = given.filter(([name]) => name === 'FOOTFALL_ROLE').map(([, value]) => value.replaceAll('"', ''));
		expect(roles).toEqual(['collect', 'aggregate,serve']);
		for (const FOOTFALL_ROLE of roles)
			expect(() =>
				readConfig({}, {}, { FOOTFALL_ROLE, KAFKA_BROKERS: 'kafka:9092', APP_SECRET: 'long enough for a secret' }),
			).not.toThrow();
	});

	it('copies the manifest of every workspace before it installs, and only what exists', () => {
		const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) => files.split(' '));
		for (const file of copied) expect(existsSync(path.join(root, file)), file).toBe(true);
		const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, unknown> };
		const workspaces = Object.keys(packages).filter((directory) => directory !== '' && !directory.includes('node_modules'));
		expect(workspaces).toContain('packages/collector');
		for (const workspace of workspaces) expect(copied).toContain(`${workspace}/package.json`);
	});

	it('asks whether it is well at addresses that exist', () => {
		const asked = [...`${dockerfile}${compose}${read('deploy/Caddyfile')}`.matchAll(/(\/health\/\w+)/g)].map(([, at]) => at);
		const routes = read('packages/collector/src/http/health.ts');
		for (const address of new Set(asked)) expect(routes).toContain(`'${address}'`);
	});
});
