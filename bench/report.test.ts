import { describe, expect, it } from 'vitest';
import { formatGrid, formatNumber, formatTable, reaches } from './report.ts';

describe('the table of measurements', () => {
	it('lines up its columns, the numbers to the right', () => {
		const rows = [
			{ name: 'ratio', value: 0.523, unit: '×', target: '≥ 0.5' },
			{ name: 'batches of 20', value: 61_234.4, unit: 'events/s', target: '≥ 70 000', note: 'loaded' },
		];
		expect(formatTable(rows)).toBe(
			[
				'               measured  unit      to reach',
				'ratio              0.52  ×         ≥ 0.5     yes',
				'batches of 20    61 234  events/s  ≥ 70 000  NO   loaded',
			].join('\n'),
		);
	});

	it('lines up any cells, with a name in front', () => {
		const cells = [
			['', 'gzip', 'requests'],
			['analytics.js', '2 100', '5'],
			['peer', '950', '12'],
		];
		expect(formatGrid(cells)).toBe(
			['               gzip  requests', 'analytics.js  2 100         5', 'peer            950        12'].join('\n'),
		);
	});

	it('writes numbers with the digits that matter', () => {
		expect([0.456, 12.34, 100.4, 1000, 1234567.8, 5].map(formatNumber)).toEqual(['0.46', '12.3', '100', '1 000', '1 234 568', '5']);
		expect(formatNumber(Number.NaN)).toBe('–');
	});

	it('knows whether a target is reached', () => {
		expect(reaches({ value: 511, target: '< 512' })).toBe(true);
		expect(reaches({ value: 512, target: '< 512' })).toBe(false);
		expect(reaches({ value: 60_000, target: '≥ 60 000' })).toBe(true);
		expect(reaches({ value: 1, target: '≤ 0.5' })).toBe(false);
		expect(reaches({ value: 1 })).toBeUndefined();
	});
});
