import { FootfallError } from '../errors.ts';
import type { NewFunnel } from '../funnels.ts';
import { readSteps, readWindow } from './reports/funnel.ts';
import { object, text } from './shape.ts';

const NAME_LENGTH = 120;

/**
 * Reads a funnel that is to be kept from JSON.
 *
 * @throws {FootfallError} `invalid_funnel`, or what is wrong with a step's filters, with the place: `steps[1].page`.
 */
export function parseSavedFunnel(json: unknown): NewFunnel {
	const { name, steps, window } = object(json, '', ['name', 'steps', 'window'], 'invalid_funnel');
	const kept = text(name, 'name', NAME_LENGTH, 'invalid_funnel');
	try {
		return { name: kept, steps: readSteps(steps), ...(window === undefined ? {} : { window: readWindow(window) }) };
	} catch (error) {
		// A report reads the same as part of a query.
		if (!(error instanceof FootfallError) || error.code !== 'invalid_query') throw error;
		throw new FootfallError('invalid_funnel', { message: error.message, ...(error.at === undefined ? {} : { at: error.at }) });
	}
}
