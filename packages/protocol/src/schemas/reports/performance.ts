import { isDimensionName } from '../../dimensions.ts';
import { type PerformanceAsk, type Vital, vitalNames } from '../../reports/performance.ts';
import { object, readAsk, refuse, wholeNumber } from './shape.ts';

/**
 * Reads what performance is asked from JSON.
 *
 * @throws {FootfallError} with the code of the fault and its place: `by`, `order.vital`.
 */
export function parsePerformance(json: unknown): PerformanceAsk {
	const { ask, fields } = readAsk(json, ['by', 'order', 'least', 'limit']);
	const { by, order, least, limit } = fields;
	if (typeof by !== 'string' || !isDimensionName(by))
		refuse('by', `There is no dimension called ${JSON.stringify(by)}.`, 'unknown_dimension');
	return {
		...ask,
		by,
		...(order === undefined ? {} : { order: readOrder(order) }),
		...(least === undefined ? {} : { least: wholeNumber(least, 'least', 1, 1_000_000) }),
		...(limit === undefined ? {} : { limit: wholeNumber(limit, 'limit', 1, 500) }),
	};
}

function readOrder(value: unknown): NonNullable<PerformanceAsk['order']> {
	const { vital, first } = object(value, 'order', ['vital', 'first']);
	if (typeof vital !== 'string' || !(vitalNames as readonly string[]).includes(vital))
		refuse('order.vital', `There is no vital called ${JSON.stringify(vital)}; there are: ${vitalNames.join(', ')}.`, 'unknown_metric');
	if (first !== 'slow' && first !== 'fast') refuse('order.first', 'First come the slow or the fast.');
	return { vital: vital as Vital, first };
}
