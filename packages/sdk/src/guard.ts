/**
 * What `work` returns when it is called with `argument`, or undefined where it throws or is no function: a page that patched
 * fetch, history, storage or performance with something broken must never see an error of ours.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: what most plugins return
export const attempt = <T, A>(work: ((argument: A) => T) | void | undefined, argument?: A): T | undefined => {
	try {
		return (work as (argument: A) => T)(argument as A);
	} catch {}
	return undefined;
};

/** Listens to events of the window and, in the capture phase, of all below it, so that no `stopPropagation()` hides them. */
export const listen = <E extends Event>(handler: (event: E) => unknown, ...types: string[]): void => {
	for (const type of types) addEventListener(type, (event) => attempt(handler, event as E), true);
};
