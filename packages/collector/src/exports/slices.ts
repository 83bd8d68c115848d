import type { Cell } from '../store/store.ts';

/** A span of time, `to` excluded, and how many events it holds. */
export interface Slice {
	readonly from: number;
	readonly to: number;
	readonly events: number;
}

/** Into so many steps, milliseconds, the time of events is divided to be counted. */
export const STEP = 3_600_000;

/**
 * Cuts a range into slices of about as many events, so that one after the other can be written, sent and forgotten.
 *
 * @param counts rows of `[step, events]` in order of time, a step being `STEP` long
 */
export function slicesOf(
	counts: readonly (readonly Cell[])[],
	range: { readonly from: number; readonly to: number },
	size: number,
): Slice[] {
	const slices: Slice[] = [];
	let from = range.from;
	let events = 0;
	for (const [step, count] of counts) {
		events += Number(count);
		if (events < size) continue;
		const to = Math.min((Number(step) + 1) * STEP, range.to);
		slices.push({ from, to, events });
		from = to;
		events = 0;
	}
	if (events > 0) slices.push({ from, to: range.to, events });
	return slices;
}
