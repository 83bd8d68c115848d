import { attempt } from './guard.ts';

/** Stands in for localStorage where that throws or is full, and is as common to all trackers of the page as that is. */
let memory: string | undefined;

/**
 * What is kept: `<visitor> <session> <time of the last event>` in persistent mode, `1` after `optOut()`, nothing but the
 * key after `optIn()`; undefined before all that. Read each time, because it may have been written by another tab.
 */
export const read = (): string | undefined => attempt(() => localStorage.footfall) ?? memory;

export const write = (value: string): unknown =>
	attempt(() => {
		memory = value;
		localStorage.footfall = value;
	});
