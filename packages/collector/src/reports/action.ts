import type { Action } from '@footfall/protocol';
import { pageSql } from '../query/goals.ts';
import type { ReportSql } from './scope.ts';

/** The condition that an event, as `e`, is what somebody is wanted to have done. */
export function actionSql(action: Action, sql: ReportSql): string {
	if ('page' in action) return `(e.name = 'pageview' AND ${pageSql(action.page, sql)})`;
	const { event, filters = [] } = action;
	return `(e.name = ${sql.bind(event)} AND (${sql.holds(filters)}))`;
}
