import type { Action } from '@footfall/protocol';
import { holds } from './reference.ts';
import type { Fact } from './visitsByHand.ts';

/** Whether an event is what somebody is wanted to have done. */
export function actionHolds(action: Action, fact: Fact): boolean {
	const { event } = fact;
	if ('page' in action) return event.name === 'pageview' && isPage(action.page, event.dims.pathname ?? '');
	return event.name === action.event && (action.filters ?? []).every((filter) => holds(filter, fact));
}

/** Whether a path is of a pattern, letter by letter: `*` takes any but `/`, `**` any at all. */
export function isPage(pattern: string, path: string): boolean {
	if (pattern === '') return path === '';
	if (pattern.startsWith('**'))
		return Array.from({ length: path.length + 1 }, (_, at) => at).some((at) => isPage(pattern.slice(2), path.slice(at)));
	if (pattern.startsWith('*')) {
		for (let at = 0; at <= path.length; at++) {
			if (isPage(pattern.slice(1), path.slice(at))) return true;
			if (path[at] === '/') return false;
		}
		return false;
	}
	return path !== '' && pattern[0] === path[0] && isPage(pattern.slice(1), path.slice(1));
}
