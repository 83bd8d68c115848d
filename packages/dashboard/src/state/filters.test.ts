import { describe, expect, it } from 'vitest';
import { hasValue, onlyValue, queryFilters, withFilter, withValue } from './filters.ts';
import type { ViewFilter } from './view.ts';

const google: ViewFilter = ['is', 'visit:source', ['Google']];
const notDe: ViewFilter = ['is_not', 'visit:country', ['DE']];

describe('filters', () => {
	it('gain a clicked value', () => {
		expect(withValue([notDe], 'visit:source', 'Google')).toEqual([notDe, google]);
	});

	it('hold one clicked value a dimension', () => {
		expect(withValue([google, notDe], 'visit:source', 'Bing')).toEqual([['is', 'visit:source', ['Bing']], notDe]);
	});

	it('are replaced, removed and never doubled', () => {
		expect(withFilter([google, notDe], 0, undefined)).toEqual([notDe]);
		expect(withFilter([google, notDe], 1, google)).toEqual([google]);
		expect(withFilter([google], 0, ['is', 'visit:source', []])).toEqual([]);
		expect(withFilter([google], 1, notDe)).toEqual([google, notDe]);
	});

	it('tell which row is chosen', () => {
		expect(hasValue([google], 'visit:source', 'Google')).toBe(true);
		expect(hasValue([notDe], 'visit:country', 'DE')).toBe(false);
		expect(onlyValue([google], 'visit:source')).toBe('Google');
		expect(onlyValue([['is', 'visit:source', ['a', 'b']]], 'visit:source')).toBeUndefined();
	});

	it('ask for typed text without regard to case', () => {
		expect(queryFilters([['contains', 'event:page', ['/Blog']], google])).toEqual([
			['contains', 'event:page', ['/Blog'], { case_sensitive: false }],
			['is', 'visit:source', ['Google']],
		]);
	});
});
