/**
 * Runs `work` and swallows what it throws: a page that patched fetch, history, storage or performance with something
 * broken must never see an error of ours.
 */
export function attempt(work: () => unknown): void {
	try {
		work();
	} catch {}
}

/** Listens to events of the window and, in the capture phase, of all below it, so that no `stopPropagation()` hides them. */
export const listen = <E extends Event>(type: string, handler: (event: E) => unknown): void =>
	addEventListener(type, (event) => attempt(() => handler(event as E)), true);
