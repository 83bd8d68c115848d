import { type Annotation, annotationKinds } from '../annotations.ts';
import { object, refuse, text } from './shape.ts';

const TEXT_LENGTH = 500;
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Reads an annotation from JSON.
 *
 * @param now milliseconds since the epoch, for one without a time @throws {FootfallError} `invalid_annotation` with the place of the fault.
 */
export function parseAnnotation(json: unknown, now: number): Omit<Annotation, 'id'> {
	const { time, text: words, kind = 'note' } = object(json, '', ['time', 'text', 'kind'], 'invalid_annotation');
	if (typeof kind !== 'string' || !Object.hasOwn(annotationKinds, kind))
		refuse('invalid_annotation', 'kind', `An annotation is of one of these kinds: ${Object.keys(annotationKinds).join(', ')}.`);
	return {
		time: time === undefined ? new Date(now).toISOString() : timeOf(time),
		text: text(words, 'text', TEXT_LENGTH, 'invalid_annotation'),
		kind: kind as Annotation['kind'],
	};
}

function timeOf(value: unknown): string {
	const at = typeof value === 'string' && dateTime.test(value) ? Date.parse(value) : Number.NaN;
	if (Number.isNaN(at)) refuse('invalid_annotation', 'time', 'A time is a date-time with an offset: 2026-01-31T09:00:00+01:00.');
	return new Date(at).toISOString();
}
