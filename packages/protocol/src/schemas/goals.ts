import { limits, type Scalar } from '../events.ts';
import { type GoalCondition, goalName, type NewGoal } from '../goals.ts';
import { object, refuse, text, wholeNumber } from './shape.ts';

/** Properties that one goal may ask for. */
const PROPS = 5;
const NAME_LENGTH = 120;

const kinds: Record<GoalCondition['kind'], readonly string[]> = {
	page: ['page'],
	event: ['event', 'props'],
	scroll: ['page', 'depth'],
};

/**
 * Reads a goal from JSON; one without a name gets that of its condition.
 *
 * @throws {FootfallError} `invalid_goal` with the place of the fault: `page`, `props.plan`.
 */
export function parseGoal(json: unknown): NewGoal & { name: string } {
	const all = ['kind', 'name', 'currency', ...Object.values(kinds).flat()];
	const { kind } = object(json, '', [...new Set(all)], 'invalid_goal');
	if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind))
		refuse('invalid_goal', 'kind', `A goal is of one of these kinds: ${Object.keys(kinds).join(', ')}.`);
	const keys = kinds[kind as GoalCondition['kind']];
	const fields = object(json, '', ['kind', 'name', 'currency', ...keys], 'invalid_goal');
	const condition = conditionOf(kind as GoalCondition['kind'], fields);
	return {
		...condition,
		name: fields.name === undefined ? goalName(condition) : text(fields.name, 'name', NAME_LENGTH, 'invalid_goal'),
		...(fields.currency === undefined ? {} : { currency: currencyOf(fields.currency) }),
	};
}

function conditionOf(kind: GoalCondition['kind'], fields: Readonly<Record<string, unknown>>): GoalCondition {
	switch (kind) {
		case 'page':
			return { kind, page: pageOf(fields.page) };
		case 'scroll':
			return { kind, page: pageOf(fields.page), depth: wholeNumber(fields.depth, 'depth', 1, 100, 'invalid_goal') };
		case 'event':
			return {
				kind,
				event: text(fields.event, 'event', limits.nameLength, 'invalid_goal'),
				...(fields.props === undefined ? {} : { props: propsOf(fields.props) }),
			};
	}
}

function pageOf(value: unknown): string {
	const page = text(value, 'page', limits.urlLength, 'invalid_goal');
	if (!page.startsWith('/') && !page.startsWith('*')) refuse('invalid_goal', 'page', 'A page begins with / or a wildcard.');
	if (page.includes('***')) refuse('invalid_goal', 'page', 'A wildcard is * or **.');
	return page;
}

function propsOf(value: unknown): Record<string, Scalar> {
	const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
	const props = object(value, 'props', keys, 'invalid_goal');
	if (keys.length === 0 || keys.length > PROPS) refuse('invalid_goal', 'props', `A goal asks for 1 to ${PROPS} properties.`);
	for (const key of keys) {
		const [at, wanted] = [`props.${key}`, props[key]];
		if (key === '' || key.length > limits.propKeyLength) refuse('invalid_goal', at, 'This is not the name of a property.');
		const isText = typeof wanted === 'string' && wanted !== '' && wanted.length <= limits.propValueLength;
		if (!isText && typeof wanted !== 'number' && typeof wanted !== 'boolean')
			refuse('invalid_goal', at, 'The value of a property is a text, a number, true or false.');
	}
	return props as Record<string, Scalar>;
}

function currencyOf(value: unknown): string {
	const known = typeof value === 'string' && /^[A-Z]{3}$/.test(value);
	return known ? value : refuse('invalid_goal', 'currency', 'A currency is an ISO 4217 code such as EUR.');
}
