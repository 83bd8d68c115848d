import { attempt } from './guard.ts';
import type { Props } from './types.ts';

/**
 * What can be sent of anybody's properties: 30 of them, numbers and booleans as they are, objects as JSON, text cut to
 * 2000 characters. Left out are null, functions, whatever throws (cycles), and the names that the server refuses, most of
 * them for the whole batch, because a careless merge would pollute a prototype with them (`__proto__` assigns nothing here).
 */
export const scrub = (props: Props | null | undefined): Props | undefined => {
	const clean: Props = {};
	let left = 30;
	for (const name in props) {
		if (left && left--)
			attempt(() => {
				const value = props[name];
				if (!/^(constructor|prototype|)$/.test(name))
					clean[name] =
						(value as number).toFixed || value === !!value
							? value
							: // biome-ignore lint/style/useTemplate: a few bytes
								(Object(value) === value ? JSON.stringify(value) : value + '').slice(0, 2000);
			});
	}
	return (props && clean) as Props | undefined;
};
