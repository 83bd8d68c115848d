import { occurrenceKinds, retentionIntervals, vitalNames } from '@footfall/protocol';
import { dimensionNames, rangeNames } from './names.ts';
import { body, failure, json, list, object, oneOf, type Paths, ref, type Schema, text, whole } from './parts.ts';

const flag: Schema = { type: 'boolean' };
const share: Schema = { type: ['number', 'null'] };
const page: Schema = { ...text, description: 'A path; `*` stands for any characters but `/`, `**` for any at all.' };

/** What all reports are asked, and what one is beside it. */
const ask = (fields: Readonly<Record<string, Schema>>): Schema =>
	object({
		site_id: text,
		date_range: {
			anyOf: [oneOf(rangeNames), { type: 'array', prefixItems: [text, text], minItems: 2, maxItems: 2 }],
			description: 'As in a query.',
		},
		'filters?': list(ref('Filter')),
		'bots?': flag,
		...fields,
	});
const answer = (fields: Readonly<Record<string, Schema>>): Schema =>
	object({
		...fields,
		meta: object({ visitors: oneOf(['sum_of_days', 'distinct']), data_version: whole, computed_at: text }),
		query: { type: 'object', required: ['site_id', 'date_range', 'time_zone'], description: 'The question as it was understood.' },
	});

const steps = list(object({ visitors: whole, conversion: share, dropped: whole, drop_off: share, median_seconds: share }));
const vital = object({ samples: whole, p75: share, p90: share, good: share, poor: share });
const measured = { pageviews: whole, vitals: object(Object.fromEntries(vitalNames.map((name) => [name, vital]))) };
const pageOrOthers: Schema = { type: ['string', 'null'], description: 'Null stands for all that are not told apart.' };

/** What the schemas of reports are called. */
export const reportSchemas: Readonly<Record<string, Schema>> = {
	Action: {
		description: 'What somebody does: a page that is seen, or an event with conditions on its properties.',
		anyOf: [object({ page }), object({ event: text, 'filters?': list(ref('Filter')) })],
	},
	FunnelSteps: { ...list(ref('Action')), minItems: 2, maxItems: 8 },
	FunnelWindow: { anyOf: [{ const: 'visit' }, object({ minutes: whole }), object({ days: whole })] },
};

interface Described {
	readonly summary: string;
	readonly ask: Schema;
	readonly example: Readonly<Record<string, unknown>>;
	readonly answer: Schema;
}

const reports: Readonly<Record<string, Described>> = {
	funnel: {
		summary: 'How many visitors get from one step to the next',
		ask: ask({
			steps: ref('FunnelSteps'),
			'window?': ref('FunnelWindow'),
			'breakdown?': oneOf(dimensionNames),
		}),
		example: { steps: [{ page: '/products/*' }, { event: 'Purchase' }], window: { days: 7 } },
		answer: answer({ visitors: whole, steps, 'breakdown?': list(object({ value: text, steps })) }),
	},
	retention: {
		summary: 'Who comes back, and when',
		ask: ask({ interval: oneOf(retentionIntervals), 'cohort?': ref('Action'), 'returning?': ref('Action') }),
		example: { interval: 'week' },
		answer: answer({
			cohorts: list(object({ period: text, members: whole, returned: list(whole) })),
			mean: list(share),
			followed: whole,
			left_out: whole,
			running: { type: ['integer', 'null'] },
		}),
	},
	journeys: {
		summary: 'Which ways visits take',
		ask: ask({ direction: oneOf(['from', 'to']), 'page?': page, 'steps?': whole, 'nodes?': whole }),
		example: { direction: 'from', page: '/', steps: 3 },
		answer: answer({
			visits: whole,
			steps: list(list(object({ page: pageOrOthers, visits: whole, ended: { type: ['integer', 'null'] } }))),
			links: list(object({ step: whole, page: pageOrOthers, next: pageOrOthers, visits: whole })),
		}),
	},
	performance: {
		summary: 'How fast pages are',
		ask: ask({
			by: oneOf(dimensionNames),
			'order?': object({ vital: oneOf(vitalNames), first: oneOf(['slow', 'fast']) }),
			'least?': whole,
			'limit?': whole,
		}),
		example: { by: 'event:page', order: { vital: 'lcp', first: 'slow' } },
		answer: answer({ whole: object(measured), rows: list(object({ value: text, ...measured })) }),
	},
	experiment: {
		summary: 'Which variant converts better',
		ask: ask({ property: text, 'exposure?': text, goal: ref('Action'), 'control?': text }),
		example: { property: 'variant', goal: { event: 'Signup' } },
		answer: answer({
			variants: list(
				object({
					...{ value: text, visitors: whole, converted: whole, rate: share, low: share, high: share },
					...{ lift: share, better: share },
				}),
			),
			mixed: whole,
			ratio: {
				anyOf: [{ type: 'null' }, object({ chi_square: { type: 'number' }, p: { type: 'number' }, suspicious: flag })],
			},
		}),
	},
	hours: {
		summary: 'At which hours of the week people come',
		ask: ask({}),
		example: {},
		answer: answer({ cells: list(object({ weekday: whole, hour: whole, visitors: whole, pageviews: whole, hours: whole })) }),
	},
	occurrences: {
		summary: 'Pages that were not found, errors of scripts, terms that were searched for',
		ask: ask({ kind: oneOf(occurrenceKinds), 'limit?': whole }),
		example: { kind: 'not_found' },
		answer: answer({
			rows: list(object({ value: text, page: text, source: text, events: whole, visitors: whole, last: text })),
			events: whole,
		}),
	},
};

/** Where reports are answered. */
export const reportPaths: Paths = Object.fromEntries(
	Object.entries(reports).map(([name, { summary, ask, example, answer }]) => [
		`/api/reports/${name}`,
		{
			post: {
				operationId: name,
				tags: ['Reports'],
				summary,
				requestBody: body(ask, { site_id: 'localhost', date_range: '7d', ...example }),
				responses: { 200: json('The answer.', answer), default: failure },
			},
		},
	]),
);
