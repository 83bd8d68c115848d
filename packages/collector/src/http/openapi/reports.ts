import { commerceColumns, commerceParts, occurrenceKinds, retentionIntervals, vitalNames } from '@footfall/protocol';
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

const number: Schema = { type: 'number' };
const money = list(object({ currency: text, value: number }));
const sold = { orders: whole, revenue: number, average_order_value: share, items: whole, buyers: whole, conversion_rate: share };
const stepped = object({ viewed: whole, carted: whole, checkout: whole, ordered: whole });
const totals = object({
	...{ ...sold, refunds: whole, refunded: number, new_buyers: whole, returning_buyers: whole, unknown_buyers: whole },
	...{ steps: stepped, cart_to_order: share },
});
const course = object({ interval: text, labels: list(text), running: { type: ['integer', 'null'] }, buckets: list(object(sold)) });
const buyer = { id: text, kind: oneOf(['user', 'browser', 'day']), returning: { type: ['boolean', 'null'] } };
const ofProduct = { views: whole, carts: whole, orders: whole, quantity: whole, revenue: money, conversion: share };
const shopAnswers: readonly Readonly<Record<string, Schema>>[] = [
	{
		part: { const: 'overview' },
		currency: { type: ['string', 'null'] },
		currencies: list(object({ currency: text, orders: whole, revenue: number })),
		totals,
		series: course,
		'comparison?': object({ date_range: list(text), totals, series: course }),
	},
	{
		part: { const: 'orders' },
		rows: list(
			object({
				...{ time: text, order_id: text, amount: object({ currency: text, value: number }), items: whole, product: text, products: whole },
				...{ source: text, country: text, buyer: object(buyer) },
			}),
		),
		total: whole,
	},
	{
		part: { const: 'users' },
		rows: list(object({ ...buyer, orders: whole, spent: money, first: text, last: text, country: text })),
		total: whole,
	},
	{
		part: { const: 'products' },
		rows: list(object({ product_id: text, product: text, category: text, property: text, ...ofProduct, 'before?': object(ofProduct) })),
		total: whole,
	},
];

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
	commerce: {
		summary: 'What a shop sells, and to whom',
		ask: ask({
			part: oneOf(commerceParts),
			'currency?': { ...text, pattern: '^[A-Za-z]{3}$' },
			'interval?': oneOf(['minute', 'hour', 'day', 'week', 'month']),
			'comparison?': { type: 'object', description: 'As in a query: `mode`, `date_range`, `match_day_of_week`.' },
			'search?': text,
			'order_by?': {
				type: 'array',
				prefixItems: [oneOf([...new Set(Object.values(commerceColumns).flat())]), oneOf(['asc', 'desc'])],
				minItems: 2,
				maxItems: 2,
			},
			'limit?': whole,
			'offset?': whole,
		}),
		example: { part: 'overview', comparison: { mode: 'previous_period' } },
		answer: { anyOf: shopAnswers.map(answer) },
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
