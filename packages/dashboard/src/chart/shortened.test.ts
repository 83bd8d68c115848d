import { describe, expect, it } from 'vitest';
import { shortened } from './shortened.ts';

const widthOf = (text: string): number => [...text].length;

describe('a text for little room', () => {
	it('stays as it is where it fits', () => {
		expect(shortened('/pricing', 8, widthOf)).toBe('/pricing');
		expect(shortened('', 0, widthOf)).toBe('');
	});

	it('keeps its begin and its end', () => {
		expect(shortened('/docs/the-story-of-12', 11, widthOf)).toBe('/docs…of-12');
		expect(shortened('/docs/the-story-of-12', 12, widthOf)).toBe('/docs/…of-12');
		expect(shortened('abc', 1, widthOf)).toBe('…');
	});

	it('cuts no character in two', () => {
		expect(shortened('🦊🦊🦊🦊🦊', 3, widthOf)).toBe('🦊…🦊');
	});
});
