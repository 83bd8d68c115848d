/**
 * A glob of paths as a pattern: `*` is anything within a segment, `**` anything at all, every other character itself; a
 * final slash does not matter.
 */
const globPattern = (glob: string): RegExp =>
	new RegExp(`^${glob.replace(/\*+|\W/g, (found) => (found[0] !== '*' ? `\\${found}` : found[1] ? '.*' : '[^/]*'))}/?$`);

/** The first of the comma-separated globs that matches a path. */
export const matching = (globs: string | undefined, path: string): string | undefined =>
	globs?.split(/[\s,]+/).find((glob) => globPattern(glob).test(path));
