import { matching } from './globs.ts';
import type { Options } from './types.ts';

/** The address as it may be recorded: its path replaced by the mask that matches; empty when it is excluded. */
export const mask = (address: string, { mask, include, exclude }: Options): string => {
	const url = new URL(address);
	const path = url.pathname;
	const glob = matching(mask, path);
	if (glob) url.pathname = glob;
	return matching(exclude, path) || (include && !matching(include, path)) ? '' : url.href;
};
