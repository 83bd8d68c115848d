import { body, failure, json, list, map, object, type Paths, ref, text, whole } from './parts.ts';

const scalar = { type: ['string', 'number', 'boolean', 'null'] };
const page = object({ id: text, u: text, 't?': text, 'r?': text, 's?': text, 'l?': text });
const event = object({
	'p?': whole,
	n: whole,
	e: text,
	'a?': { type: 'number', description: 'Milliseconds between capture and sending.' },
	'd?': map(scalar),
	'$?': { type: 'array', prefixItems: [whole, text] },
	'i?': { type: 'boolean' },
	...Object.fromEntries(['engaged', 'scroll', 'lcp', 'inp', 'cls', 'fcp', 'ttfb', 'load'].map((name) => [`${name}?`, { type: 'number' }])),
});

const batch = {
	v: 1,
	site: 'localhost',
	pages: [{ id: 'mgk2y2o0Thfm5Sa9pkfn', u: 'http://localhost/shoes?utm_source=letter', t: 'Shoes' }],
	events: [
		{ n: 0, e: 'pageview' },
		{ n: 1, e: 'Signup', d: { plan: 'pro' } },
	],
};
const refused = object({ success: { const: false }, error: text, message: text, code: text, 'at?': text });

/** Where events come in. These are open to any origin. */
export const eventPaths: Paths = {
	'/api/events': {
		post: {
			operationId: 'sendEvents',
			tags: ['Events'],
			summary: 'Send a batch of events',
			description:
				'A 202 means that every event that is not named in `rejected` is durable. With `explain=1` nothing is kept, and the answer tells what would be.',
			parameters: [{ name: 'explain', in: 'query', description: '`1`: keep nothing, tell what would become of each event.', schema: text }],
			requestBody: body(
				object({
					v: { const: 1 },
					site: text,
					'visitor?': text,
					'session?': text,
					'user?': text,
					'bot?': { type: 'boolean' },
					pages: list(page),
					events: list(event),
				}),
				batch,
			),
			responses: {
				202: json(
					'The verdict.',
					object({ accepted: whole, rejected: list(object({ index: whole, code: ref('ErrorCode'), 'at?': text })) }),
				),
				200: json('With `explain=1`.', object({ events: list({ type: 'object' }) })),
				default: failure,
			},
		},
	},
	'/pixel.gif': {
		get: {
			operationId: 'pixel',
			tags: ['Events'],
			summary: 'A page view without a script',
			parameters: [
				{ name: 'site', in: 'query', description: 'Id, domain or alias of the site.', schema: text, example: 'localhost' },
				{
					name: 'url',
					in: 'query',
					description: 'Address of the page; the Referer header without it.',
					schema: text,
					example: 'http://localhost/letter',
				},
			],
			responses: { 200: { description: 'One transparent pixel, whatever becomes of the view.', content: { 'image/gif': { schema: {} } } } },
		},
	},
	'/event': {
		post: {
			operationId: 'goPipelineEvent',
			tags: ['Events of other senders'],
			summary: "The Go website-analytics pipeline's event",
			requestBody: body(
				{
					type: 'object',
					required: ['type'],
					properties: Object.fromEntries(
						['type', 'id', 'timestamp', 'user_id', 'session_id', 'url', 'path', 'referrer', 'user_agent', 'ip_address'].map((name) => [
							name,
							text,
						]),
					),
				},
				{
					type: 'page_view',
					user_id: 'u1',
					session_id: 's1',
					url: 'http://localhost/boots',
					path: '/boots',
					metadata: { page_title: 'Boots' },
				},
			),
			responses: { 202: json('It is durable.', object({ status: { const: 'accepted' }, id: text })), default: failure },
		},
	},
	'/analytics': {
		get: {
			operationId: 'snapshot',
			tags: ['Events of other senders'],
			summary: "The Go pipeline's snapshot of today",
			parameters: [
				{ name: 'site', in: 'query', description: 'Id, domain or alias; the first site without it.', schema: text, example: 'localhost' },
			],
			responses: {
				200: json('Numbers of today.', {
					type: 'object',
					required: [
						'timestamp',
						'total_events',
						'unique_users',
						'active_sessions',
						'events_by_type',
						'top_pages',
						'hourly_page_views',
						'real_time_events',
					],
				}),
				default: failure,
			},
		},
		post: {
			operationId: 'expressPlatformEvent',
			tags: ['Events of other senders'],
			summary: "The Express analytics platform's event",
			requestBody: body(
				{
					type: 'object',
					required: ['event_type', 'page_url'],
					properties: Object.fromEntries(
						['event_type', 'page_url', 'page_title', 'button_id', 'session_id', 'user_agent', 'timestamp'].map((name) => [name, text]),
					),
				},
				{ event_type: 'page_view', page_url: 'http://localhost/coats', page_title: 'Coats', session_id: 's2' },
			),
			responses: {
				200: json('It is durable.', object({ success: { const: true }, message: text, eventId: text })),
				default: json('What is wrong, in the words of that platform.', refused),
			},
		},
	},
};
