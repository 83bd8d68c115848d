import type { Action } from '@footfall/protocol';
import { fitsPage, type HandSettings } from './goalsByHand.ts';
import { createJudge } from './reference.ts';
import type { Fact } from './visitsByHand.ts';

/** Of a site without goals, segments and routes. */
export const bareSite: HandSettings = { goals: [], segments: [], routes: [] };

const holds = createJudge([], bareSite);

/** Whether an event is what somebody is wanted to have done. */
export function actionHolds(action: Action, fact: Fact): boolean {
	const { event } = fact;
	if ('page' in action) return event.name === 'pageview' && fitsPage(action.page, event.dims.pathname ?? '');
	return event.name === action.event && (action.filters ?? []).every((filter) => holds(filter, fact));
}
