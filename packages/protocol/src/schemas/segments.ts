import type { NewSegment } from '../segments.ts';
import { parseFilters } from './filters.ts';
import { object, refuse, text } from './shape.ts';

const NAME_LENGTH = 120;

/** Reads a segment from JSON. @throws {FootfallError} `invalid_segment`, or what is wrong with its filters, with the place. */
export function parseSegment(json: unknown): NewSegment {
	const { name, filters } = object(json, '', ['name', 'filters'], 'invalid_segment');
	const segment = { name: text(name, 'name', NAME_LENGTH, 'invalid_segment'), filters: parseFilters(filters, 'filters', false) };
	return segment.filters.length > 0 ? segment : refuse('invalid_segment', 'filters', 'A segment has at least one filter.');
}
