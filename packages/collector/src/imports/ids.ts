import { createHash } from 'node:crypto';
import { idTime } from '@footfall/protocol';

/**
 * Ids for events that never had any, from what their rows say: the same row has the same id in every file and every import.
 *
 * Rows that are equal to the letter (somebody reloads a page twice within a second) are told apart by their number within the second.
 */
export function createIds(kind: string): (time: number, row: string) => string {
	let second = Number.NaN;
	const seen = new Map<string, number>();
	return (time, row) => {
		const now = Math.floor(time / 1000);
		if (now !== second) seen.clear();
		second = now;
		const number = seen.get(row) ?? 0;
		seen.set(row, number + 1);
		const digest = createHash('sha256').update(`${kind}\n${number}\n${row}`).digest('base64url');
		return `${idTime(time)}${digest.slice(0, 12)}.0`;
	};
}
