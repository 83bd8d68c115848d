import { expect, it } from 'vitest';
import { builds, flagsSource } from '../builds.mjs';
import * as flags from './flags.ts';

it('the builds know every flag and no other', () => {
	const named = [...flagsSource([]).matchAll(/export const (\w+)/g)].map(([, name]) => name);
	expect(named.sort()).toEqual(Object.keys(flags).sort());
	for (const { flags: on } of Object.values(builds)) expect(Object.keys(flags)).toEqual(expect.arrayContaining(on));
});
