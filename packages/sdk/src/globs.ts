/** A glob of paths as a pattern: `*` is anything within a segment, `**` anything at all; a final slash does not matter. */
export function globPattern(glob: string): RegExp {
	const escaped = glob.trim().replace(/[.+?^${}()|[\]\\]/g, '\\$&');
	return new RegExp(`^${escaped.replace(/\*+/g, (stars) => (stars[1] ? '.*' : '[^/]*'))}/?$`);
}

/** The first of the comma-separated globs that matches a path. */
export function matching(globs: string | undefined, path: string): string | undefined {
	return globs?.split(',').find((glob) => globPattern(glob).test(path));
}
