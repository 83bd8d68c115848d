import { dimensions, isDimensionName } from '../../dimensions.ts';
import type { FunnelAsk, FunnelWindow } from '../../reports/funnel.ts';
import type { Action, VisitDimension } from '../../reports/report.ts';
import { object, readAction, readAsk, refuse, reportLimits, wholeNumber } from './shape.ts';

/**
 * Reads what a funnel is asked from JSON.
 *
 * @throws {FootfallError} with the code of the fault and its place: `steps[1].page`, `window.minutes`.
 */
export function parseFunnel(json: unknown): FunnelAsk {
	const { ask, fields } = readAsk(json, ['steps', 'window', 'breakdown']);
	const { steps, window, breakdown } = fields;
	return {
		...ask,
		steps: readSteps(steps),
		...(window === undefined ? {} : { window: readWindow(window) }),
		...(breakdown === undefined ? {} : { breakdown: readVisitDimension(breakdown, 'breakdown') }),
	};
}

/** The steps of a funnel. @throws {FootfallError} with the place: `steps[1].page`. */
export function readSteps(value: unknown): Action[] {
	if (!Array.isArray(value)) refuse('steps', 'This is not a list.');
	if (value.length < 2 || value.length > reportLimits.steps) refuse('steps', `A funnel has 2 to ${reportLimits.steps} steps.`);
	return value.map((step, index) => readAction(step, `steps[${index}]`));
}

/** The window of a funnel. @throws {FootfallError} with the place: `window.minutes`. */
export function readWindow(value: unknown): FunnelWindow {
	if (value === 'visit') return value;
	if (typeof value === 'string') refuse('window', 'The window is "visit", {"minutes": n} or {"days": n}.');
	const { minutes, days } = object(value, 'window', ['minutes', 'days']);
	if ((minutes === undefined) === (days === undefined)) refuse('window', 'The window is either minutes or days.');
	if (minutes !== undefined) return { minutes: wholeNumber(minutes, 'window.minutes', 1, reportLimits.minutes) };
	return { days: wholeNumber(days, 'window.days', 1, reportLimits.days) };
}

function readVisitDimension(value: unknown, at: string): VisitDimension {
	if (typeof value === 'string' && isDimensionName(value) && dimensions[value].scope === 'visit') return value as VisitDimension;
	return refuse(at, `There is no dimension of visits called ${JSON.stringify(value)}.`, 'unknown_dimension');
}
