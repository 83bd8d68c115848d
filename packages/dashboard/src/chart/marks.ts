import type { Annotation, Interval } from '@footfall/protocol';
import { labelTime } from '../format/time.ts';
import { addMonths, localTime } from '../state/calendar.ts';

/** What is noted in each bucket of a chart, by the bucket's place; in order of time. */
export type Marks = ReadonlyMap<number, readonly Annotation[]>;

const lengths: Record<Exclude<Interval, 'month'>, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** Finds the bucket of each annotation; those outside of the chart are left out. Labels are wall-clock times of the zone. */
export function marksOf(labels: readonly string[], interval: Interval, annotations: readonly Annotation[], zone: string): Marks {
	const starts = labels.map(labelTime);
	const marks = new Map<number, Annotation[]>();
	const byTime = annotations.toSorted((a, b) => a.time.localeCompare(b.time));
	for (const annotation of byTime) {
		const at = Date.parse(`${localTime(zone, Date.parse(annotation.time))}Z`);
		const index = starts.findLastIndex((start) => start <= at);
		const start = starts[index];
		if (start === undefined || at >= (starts[index + 1] ?? endOf(start, interval))) continue;
		marks.set(index, [...(marks.get(index) ?? []), annotation]);
	}
	return marks;
}

function endOf(start: number, interval: Interval): number {
	if (interval !== 'month') return start + lengths[interval];
	return Date.parse(`${addMonths(new Date(start).toISOString().slice(0, 10), 1)}T00:00:00Z`);
}
