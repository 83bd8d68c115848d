/** How often an event is sent at most. */
export const TRIES = 7;

/** Milliseconds to wait after a failure of an event that has failed `failures` times: exponential with full jitter, a minute at most. */
export function backoff(failures: number, random: number): number {
	return 2 ** failures * 1000 * random;
}
