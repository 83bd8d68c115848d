import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as registry from '@footfall/protocol';
import { parseGoal, parseQuery, parseSavedFunnel, parseSegment } from '@footfall/protocol/schemas';
import { describe, expect, it } from 'vitest';
import { apiTables, withTables } from './apiTables.mjs';
import { root } from './run.mjs';

const page = readFileSync(path.join(root, 'docs/api.md'), 'utf8');
const examples = [...page.matchAll(/^```json (\w+)\n(.*?)^```$/gms)].map(([, kind = '', text = '']) => ({ kind, text }));
const readers: Record<string, (json: unknown) => unknown> = {
	query: parseQuery,
	goal: parseGoal,
	segment: parseSegment,
	funnel: parseSavedFunnel,
};

describe('docs/api.md', () => {
	it('lists what the protocol declares (npm run readme writes it anew)', () => {
		expect(page).toBe(withTables(page, apiTables(registry)));
	});

	it('changes when a definition does', () => {
		const { visits } = registry.metrics;
		const changed = { ...registry, metrics: { ...registry.metrics, visits: { ...visits, definition: 'Another.' } } };
		expect(apiTables(changed).metrics).not.toBe(apiTables(registry).metrics);
	});

	it('has examples', () => {
		expect(new Set(examples.map(({ kind }) => kind))).toEqual(new Set(Object.keys(readers)));
	});

	it.each(examples)('gives an example that is understood: $text', ({ kind, text }) => {
		expect(() => readers[kind]?.(JSON.parse(text))).not.toThrow();
	});
});
