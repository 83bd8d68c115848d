import { errors } from '@footfall/protocol';
import { Hono } from 'hono';
import { eventPaths } from './events.ts';
import { object, oneOf, type Paths, ref, type Schema, text } from './parts.ts';
import { questionPaths, questionSchemas } from './questions.ts';
import { reportPaths, reportSchemas } from './reports.ts';
import { serverPaths } from './server.ts';
import { settingPaths, settingSchemas } from './settings.ts';
import { sitePaths, siteSchemas } from './sites.ts';

interface OpenApi {
	readonly openapi: '3.1.0';
	readonly info: {
		readonly title: string;
		readonly version: string;
		readonly license: { readonly name: string; readonly identifier: string };
	};
	readonly tags: readonly { readonly name: string; readonly description: string }[];
	readonly paths: Paths;
	readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The public API. Names of metrics, dimensions and errors are the protocol's own. */
export const openApi: OpenApi = {
	openapi: '3.1.0',
	info: { title: 'Footfall', version: '1', license: { name: 'MIT', identifier: 'MIT' } },
	tags: [
		{ name: 'Events', description: 'Where events come in: open to any origin.' },
		{ name: 'Events of other senders', description: 'Payloads of other tools, understood as they are.' },
		{ name: 'Questions', description: 'Answers, once or as they change.' },
		{ name: 'Reports', description: 'Ready-made answers.' },
		{ name: 'Sites', description: 'The sites that are measured.' },
		{ name: 'Settings', description: 'What a site has beside its events.' },
		{ name: 'Data', description: 'Files with raw events, out and in.' },
		{ name: 'Server', description: 'How the server is.' },
	],
	paths: { ...eventPaths, ...questionPaths, ...reportPaths, ...sitePaths, ...settingPaths, ...serverPaths },
	components: {
		schemas: {
			ErrorCode: oneOf(Object.keys(errors)),
			Error: object({
				error: object({
					code: ref('ErrorCode'),
					message: text,
					'at?': { type: 'string', description: 'The place in the input: `filters[0][1]`.' },
				}),
			}),
			...questionSchemas,
			...reportSchemas,
			...siteSchemas,
			...settingSchemas,
		},
	},
};

/** `GET /api/openapi.json`: what the server can be asked, for programs. */
export function openApiRoutes(): Hono {
	const written = JSON.stringify(openApi);
	return new Hono().get('/api/openapi.json', (c) =>
		c.body(written, 200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' }),
	);
}
