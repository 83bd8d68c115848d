import type { JourneysAsk } from '../../reports/journeys.ts';
import { readAsk, readPattern, refuse, wholeNumber } from './shape.ts';

/**
 * Reads what journeys are asked from JSON.
 *
 * @throws {FootfallError} with the code of the fault and its place: `direction`, `steps`.
 */
export function parseJourneys(json: unknown): JourneysAsk {
	const { ask, fields } = readAsk(json, ['direction', 'page', 'steps', 'nodes']);
	const { direction, page, steps, nodes } = fields;
	if (direction !== 'from' && direction !== 'to') refuse('direction', 'The direction is from or to.');
	return {
		...ask,
		direction,
		...(page === undefined ? {} : { page: readPattern(page, 'page') }),
		...(steps === undefined ? {} : { steps: wholeNumber(steps, 'steps', 2, 7) }),
		...(nodes === undefined ? {} : { nodes: wholeNumber(nodes, 'nodes', 1, 20) }),
	};
}
