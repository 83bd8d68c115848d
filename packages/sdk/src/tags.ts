import { FOREIGN, SETTINGS } from './flags.ts';
import type { Tag } from './types.ts';

/**
 * The event that an element's markup asks for: `data-footfall-event="Signup" data-footfall-event-plan="pro"`, and in the
 * builds that have them Umami's attributes and Plausible's classes (`plausible-event-name=Sign+up`, `--` for `=`). Its
 * properties, and its name under the empty name, which no property has.
 *
 * With a `pattern` of its own: the attributes whose names match, by what its group finds in their names.
 */
export const tagOf = (element: Element, pattern?: RegExp): Tag => {
	const tag: Tag = {};
	// a document and a shadow root have none
	for (const { name, value } of element.attributes ?? []) {
		name.replace(
			(SETTINGS && pattern) || (FOREIGN ? /^data-(?:footfall|umami)-event-?(.*)/ : /^data-footfall-event-?(.*)/),
			(_, rest) => (tag[rest] = value),
		);
	}
	if (FOREIGN) {
		for (const token of element.classList ?? []) {
			const [, key, value = ''] = /^plausible-event-(.+?)(?:=|--)(.+)/.exec(token) ?? [];
			if (key) tag[key === 'name' ? '' : key] = value.replaceAll('+', ' ');
		}
	}
	return tag;
};
