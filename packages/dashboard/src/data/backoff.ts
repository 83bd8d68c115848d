/** Milliseconds to wait before try number `attempt` (0 is the first): doubling from half a second to 15 s, with full jitter above a floor. */
export function backoff(attempt: number, random: () => number): number {
	const ceiling = Math.min(15_000, 500 * 2 ** attempt);
	return Math.round(250 + random() * (ceiling - 250));
}
