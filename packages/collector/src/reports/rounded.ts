/** A share in percent, with two decimals; null of nothing. */
export function percent(part: number, whole: number): number | null {
	return whole === 0 ? null : Math.round((part / whole) * 10_000) / 100;
}

/** Milliseconds as seconds, with one decimal. */
export function seconds(ms: number): number {
	return Math.round(ms / 100) / 10;
}
