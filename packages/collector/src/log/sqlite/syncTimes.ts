/** The durations of the last commits, ms. */
export interface SyncTimes {
	add(ms: number): void;
	summary(): { mean: number; max: number };
}

export function createSyncTimes(keep = 100): SyncTimes {
	const times: number[] = [];
	let at = 0;
	return {
		add(ms) {
			times[at] = ms;
			at = (at + 1) % keep;
		},
		summary() {
			if (times.length === 0) return { mean: 0, max: 0 };
			return { mean: times.reduce((sum, ms) => sum + ms, 0) / times.length, max: Math.max(...times) };
		},
	};
}
