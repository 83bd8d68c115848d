import { namedRanges } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { commandOf, keyOfRange, keySheet } from './keys.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) =>
	commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe('keys', () => {
	it('choose ranges in either case', () => {
		expect(press('w')).toEqual({ do: 'range', range: '7d' });
		expect(press('W')).toEqual({ do: 'range', range: '7d' });
	});

	it('leave the browser its own', () => {
		expect(press('r', { ctrlKey: true })).toBeUndefined();
		expect(press('ArrowLeft', { altKey: true })).toBeUndefined();
		expect(press('constructor')).toBeUndefined();
	});

	it('change sites by number', () => {
		expect(press('1')).toEqual({ do: 'site', index: 0 });
		expect(press('0')).toBeUndefined();
	});

	it('reach every named range, and the sheet shows each', () => {
		const shown = keySheet.flatMap(({ keys }) => keys.map(({ does }) => does));
		for (const range of Object.keys(namedRanges) as (keyof typeof namedRanges)[]) {
			expect(keyOfRange(range)).toMatch(/^[A-Z]$/);
			expect(shown).toContain(namedRanges[range]);
		}
	});
});
