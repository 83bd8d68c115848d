import type { Dialect } from '../store/store.ts';
import type { Bind } from './params.ts';

/** A pattern that paths may fit. */
export interface PathPattern {
	/** What all of them begin with, to the letter. */
	readonly prefix: string;
	/** Whether anything may follow. */
	readonly open: boolean;
	/** A regular expression for the whole path. */
	readonly whole: string;
}

/**
 * Whether a path, as `e.pathname`, fits a pattern. Its beginning is looked at first, for nearly every path fits nearly no pattern, and a
 * regular expression costs ten times as much.
 */
export function pathSql(
	{ prefix, open, whole }: PathPattern,
	{ bind, dialect }: { readonly bind: Bind; readonly dialect: Dialect },
): string {
	const begins = prefix === '' ? [] : [dialect.startsWith('e.pathname', bind(prefix))];
	// A dot is any character, a line break too.
	const fits = open ? [] : [dialect.matches('e.pathname', bind(`(?s)${whole}`), true)];
	return [...begins, ...fits].join(' AND ') || 'TRUE';
}
