import { type Action, type FilterOperator, isPropDimension } from '@footfall/protocol';
import { isOperator } from './filters.ts';

/** What somebody does, as a page lets it be put together: half of it may still be missing. */
export interface ActionDraft {
	readonly kind: 'page' | 'event';
	/** A pattern, or the name of an event. */
	readonly what: string;
	/** Of an event: what one of its properties has to be. */
	readonly where?: { readonly operator: FilterOperator; readonly property: string; readonly values: readonly string[] } | undefined;
}

const escaped = (part: string): string => part.replace(/[%,]/g, encodeURIComponent);

function unescaped(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

/** `page,/blog/**`, `event,Signup,is,plan,pro`: as the address holds it. */
export function writeAction({ kind, what, where }: ActionDraft): string {
	const parts = [kind, what, ...(where === undefined ? [] : [where.operator, where.property, ...where.values])];
	return parts.map(escaped).join(',');
}

/** Undefined for what is no action. */
export function readAction(text: string): ActionDraft | undefined {
	const [kind, what = '', operator, property = '', ...values] = text.split(',').map(unescaped);
	if (kind !== 'page' && kind !== 'event') return undefined;
	const where = kind === 'event' && operator !== undefined && isOperator(operator) ? { operator, property, values } : undefined;
	return { kind, what, ...(where === undefined ? {} : { where }) };
}

/** The action as it is asked; undefined while something of it is missing. */
export function actionOf({ kind, what, where }: ActionDraft): Action | undefined {
	const name = what.trim();
	if (name === '') return undefined;
	if (kind === 'page') return { page: name };
	const values = where?.values.filter((value) => value !== '') ?? [];
	if (where === undefined || where.property === '' || values.length === 0) return { event: name };
	return { event: name, filters: [[where.operator, `event:props:${where.property}`, values]] };
}

/** An action as it is edited; undefined for one with more conditions than the editor holds. */
export function draftOf(action: Action): ActionDraft | undefined {
	if ('page' in action) return { kind: 'page', what: action.page };
	const [filter, ...more] = action.filters ?? [];
	if (filter === undefined) return { kind: 'event', what: action.event };
	if (more.length > 0 || filter.length !== 3) return undefined;
	const [operator, subject, values] = filter;
	if (typeof subject !== 'string' || !isPropDimension(subject) || !isOperator(operator)) return undefined;
	return {
		kind: 'event',
		what: action.event,
		where: { operator, property: subject.slice('event:props:'.length), values: values.map(String) },
	};
}

/** What an action is called in a table. */
export function actionLabel({ kind, what, where }: ActionDraft): string {
	const condition =
		where === undefined || where.property === ''
			? ''
			: ` (${where.property} ${where.operator.replaceAll('_', ' ')} ${where.values.join(' or ')})`;
	return `${kind === 'page' ? 'Page ' : ''}${what}${condition}`;
}
