import { describe, expect, it } from 'vitest';
import { parseRecord } from '../packages/collector/src/aggregate/parse.ts';
import { generate } from './generate.ts';

const all = (seed: number) => [...generate({ events: 5000, seed, days: 3 })].flat();

describe('generated traffic', () => {
	it('is the same for the same seed, and another for another', () => {
		expect(all(1)).toEqual(all(1));
		expect(all(1)).not.toEqual(all(2));
	});

	it('has as many events as asked for, each once, in order of time, and all of them usable', () => {
		const records = all(1);
		expect(records).toHaveLength(5000);
		expect(new Set(records.map(({ id }) => id)).size).toBe(5000);
		expect(records.every(({ time }, i) => i === 0 || Math.floor(time / 60_000) >= Math.floor((records[i - 1]?.time ?? 0) / 60_000))).toBe(
			true,
		);
		for (const record of records) expect(parseRecord(JSON.stringify(record))).toMatchObject({ id: record.id, time: record.time });
	});

	it('looks like a website’s: page views lead, most end with an unload, some clients are bots', () => {
		const records = all(1);
		const share = (name: string) => records.filter((record) => record.name === name).length / records.length;
		expect(share('pageview')).toBeGreaterThan(0.4);
		expect(share('page_unload')).toBeGreaterThan(0.35);
		expect(share('Signup')).toBeGreaterThan(0.005);
		expect(records.some(({ bot }) => bot >= 50)).toBe(true);
		expect(records.some(({ before }) => before !== undefined)).toBe(true);
	});
});
