import { type Filter, FootfallError, type Segment } from '@footfall/protocol';

/**
 * Filters with the segments among them replaced by what these hold: a segment cannot hold another one.
 *
 * @throws {FootfallError} `unknown_segment` when one of them is gone.
 */
export function withoutSegments(filters: readonly Filter[], segments: readonly Segment[]): Filter[] {
	const held = (id: string): Filter[] => {
		const segment = segments.find((other) => other.id === id);
		if (segment === undefined) throw new FootfallError('unknown_segment', { at: 'filters' });
		return segment.filters;
	};
	const whole = (parts: Filter[]): Filter => (parts.length === 1 && parts[0] !== undefined ? parts[0] : ['and', parts]);
	return filters.flatMap((filter): Filter[] => {
		if (filter[0] === 'not') return [['not', whole(withoutSegments([filter[1]], segments))]];
		if (filter[0] !== 'is' || filter[1] !== 'segment') return [filter];
		const [first = [], ...others] = filter[2].map(held);
		// Several segments are one or the other.
		return others.length === 0 ? first : [['or', [first, ...others].map(whole)]];
	});
}
