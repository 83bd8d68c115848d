import { limits } from '../../events.ts';
import type { ExperimentAsk } from '../../reports/experiment.ts';
import { readAction, readAsk, refuse } from './shape.ts';

/**
 * Reads what an experiment is asked from JSON.
 *
 * @throws {FootfallError} with the code of the fault and its place: `property`, `goal.page`.
 */
export function parseExperiment(json: unknown): ExperimentAsk {
	const { ask, fields } = readAsk(json, ['property', 'exposure', 'goal', 'control']);
	const { exposure, control } = fields;
	return {
		...ask,
		property: text(fields.property, 'property', limits.propKeyLength),
		...(exposure === undefined ? {} : { exposure: text(exposure, 'exposure', limits.nameLength) }),
		goal: readAction(fields.goal, 'goal'),
		...(control === undefined ? {} : { control: text(control, 'control', limits.propValueLength) }),
	};
}

function text(value: unknown, at: string, max: number): string {
	return typeof value === 'string' && value !== '' && value.length <= max
		? value
		: refuse(at, `This is not a text of 1 to ${max} characters.`);
}
