import { matching } from './globs.ts';
import type { Options } from './types.ts';

/** The address as it may be recorded: its path replaced by the mask that matches; undefined when it is excluded. */
export function mask(address: string, { mask, include, exclude }: Options): string | undefined {
	const url = new URL(address);
	const { pathname } = url;
	if (matching(exclude, pathname) || (include && !matching(include, pathname))) return undefined;
	const glob = matching(mask, pathname)?.trim();
	return glob ? address.replace(url.origin + pathname, url.origin + glob) : address;
}
