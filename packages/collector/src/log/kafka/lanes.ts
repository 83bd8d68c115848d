import type { Bounds } from './offsets.ts';

/** One partition as its subscriber sees it. */
export interface Lane {
	/** The next offset that the subscriber has not been given. */
	next: number;
	/** Whether `next` is a position that was stored or reached; else only where reading would begin. */
	begun: boolean;
	/** The end of the partition, as of the last look. */
	high: number;
	/** Why it is not read, in words. */
	held?: string;
}

/**
 * Why reading must not begin at a position, or nothing.
 *
 * A position outside of what is there is never moved silently: before the oldest record, records are gone that were not read; behind the newest, this is not the topic that was
 * read before, or it has lost its end.
 */
export function outside(position: number, { low, high }: Bounds, name: string): string | undefined {
	const again = 'Set KAFKA_EPOCH to a new word to read the topic again from its oldest record; what is stored already is told by its ids.';
	if (position < low) return `Records ${position} to ${low - 1} of ${name} were deleted before they were stored. ${again}`;
	if (position > high)
		return `${name} ends at ${high}, before the position ${position} that is stored: it was made anew, or lost its end. ${again}`;
	return undefined;
}

/** How many records wait in all lanes. */
export function waitingIn(lanes: Iterable<Lane>): number {
	let waiting = 0;
	for (const { next, high } of lanes) waiting += Math.max(0, high - next);
	return waiting;
}
