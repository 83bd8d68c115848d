import { annotationKinds, goalName } from '@footfall/protocol';
import {
	body,
	failure,
	json,
	list,
	map,
	object,
	oneOf,
	type Parameter,
	type Paths,
	ref,
	type Schema,
	siteId,
	text,
	whole,
} from './parts.ts';

const item: Parameter = { name: 'item', in: 'path', required: true, description: 'Its id.', schema: text };
const scalar: Schema = { type: ['string', 'number', 'boolean', 'null'] };

const goal = {
	'name?': { type: 'string', description: `Without it one like \`${goalName({ kind: 'page', page: '/blog/**' })}\`.` },
	'currency?': text,
};
const newGoal: Schema = {
	anyOf: [
		object({ kind: { const: 'page' }, page: text, ...goal }),
		object({ kind: { const: 'event' }, event: text, 'props?': map(scalar), ...goal }),
		object({ kind: { const: 'scroll' }, page: text, depth: { type: 'integer', minimum: 1, maximum: 100 }, ...goal }),
	],
};

/** What the schemas of a site's settings are called. */
export const settingSchemas: Readonly<Record<string, Schema>> = {
	NewGoal: newGoal,
	Goal: {
		type: 'object',
		required: ['id', 'name', 'kind'],
		properties: {
			id: text,
			name: text,
			kind: oneOf(['page', 'event', 'scroll']),
			page: text,
			event: text,
			depth: whole,
			props: map(scalar),
			currency: text,
		},
	},
	NewSegment: object({ name: text, filters: list(ref('Filter')) }),
	Segment: object({ id: text, name: text, filters: list(ref('Filter')) }),
	NewFunnel: object({ name: text, steps: ref('FunnelSteps'), 'window?': ref('FunnelWindow') }),
	Funnel: object({ id: text, name: text, steps: ref('FunnelSteps'), 'window?': ref('FunnelWindow') }),
	NewAnnotation: object({
		'time?': { type: 'string', description: 'A date-time with an offset; now without it.' },
		text,
		'kind?': oneOf(Object.keys(annotationKinds)),
	}),
	Annotation: object({ id: text, time: text, text, kind: oneOf(Object.keys(annotationKinds)) }),
	NewRoute: object({ template: text }),
	Route: object({ id: text, template: text }),
};

interface Setting {
	/** As in the address. */
	readonly name: string;
	readonly one: string;
	readonly schema: string;
	readonly example: object;
	readonly parameters?: readonly Parameter[];
}

const edge = (name: 'from' | 'to', example: string): Parameter => ({
	name,
	in: 'query',
	description: name === 'from' ? 'Those from this date-time on.' : 'Those before this date-time.',
	schema: text,
	example,
});

const settings: readonly Setting[] = [
	{ name: 'goals', one: 'goal', schema: 'Goal', example: { kind: 'event', event: 'Signup', props: { plan: 'pro' } } },
	{ name: 'segments', one: 'segment', schema: 'Segment', example: { name: 'From Google', filters: [['is', 'visit:source', ['Google']]] } },
	{
		name: 'funnels',
		one: 'funnel',
		schema: 'Funnel',
		example: { name: 'Buying', steps: [{ page: '/products/*' }, { event: 'Purchase' }], window: { days: 7 } },
	},
	{
		name: 'annotations',
		one: 'annotation',
		schema: 'Annotation',
		example: { text: 'Version 2', kind: 'deploy' },
		parameters: [edge('from', '2026-01-01T00:00:00Z'), edge('to', '2027-01-01T00:00:00Z')],
	},
	{ name: 'routes', one: 'route', schema: 'Route', example: { template: '/product/:id' } },
];

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function pathsOf({ name, one, schema, example, parameters = [] }: Setting): [string, Paths[string]][] {
	const common = { tags: ['Settings'] } as const;
	const sent = body(ref(`New${schema}`), example);
	return [
		[
			`/api/sites/{id}/${name}`,
			{
				get: {
					...common,
					operationId: `list${capital(name)}`,
					summary: `List the ${name} of a site`,
					parameters: [siteId, ...parameters],
					responses: { 200: json(`The ${name}.`, object({ [name]: list(ref(schema)) })), default: failure },
				},
				post: {
					...common,
					operationId: `add${capital(one)}`,
					summary: `Add one of the ${name}`,
					parameters: [siteId],
					requestBody: sent,
					responses: { 201: json(`The ${one}.`, ref(schema)), default: failure },
				},
			},
		],
		[
			`/api/sites/{id}/${name}/{item}`,
			{
				put: {
					...common,
					operationId: `replace${capital(one)}`,
					summary: `Replace one of the ${name}`,
					parameters: [siteId, item],
					requestBody: sent,
					responses: { 200: json(`The ${one}.`, ref(schema)), default: failure },
				},
				delete: {
					...common,
					operationId: `remove${capital(one)}`,
					summary: `Take one of the ${name} away`,
					parameters: [siteId, item],
					responses: { 204: { description: 'It is gone.' }, default: failure },
				},
			},
		],
	];
}

/** What a site has beside its events. A site goes by its id or its domain here. */
export const settingPaths: Paths = Object.fromEntries(settings.flatMap(pathsOf));
