import type { QueryMeta } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { importedNote } from './imported.ts';

const meta = (fields: Partial<QueryMeta>): QueryMeta => ({ visitors: 'sum_of_days', data_version: 1, computed_at: '', ...fields });

describe('what is said of imported data', () => {
	it('is that it is in the numbers, and which part of it is not', () => {
		expect(importedNote(meta({ imports_included: true }))).toMatchObject({ state: 'in' });
		expect(importedNote(meta({ imports_included: true, imports_warning: 'Not all of it.' }))?.text).toMatch(/\nNot all of it\.$/);
	});

	it('is why it is left out, where there is some', () => {
		const left = { imports_included: false, imports_skip_reason: 'unsupported_query', imports_warning: 'Two tables.' } as const;
		expect(importedNote(meta(left))).toEqual({ state: 'out', text: 'Two tables.' });
	});

	it('is that a table is missing, where others were imported', () => {
		const none = { imports_included: false, imports_skip_reason: 'no_imported_data', imports_warning: 'No devices.' } as const;
		expect(importedNote(meta(none))).toEqual({ state: 'none', text: 'No devices.' });
	});

	it('is nothing where there is none', () => {
		expect(importedNote(undefined)).toBeUndefined();
		expect(importedNote(meta({}))).toBeUndefined();
		expect(importedNote(meta({ imports_included: false, imports_skip_reason: 'no_imported_data' }))).toBeUndefined();
		expect(importedNote(meta({ imports_included: false, imports_skip_reason: 'out_of_range' }))).toBeUndefined();
	});

	it('is that only the other period has some', () => {
		const compared = { imports_included: false, imports_skip_reason: 'out_of_range', comparison_imports_included: true } as const;
		expect(importedNote(meta(compared))).toMatchObject({ state: 'in', text: expect.stringContaining('compared') });
	});
});
