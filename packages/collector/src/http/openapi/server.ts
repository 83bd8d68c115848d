import { json, object, type Paths, text } from './parts.ts';

const timestamp = { timestamp: text };
const notReady = json('It is not.', object({ status: text, 'kafkaReady?': { type: 'boolean' }, ...timestamp }));

/** How the server is. */
export const serverPaths: Paths = {
	'/health': {
		get: {
			operationId: 'health',
			tags: ['Server'],
			summary: 'Whether events are taken in',
			responses: {
				200: json('They are.', object({ status: { const: 'ok' }, kafkaReady: { type: 'boolean' }, ...timestamp })),
				503: notReady,
			},
		},
	},
	'/health/live': {
		get: {
			operationId: 'healthLive',
			tags: ['Server'],
			summary: 'Whether the process answers',
			responses: { 200: json('It does.', object({ status: { const: 'ok' }, ...timestamp })) },
		},
	},
	'/health/ready': {
		get: {
			operationId: 'healthReady',
			tags: ['Server'],
			summary: 'Whether it does what it is for',
			responses: { 200: json('It does.', object({ status: { const: 'ready' }, ...timestamp })), 503: notReady },
		},
	},
	'/health/deps': {
		get: {
			operationId: 'healthDeps',
			tags: ['Server'],
			summary: 'Where each part stands',
			responses: { 200: json('By part.', object(timestamp, { additionalProperties: true })) },
		},
	},
	'/metrics': {
		get: {
			operationId: 'metrics',
			tags: ['Server'],
			summary: 'The books, for Prometheus',
			responses: { 200: { description: 'Text format 0.0.4.', content: { 'text/plain; version=0.0.4; charset=utf-8': { schema: text } } } },
		},
	},
	'/api/openapi.json': {
		get: {
			operationId: 'openapi',
			tags: ['Server'],
			summary: 'This description',
			responses: { 200: json('OpenAPI 3.1.', object({ openapi: text, info: {}, tags: {}, paths: {}, components: {} })) },
		},
	},
};
