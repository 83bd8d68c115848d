import type { Action } from '@footfall/protocol';
import type { ReportSql } from './scope.ts';

/** The condition that an event, as `e`, is what somebody is wanted to have done. */
export function actionSql(action: Action, sql: ReportSql): string {
	if ('page' in action) return `(e.name = 'pageview' AND ${pageSql(action.page, sql)})`;
	const { event, filters = [] } = action;
	return `(e.name = ${sql.bind(event)} AND (${sql.holds(filters)}))`;
}

/** The condition that an event, as `e`, is on a page of a pattern. */
export function pageSql(pattern: string, { bind, dialect }: ReportSql): string {
	return pattern.includes('*') ? dialect.matches('e.pathname', bind(patternOf(pattern)), true) : `e.pathname = ${bind(pattern)}`;
}

/** A page pattern as a regular expression: `*` is any characters but `/`, `**` any at all. */
function patternOf(pattern: string): string {
	const parts = pattern.split(/(\*{1,2})/).map((part) => {
		if (part === '**') return '(?s:.*)';
		return part === '*' ? '[^/]*' : part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');
	});
	return `^${parts.join('')}$`;
}
