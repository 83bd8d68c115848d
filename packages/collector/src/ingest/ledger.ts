import type { ErrorCode } from '@footfall/protocol';

/** The books of the way in, since this process started: `received = appended + rejected`, always. */
export interface IngestStats {
	readonly received: number;
	readonly appended: number;
	/** Events (and requests that could not be read at all, counted as one each) by code. */
	readonly rejected: Readonly<Partial<Record<ErrorCode, number>>>;
}

export interface IngestLedger {
	appended(count: number): void;
	rejected(code: ErrorCode, count: number): void;
	stats(): IngestStats;
}

/** Opens empty books; both sides of an entry are made in one step, so they always balance. */
export function createLedger(): IngestLedger {
	let received = 0;
	let appended = 0;
	const rejected: Partial<Record<ErrorCode, number>> = {};
	return {
		appended(count) {
			received += count;
			appended += count;
		},
		rejected(code, count) {
			received += count;
			rejected[code] = (rejected[code] ?? 0) + count;
		},
		stats: () => ({ received, appended, rejected: { ...rejected } }),
	};
}
