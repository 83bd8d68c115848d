import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builds } from '../packages/sdk/builds.mjs';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const docs = read('docs/sdk.md');
const blocks = [...docs.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language, text }));

describe('docs/sdk.md', () => {
	it.each(['react/App.tsx', 'vue/App.vue', 'svelte/App.svelte', 'next/app/analytics.tsx', 'next/app/layout.tsx'])(
		'shows %s as it is built',
		(file) => {
			expect(blocks).toContainEqual({ language: file.split('.').at(-1), text: read(`examples/frameworks/${file}`) });
		},
	);

	it.each(Object.values(builds))('promises what $file is held to', ({ file, gzip }) => {
		const line = docs.split('\n').find((each) => each.startsWith(`| \`${file}\` |`));
		expect(line?.replaceAll(/\s/g, '')).toContain(`≤${gzip}B`);
	});
});
