import { describe, expect, it } from 'vitest';
import { instantOf } from './instant.ts';

describe('an instant in a file', () => {
	it.each([
		['2026-10-10T10:00:00Z', '2026-10-10T10:00:00.000Z'],
		['2026-10-10 10:00:00', '2026-10-10T10:00:00.000Z'],
		['2026-10-10T10:00:00.123456789+02:00', '2026-10-10T08:00:00.123Z'],
		['2026-10-10 10:00:00-0530', '2026-10-10T15:30:00.000Z'],
		['2026-10-10 10:00:00+00', '2026-10-10T10:00:00.000Z'],
		['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000Z'],
	])('is read: %s', (text, expected) => {
		expect(new Date(instantOf(text)).toISOString()).toBe(expected);
	});

	it.each([
		'',
		'1',
		'yesterday',
		'10/10/2026',
		'2026-10-10',
		'2026-02-30T00:00:00Z',
		'2026-02-29 00:00:00',
		'2026-10-10T25:00:00Z',
		'+275760-09-13T00:00:00Z',
	])('is not guessed: %s', (text) => {
		expect(instantOf(text)).toBeNaN();
	});
});
