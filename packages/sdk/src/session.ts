import { pageId } from './id.ts';
import { read, write } from './storage.ts';

/** `<visitor> <session> <time of the last event>`, shared by all tabs. */
const KEY = 'footfall';
/** A session ends after half an hour in which no tab recorded anything. */
const IDLE = 18e5;
/** Stands in for localStorage where that throws, and is as common to all trackers of the page as that is. */
let memory = '';

/** Visitor and session of an event that happens now, and whether the session begins with it. */
export function visit(): [visitor: string, session: string, fresh: boolean] {
	const [visitor, session, last] = (read(KEY) ?? memory).split(' ');
	const now = Date.now();
	const fresh = !(now - (last as unknown as number) < IDLE);
	const ids = [visitor || pageId(), fresh ? pageId() : session] as [string, string];
	memory = `${ids.join(' ')} ${now}`;
	write(KEY, memory);
	return [...ids, fresh];
}

/** Forgets both. */
export function forget(): void {
	memory = '';
	write(KEY, memory);
}
