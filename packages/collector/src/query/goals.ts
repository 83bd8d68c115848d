import { type Goal, pagePattern } from '@footfall/protocol';
import type { Dialect } from '../store/store.ts';
import type { Bind } from './params.ts';

export interface GoalContext {
	readonly bind: Bind;
	readonly dialect: Dialect;
}

/** Whether an event, as `e`, meets a goal; never NULL. */
export function goalSql(goal: Goal, context: GoalContext): string {
	const { bind, dialect } = context;
	switch (goal.kind) {
		case 'page':
			return `(e.name = 'pageview' AND ${pageSql(goal.page, context)})`;
		case 'scroll':
			return `(e.name = 'pageview' AND coalesce(e.scroll, 0) >= ${bind(goal.depth)} AND ${pageSql(goal.page, context)})`;
		case 'event': {
			const props = Object.entries(goal.props ?? {}).map(
				([key, value]) => ` AND ${dialect.prop('e.props', bind(dialect.propPath(key)))} = ${bind(String(value))}`,
			);
			return `(e.name = ${bind(goal.event)}${props.join('')})`;
		}
	}
}

function pageSql(page: string, { bind, dialect }: GoalContext): string {
	if (!page.includes('*')) return `e.pathname = ${bind(page)}`;
	// A dot is any character, a line break too, as `**` promises.
	return dialect.matches('e.pathname', bind(`(?s)${pagePattern(page)}`), true);
}

/**
 * The events that meet some goal, once for each: `events` with the column `goal`, the goal's place in the list as text, in place of the table.
 *
 * @param where which events @param own what a goal's own name has to meet, by the SQL of the name, which is bound when it is asked for
 */
export function eventsByGoal(goals: readonly Goal[], where: string, own: (name: () => string) => string, context: GoalContext): string {
	const meets = goals.map((goal) => `(${goalSql(goal, context)} AND ${own(() => context.bind(goal.name))})`);
	const cases = meets.map((condition, index) => `CASE WHEN ${condition} THEN '${index}' END`);
	// Where no goal is met there is nothing to multiply: most events are gone before.
	const each = `SELECT e.*, ${context.dialect.eachOf(cases.length === 0 ? ['NULL'] : cases)} AS goal FROM events e WHERE ${where} AND (${meets.join(' OR ') || 'FALSE'})`;
	return `(SELECT * FROM (${each}) met WHERE met.goal IS NOT NULL) e`;
}
