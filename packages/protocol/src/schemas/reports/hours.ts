import type { HoursAsk } from '../../reports/hours.ts';
import { readAsk } from './shape.ts';

/** Reads what the hours of the week are asked from JSON. @throws {FootfallError} with the code of the fault and its place. */
export function parseHours(json: unknown): HoursAsk {
	return readAsk(json, []).ask;
}
