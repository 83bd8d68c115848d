import { importsSkipReasons } from '@footfall/protocol';
import { comparisonModes, dimensionNames, filterOperatorNames, metricNames, rangeNames } from './names.ts';
import { body, failure, json, list, map, object, oneOf, type Paths, ref, type Schema, text, whole } from './parts.ts';

const metricValue: Schema = {
	anyOf: [
		{ type: ['number', 'null'] },
		{ type: 'array', items: object({ currency: text, value: { type: 'number' } }), description: 'Money, per currency.' },
	],
};
const dimension: Schema = { anyOf: [oneOf(dimensionNames), { type: 'string', pattern: '^event:props:.+' }] };
const row = {
	dimensions: list(text),
	metrics: list(metricValue),
	'comparison?': object({ dimensions: list(text), metrics: list(metricValue), change: list({ type: ['number', 'null'] }) }),
};

/** What the schemas of questions and answers are called. */
export const questionSchemas: Readonly<Record<string, Schema>> = {
	Filter: {
		description:
			'A filter as Plausible’s Stats API v2 writes it: `[operator, dimension, values]`, `["and", filters]`, `["or", filters]`, `["not", filter]`.',
		type: 'array',
		prefixItems: [oneOf(['and', 'or', 'not', ...filterOperatorNames])],
	},
	Query: object(
		{
			site_id: text,
			metrics: list(oneOf(metricNames)),
			date_range: {
				description: 'A name, or a pair of dates (both included) or of date-times with offsets (the end excluded).',
				anyOf: [oneOf(rangeNames), { type: 'array', prefixItems: [text, text], minItems: 2, maxItems: 2 }],
			},
			'dimensions?': list(dimension),
			'filters?': list(ref('Filter')),
			'order_by?': list({ type: 'array', prefixItems: [text, oneOf(['asc', 'desc'])] }),
			'include?': object(
				{
					'time_labels?': { type: 'boolean' },
					'total_rows?': { type: 'boolean' },
					'bots?': { type: 'boolean' },
					'imports?': { type: 'boolean', description: 'Adds imported sums of days where they can answer the question.' },
					'comparisons?': object(
						{ mode: oneOf(comparisonModes), 'date_range?': list(text), 'match_day_of_week?': { type: 'boolean' } },
						{ additionalProperties: true },
					),
				},
				{ additionalProperties: true },
			),
			'pagination?': object({ 'limit?': whole, 'offset?': whole }),
		},
		{ additionalProperties: true },
	),
	Answer: object({
		results: list(object(row, { additionalProperties: true })),
		meta: {
			type: 'object',
			required: ['visitors', 'data_version', 'computed_at'],
			properties: {
				visitors: oneOf(['sum_of_days', 'distinct']),
				data_version: whole,
				computed_at: text,
				imports_included: { type: 'boolean', description: 'Only where the query says something of imports.' },
				imports_skip_reason: oneOf(importsSkipReasons),
				imports_warning: text,
				comparison_imports_included: { type: 'boolean' },
			},
		},
		query: {
			type: 'object',
			required: ['site_id', 'metrics', 'date_range', 'time_zone'],
			description: 'The question as it was understood.',
		},
	}),
};

/** Where questions are answered. */
export const questionPaths: Paths = {
	'/api/v2/query': {
		post: {
			operationId: 'query',
			tags: ['Questions'],
			summary: 'Ask a question',
			description: 'In the grammar of Plausible’s Stats API v2. Leaving cancels it.',
			requestBody: body(ref('Query'), {
				site_id: 'localhost',
				metrics: ['visitors', 'pageviews', 'bounce_rate'],
				date_range: 'day',
				dimensions: ['visit:source'],
				filters: [['contains', 'event:page', ['/']]],
				include: { total_rows: true },
				pagination: { limit: 10, offset: 0 },
			}),
			responses: { 200: json('The answer.', ref('Answer')), default: failure },
		},
	},
	'/api/live': {
		get: {
			operationId: 'live',
			tags: ['Questions'],
			summary: 'Follow answers as they change',
			description:
				'Server-sent events; over `/ws` the same messages under the subprotocol `footfall.live.v1`. `query` may be given many times.',
			parameters: [
				{ name: 'query', in: 'query', description: 'A question as JSON; its id in the messages is its place, from 0.', schema: text },
				{ name: 'site', in: 'query', description: 'Also tell who is active on this site.', schema: text, example: 'localhost' },
				{ name: 'events', in: 'query', description: '`1`: also send each event as it happens.', schema: text },
			],
			responses: {
				200: { description: 'Messages as long as the reader stays.', content: { 'text/event-stream': { schema: map({}) } } },
				default: failure,
			},
		},
	},
};
