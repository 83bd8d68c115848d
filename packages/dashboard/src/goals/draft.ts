import type { Goal, GoalCondition, NewGoal } from '@footfall/protocol';

/** The kinds of goals, as the form calls them. */
export const kinds = { page: 'Page viewed', event: 'Event', scroll: 'Page read' } as const satisfies Record<GoalCondition['kind'], string>;

/** A goal in the making: every field of every kind as it is typed, so that none is lost by looking at another kind. */
export interface Draft {
	readonly kind: GoalCondition['kind'];
	readonly name: string;
	readonly page: string;
	readonly depth: string;
	readonly event: string;
	readonly props: readonly (readonly [key: string, value: string])[];
	readonly currency: string;
}

export function draftOf(goal: Goal | undefined): Draft {
	const props = goal?.kind === 'event' ? Object.entries(goal.props ?? {}).map(([key, value]) => [key, String(value)] as const) : [];
	return {
		kind: goal?.kind ?? 'event',
		name: goal?.name ?? '',
		page: goal === undefined || goal.kind === 'event' ? '' : goal.page,
		depth: goal?.kind === 'scroll' ? String(goal.depth) : '75',
		event: goal?.kind === 'event' ? goal.event : '',
		props,
		currency: goal?.currency ?? '',
	};
}

/** What is sent of a draft; a name that is empty is the server's to make. */
export function goalOf({ kind, name, page, depth, event, props, currency }: Draft): NewGoal {
	const named = name.trim() === '' ? {} : { name: name.trim() };
	switch (kind) {
		case 'page':
			return { kind, page: page.trim(), ...named };
		case 'scroll':
			return { kind, page: page.trim(), depth: Number(depth), ...named };
		case 'event': {
			const conditions = Object.fromEntries(props.map(([key, value]) => [key.trim(), value]));
			return {
				kind,
				event: event.trim(),
				...(props.length === 0 ? {} : { props: conditions }),
				...(currency.trim() === '' ? {} : { currency: currency.trim().toUpperCase() }),
				...named,
			};
		}
	}
}
