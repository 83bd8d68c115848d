import { dimensions, type Filter, isDimensionName } from '@footfall/protocol';
import type { PanelDimension } from '../state/view.ts';

/** Values of dimensions as people know them: countries and languages by name, empty values by their own word. */
export interface Labels {
	of(dimension: PanelDimension, value: string): string;
	/** The filter that finds the values whose label holds a text: a country is searched by its name, though its code is stored. */
	search(dimension: PanelDimension, text: string): Filter;
}

/** The most values that a filter may hold. */
const VALUES = 200;

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const twoLetters = [...letters].flatMap((first) => [...letters].map((second) => first + second));

export function createLabels(locales: readonly string[]): Labels {
	const regions = new Intl.DisplayNames([...locales], { type: 'region', fallback: 'code' });
	const languages = new Intl.DisplayNames([...locales], { type: 'language', fallback: 'code' });
	const codesOf = (names: Intl.DisplayNames, codes: readonly string[], text: string): string[] =>
		codes.filter((code) => named(names, code) !== code && named(names, code).toLowerCase().includes(text.toLowerCase())).slice(0, VALUES);
	return {
		of(dimension, value) {
			if (value === '') return isDimensionName(dimension) ? dimensions[dimension].none : '(none)';
			if (dimension === 'visit:country' && isCountry(value)) return named(regions, value);
			if (dimension === 'visit:language') return named(languages, value);
			return value;
		},
		search(dimension, text) {
			const written: Filter = ['contains', dimension, [text], { case_sensitive: false }];
			if (dimension === 'visit:country') {
				const codes = codesOf(regions, twoLetters, text);
				return codes.length === 0 ? written : ['is', dimension, codes];
			}
			if (dimension === 'visit:language') {
				const lower = twoLetters.map((code) => code.toLowerCase());
				const codes = codesOf(languages, lower, text);
				if (codes.length > 0) return ['or', [written, ['is', dimension, codes], ['contains', dimension, codes.map((code) => `${code}-`)]]];
			}
			return written;
		},
	};
}

/** Whether a value is a country code of two letters. */
export function isCountry(value: string): boolean {
	return /^[A-Z]{2}$/.test(value);
}

function named(names: Intl.DisplayNames, code: string): string {
	try {
		return names.of(code) ?? code;
	} catch {
		return code;
	}
}

/** A country's flag as an emoji: its code in regional indicators. */
export function flagOf(country: string): string {
	return String.fromCodePoint(...[...country].map((letter) => 0x1f1a5 + letter.charCodeAt(0)));
}
