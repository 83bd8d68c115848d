import type { Filter } from '@footfall/protocol';
import { type Comparing, dimensionsIn, isBehaviour, isComparing, isSegment, within } from './filters.ts';

const isGoalOrProp = (name: string): boolean => name === 'event:goal' || name.startsWith('event:props:');

/** Filters that all have to hold, each for itself. */
function conditionsOf(filters: readonly Filter[]): Filter[] {
	return filters.flatMap((filter) => (filter[0] === 'and' ? conditionsOf(filter[1]) : [filter]));
}

function asksBehaviour(filter: Filter): boolean {
	if (isComparing(filter) || isSegment(filter)) return false;
	return isBehaviour(filter) || within(filter).some(asksBehaviour);
}

/** A condition that is about goals and properties only; it makes conversions of visits, and is left out of the whole of which they are a share. */
function isAboutGoals(filter: Filter): boolean {
	return !asksBehaviour(filter) && dimensionsIn([filter]).every(isGoalOrProp);
}

/** The filters of the whole: those of a query without the conditions on goals and properties. */
export function withoutGoals(filters: readonly Filter[]): Filter[] {
	return conditionsOf(filters).filter((filter) => !isAboutGoals(filter));
}

/** Whether a query tells conversions: a condition of its own is about goals, or its rows are goals. */
export function convertsTo(filters: readonly Filter[], dimensions: readonly string[]): boolean {
	return (
		dimensions.includes('event:goal') ||
		conditionsOf(filters).some((filter) => isAboutGoals(filter) && dimensionsIn([filter]).includes('event:goal'))
	);
}

/** The conditions on goals that a row's own goal has to meet too: who asks for one goal is not told of the others that the same events met. */
export function goalConditions(filters: readonly Filter[]): Comparing[] {
	return conditionsOf(filters)
		.filter(isComparing)
		.filter(([, name]) => name === 'event:goal');
}
