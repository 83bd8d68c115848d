import { type Goal, pagePattern } from '@footfall/protocol';
import type { Dialect } from '../store/store.ts';
import type { Bind } from './params.ts';
import { pathSql } from './paths.ts';

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

/** Whether an event, as `e`, is on a page of a pattern. */
export function pageSql(page: string, context: GoalContext): string {
	if (!page.includes('*')) return `e.pathname = ${context.bind(page)}`;
	const prefix = page.slice(0, page.indexOf('*'));
	return pathSql({ prefix, open: page === `${prefix}**`, whole: pagePattern(page) }, context);
}

/**
 * The events that meet some goal, once for each: `events` with the column `goal`, the goal's place in the list as text, in place of the table.
 *
 * @param events what to select them from @param conditions what meets each goal; `FALSE` where it is left out @param where which events
 */
export function eventsByGoal(events: string, conditions: readonly string[], where: string, dialect: Dialect): string {
	const cases = conditions.flatMap((condition, index) => (condition === 'FALSE' ? [] : [`CASE WHEN ${condition} THEN '${index}' END`]));
	const any = conditions.filter((condition) => condition !== 'FALSE').join(' OR ') || 'FALSE';
	// Where no goal is met there is nothing to multiply: most events are gone before.
	return `(SELECT e.*, ${dialect.eachOf(cases.length === 0 ? ["''"] : cases)} AS goal FROM ${events} e WHERE ${where} AND (${any}))`;
}
