import { attempt } from './guard.ts';
import type { Props } from './types.ts';

/**
 * What can be sent of anybody's properties: 30 of them, numbers and booleans as they are, objects as JSON, text cut to
 * 2000 characters. Left out are null, functions, whatever throws (cycles), and the names that the server refuses for the
 * whole batch, because a careless merge would pollute a prototype with them (`__proto__` assigns nothing here).
 */
export function scrub(props: Props | undefined): object | undefined {
	const clean: Props = {};
	let left = 30;
	for (const name in props) {
		attempt(() => {
			const value = props[name] as number | string | { call?: unknown } | null | undefined;
			const text = typeof value === 'object' ? JSON.stringify(value) : `${value}`;
			if (value != null && !(value as Props).call && !/^(constructor|prototype)$/.test(name) && left-- > 0)
				clean[name.slice(0, 300)] = /^(nu|bo)/.test(typeof value) ? value : text.slice(0, 2000);
		});
	}
	return props && clean;
}
