/** A counter at an instant, ms. */
export interface Sample {
	readonly at: number;
	readonly count: number;
}

/** Samples that a small line shows: two minutes of them. */
const KEPT = 120;

/** The samples with one more; a counter that fell has begun anew with its process, and so do they. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
	const last = samples.at(-1);
	if (last !== undefined && sample.count < last.count) return [sample];
	return [...samples, sample].slice(-KEPT - 1);
}

/** What was counted a second, between each sample and the next. */
export function ratesOf(samples: readonly Sample[]): number[] {
	return samples.slice(1).map(({ at, count }, index) => {
		const before = samples[index] ?? { at, count };
		return at > before.at ? ((count - before.count) * 1000) / (at - before.at) : 0;
	});
}
