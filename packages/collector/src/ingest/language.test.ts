import { expect, it } from 'vitest';
import { canonicalLanguage, firstLanguage } from './language.ts';

it.each([
	['en-GB', 'en-GB'],
	['en-gb', 'en-GB'],
	['DE', 'de'],
	['zh-hant-tw', 'zh-Hant-TW'],
	['es-419', 'es-419'],
	['', ''],
	['c', ''],
	['<script>', ''],
	['en_GB', ''],
	['x'.repeat(100), ''],
])('%j is %j', (tag, language) => {
	expect(canonicalLanguage(tag)).toBe(language);
});

it('is the first that a browser asks for', () => {
	expect(firstLanguage('de-ch;q=0.9, en')).toBe('de-CH');
	expect(firstLanguage('*')).toBe('');
});
