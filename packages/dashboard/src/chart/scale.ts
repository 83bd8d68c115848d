import type { MetricUnit } from '@footfall/protocol';

/** Steps that people count time in, in seconds. */
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];

/** The step between the lines of an axis for values up to `max`: about four lines, on round numbers of the unit. */
export function axisStep(max: number, unit: MetricUnit): number {
	const wanted = max / 4;
	if (unit === 'seconds') return timeSteps.find((step) => step >= wanted) ?? Math.ceil(wanted / 3600) * 3600;
	const power = 10 ** Math.floor(Math.log10(wanted > 0 ? wanted : 1));
	const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= wanted) ?? power * 10;
	return unit === 'count' ? Math.max(1, Math.ceil(step)) : step;
}

/** The top of an axis: the first line at or above every value, and at least one line above zero. */
export function axisTop(max: number, unit: MetricUnit): number {
	const step = axisStep(max, unit);
	return Math.max(step, Math.ceil(max / step) * step);
}
