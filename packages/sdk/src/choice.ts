import { read, write } from './storage.ts';

/** `1` after `optOut()`, `0` after `optIn()`. The visitor's own choice is remembered in every mode. */
const KEY = 'footfall_ignore';

/** What the visitor chose; read each time, because it may have been in another tab. */
export const chosen = (): string | undefined => read(KEY);

export const choose = (ignore: '0' | '1'): void => write(KEY, ignore);
