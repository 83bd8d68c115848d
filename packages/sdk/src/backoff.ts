/** How often an event is sent at most. */
export const TRIES = 7;

/** Milliseconds to wait after a failure of an event that has failed `failures` times: exponential with full jitter, a minute before the last try. */
export const backoff = (random: number, failures: number): number => (1000 * random) << failures;
