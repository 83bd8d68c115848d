import { type RetentionAsk, type RetentionInterval, retentionIntervals } from '../../reports/retention.ts';
import { readAction, readAsk, refuse } from './shape.ts';

/**
 * Reads what retention is asked from JSON.
 *
 * @throws {FootfallError} with the code of the fault and its place: `interval`, `cohort.page`.
 */
export function parseRetention(json: unknown): RetentionAsk {
	const { ask, fields } = readAsk(json, ['interval', 'cohort', 'returning']);
	const { interval, cohort, returning } = fields;
	if (typeof interval !== 'string' || !(retentionIntervals as readonly string[]).includes(interval))
		refuse('interval', `The interval is one of: ${retentionIntervals.join(', ')}.`);
	return {
		...ask,
		interval: interval as RetentionInterval,
		...(cohort === undefined ? {} : { cohort: readAction(cohort, 'cohort') }),
		...(returning === undefined ? {} : { returning: readAction(returning, 'returning') }),
	};
}
