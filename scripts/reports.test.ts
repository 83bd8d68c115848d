import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { shopProps, shopSteps } from '../packages/protocol/src/commerce.ts';
import { reportNumbers } from '../packages/protocol/src/reports/definitions.ts';
import { vitals } from '../packages/protocol/src/reports/performance.ts';
import { root } from './run.mjs';

const text = readFileSync(path.join(root, 'docs/reports.md'), 'utf8');

it.each(Object.entries(reportNumbers))('docs/reports.md defines %s in the words of the tooltip', (_, { label, definition }) => {
	expect(text).toContain(`| ${label} | ${definition} |`);
});

it.each(Object.values(vitals))('docs/reports.md has the bounds of $label and their source', ({ label, name, good, poor, source, unit }) => {
	const written = (bound: number): string => (unit === 'milliseconds' ? `${bound} ms` : String(bound));
	expect(text).toContain(`| ${label}, ${name} | ${written(good)} | ${written(poor)} | ${source} |`);
});

const inCode = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
it.each(Object.values(shopSteps))('docs/reports.md names the events of the step $label', ({ label, names }) => {
	expect(text).toContain(`| ${label} | ${inCode(names)} |`);
});
it.each(Object.entries(shopProps))('docs/reports.md names the properties that tell %s', (kind, names) => {
	expect(text).toContain(`| ${kind.replaceAll('_', ' ')} | ${inCode(names)} |`);
});
