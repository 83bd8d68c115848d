import { FOREIGN } from './flags.ts';
import type { Props } from './types.ts';

/** The attributes of `element` whose names match, by what is left of their names. */
export function attributesOf(element: Element, pattern: RegExp): Props {
	const found: Props = {};
	for (const { name, value } of element.attributes) {
		if (pattern.test(name)) found[name.replace(pattern, '')] = value;
	}
	return found;
}

/**
 * The event that an element's markup asks for: `data-footfall-event="Signup" data-footfall-event-plan="pro"`, and in the
 * builds that have them Umami's attributes and Plausible's classes (`plausible-event-name=Sign+up`, `--` for `=`).
 */
export function tagOf(element: Element): { name: string; props: Props } | undefined {
	const { '': tag, ...props } = attributesOf(element, FOREIGN ? /^data-(footfall|umami)-event-?/ : /^data-footfall-event-?/);
	let name = tag as string | undefined;
	if (FOREIGN) {
		for (const token of element.classList) {
			const [, key, value = ''] = /^plausible-event-(.+?)(?:=|--)(.+)/.exec(token) ?? [];
			const text = value.replaceAll('+', ' ');
			if (key === 'name') name = text;
			else if (key) props[key] = text;
		}
	}
	return name ? { name, props } : undefined;
}
