import { type OccurrenceKind, type OccurrencesAsk, occurrenceKinds } from '../../reports/occurrences.ts';
import { readAsk, refuse, wholeNumber } from './shape.ts';

/** Reads what is to be listed from JSON. @throws {FootfallError} with the code of the fault and its place: `kind`. */
export function parseOccurrences(json: unknown): OccurrencesAsk {
	const { ask, fields } = readAsk(json, ['kind', 'limit']);
	const { kind, limit } = fields;
	if (typeof kind !== 'string' || !(occurrenceKinds as readonly string[]).includes(kind))
		refuse('kind', `The kind is one of: ${occurrenceKinds.join(', ')}.`);
	return { ...ask, kind: kind as OccurrenceKind, ...(limit === undefined ? {} : { limit: wholeNumber(limit, 'limit', 1, 1000) }) };
}
