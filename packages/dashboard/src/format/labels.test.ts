import { describe, expect, it } from 'vitest';
import { createLabels, flagOf } from './labels.ts';

const en = createLabels(['en']);

describe('labels of values', () => {
	it('name countries and languages', () => {
		expect(en.of('visit:country', 'DE')).toBe('Germany');
		expect(en.of('visit:language', 'pt-BR')).toBe('Brazilian Portuguese');
		expect(flagOf('DE')).toBe('🇩🇪');
	});

	it('leave alone what no name is known for', () => {
		expect(en.of('visit:country', 'Atlantis')).toBe('Atlantis');
		expect(en.of('visit:language', '<script>')).toBe('<script>');
	});

	it('find a country and a language by name, and anything else by its text', () => {
		expect(en.search('visit:country', 'germ')).toEqual(['is', 'visit:country', expect.arrayContaining(['DE'])]);
		expect(en.search('visit:language', 'german')).toContainEqual(expect.arrayContaining([expect.arrayContaining(['is', ['de']])]));
		expect(en.search('event:page', '/blog')).toEqual(['contains', 'event:page', ['/blog'], { case_sensitive: false }]);
	});

	it('call an empty value by the word of its dimension', () => {
		expect(en.of('visit:source', '')).toBe('Direct / None');
		expect(en.of('event:props:plan', '')).toBe('(none)');
	});
});
