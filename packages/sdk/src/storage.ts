import { attempt } from './guard.ts';

/** Reads a key of localStorage; undefined where there is none or it throws. */
export function read(key: string): string | undefined {
	let value: string | undefined;
	attempt(() => {
		value = localStorage[key];
	});
	return value;
}

/** Writes a key of localStorage, where that is possible. */
export function write(key: string, value: string): void {
	attempt(() => {
		localStorage[key] = value;
	});
}
