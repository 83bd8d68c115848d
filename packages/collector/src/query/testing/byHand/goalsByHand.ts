import type { Filter, Goal, Query, Segment } from '@footfall/protocol';
import type { Fact } from './visitsByHand.ts';

/** What a site has that questions may name. */
export interface HandSettings {
	readonly goals: readonly Goal[];
	readonly segments: readonly Segment[];
	/** In the order in which they are tried. */
	readonly routes: readonly { readonly template: string }[];
}

/** Whether a path fits a page pattern, letter by letter. */
export function fitsPage(pattern: string, path: string): boolean {
	if (pattern === '') return path === '';
	if (pattern.startsWith('**')) {
		for (let eaten = 0; eaten <= path.length; eaten++) if (fitsPage(pattern.slice(2), path.slice(eaten))) return true;
		return false;
	}
	if (pattern.startsWith('*')) {
		for (let eaten = 0; eaten <= path.length; eaten++) {
			if (fitsPage(pattern.slice(1), path.slice(eaten))) return true;
			if (path[eaten] === '/') return false;
		}
		return false;
	}
	return path[0] === pattern[0] && fitsPage(pattern.slice(1), path.slice(1));
}

/** Whether an event meets a goal. */
export function meets(goal: Goal, { event, totals }: Fact): boolean {
	const path = event.dims.pathname ?? '';
	switch (goal.kind) {
		case 'page':
			return event.name === 'pageview' && fitsPage(goal.page, path);
		case 'scroll':
			return event.name === 'pageview' && (totals.scroll ?? 0) >= goal.depth && fitsPage(goal.page, path);
		case 'event':
			return (
				event.name === goal.event &&
				Object.entries(goal.props ?? {}).every(([key, value]) => String(event.props?.[key] ?? '') === String(value))
			);
	}
}

/** The first template that a path fits, part by part, else the path. */
export function routeOf(path: string, { routes }: HandSettings): string {
	const parts = path.split('/');
	const fits = (template: string): boolean => {
		const wanted = template.split('/');
		for (const [index, part] of wanted.entries()) {
			const own = parts[index];
			if (own === undefined) return false;
			if (part === '*') return true;
			if (part.startsWith(':') ? own === '' : own !== part) return false;
		}
		return wanted.length === parts.length;
	};
	return routes.find(({ template }) => fits(template))?.template ?? path;
}

/** The conditions that all have to hold, each for itself. */
function conditions(filters: readonly Filter[], settings: HandSettings): Filter[] {
	return filters.flatMap((filter) => {
		if (filter[0] === 'and') return conditions(filter[1], settings);
		if (filter[1] === 'segment' && filter[2].length === 1) return conditions(segment(filter[2][0], settings), settings);
		return [filter];
	});
}

export function segment(id: string | undefined, { segments }: HandSettings): readonly Filter[] {
	return segments.find((one) => one.id === id)?.filters ?? [];
}

/** All that a condition looks at, `done` for what visitors did otherwise. */
function looksAt(filter: Filter, settings: HandSettings): string[] {
	if (filter[0] === 'has_done' || filter[0] === 'has_not_done') return ['done'];
	if (filter[0] === 'not') return looksAt(filter[1], settings);
	if (filter[0] === 'and' || filter[0] === 'or') return filter[1].flatMap((inner) => looksAt(inner, settings));
	if (filter[1] === 'segment') return filter[2].flatMap((id) => segment(id, settings).flatMap((inner) => looksAt(inner, settings)));
	return [filter[1] as string];
}

function isOfGoals(filter: Filter, settings: HandSettings): boolean {
	return looksAt(filter, settings).every((name) => name === 'event:goal' || name.startsWith('event:props:'));
}

/** The filters of the whole of which conversions are a share. */
export function filtersOfWhole({ filters = [] }: Query, settings: HandSettings): Filter[] {
	return conditions(filters, settings).filter((filter) => !isOfGoals(filter, settings));
}

/** Whether a query may ask for conversion rates. */
export function tellsConversions(
	{ filters = [], dimensions = [] }: Pick<Query, 'filters' | 'dimensions'>,
	settings: HandSettings,
): boolean {
	if (dimensions.includes('event:goal')) return true;
	return conditions(filters, settings).some((filter) => isOfGoals(filter, settings) && looksAt(filter, settings).includes('event:goal'));
}

/** The goals of which a query by goals has rows: those that its own conditions on goals leave. */
export function goalsAsked(
	{ filters = [] }: Query,
	settings: HandSettings,
	compare: (filter: Filter, name: string) => boolean,
): readonly Goal[] {
	const own = conditions(filters, settings).filter((filter) => filter[1] === 'event:goal');
	return settings.goals.filter(({ name }) => own.every((filter) => compare(filter, name)));
}
