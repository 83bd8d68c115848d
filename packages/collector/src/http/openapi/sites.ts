import { exportFormats, importFormats } from '@footfall/protocol';
import {
	body,
	failure,
	json,
	list,
	moment,
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

const importId: Parameter = { name: 'import', in: 'path', required: true, description: 'Id of the import.', schema: text };
const days = (name: 'from' | 'to', example: string): Parameter => ({
	name,
	in: 'query',
	description: 'A date of the site (both days are included), or a date-time with offset (the end is excluded). Both or none: all time.',
	schema: text,
	example,
});
const changes = { 'name?': text, 'timeZone?': { type: 'string', description: 'IANA name.' }, 'aliases?': list(text) };
const share: Schema = { type: 'number', minimum: 0, maximum: 1 };

/** What the schemas of sites and files are called. */
export const siteSchemas: Readonly<Record<string, Schema>> = {
	Site: object({ id: text, domain: text, name: text, timeZone: text, aliases: list(text), createdAt: moment }),
	Import: object({
		id: text,
		name: text,
		format: oneOf(Object.keys(importFormats)),
		state: oneOf(['uploading', 'running', 'done', 'failed', 'undoing']),
		bytes: whole,
		uploaded: whole,
		done: share,
		rows: { type: 'integer', description: 'rows = events + sums + skipped + bad' },
		events: whole,
		'sums?': { type: 'integer', description: 'Rows that were taken as sums of days; only of formats that hold such.' },
		skipped: whole,
		bad: whole,
		faults: list(object({ line: whole, message: text })),
		'from?': moment,
		'to?': moment,
		createdAt: moment,
		'finishedAt?': moment,
		'reason?': text,
	}),
	Export: object({
		id: text,
		format: oneOf(exportFormats),
		startedAt: moment,
		'events?': whole,
		phase: oneOf(['writing', 'sending']),
		'done?': share,
	}),
};

/** Sites, and the files that leave and reach them. */
export const sitePaths: Paths = {
	'/api/sites': {
		get: {
			operationId: 'listSites',
			tags: ['Sites'],
			summary: 'List the sites',
			responses: { 200: json('All sites, oldest first.', object({ sites: list(ref('Site')) })) },
		},
		post: {
			operationId: 'addSite',
			tags: ['Sites'],
			summary: 'Add a site',
			requestBody: body(object({ domain: text, ...changes }), { domain: 'example.com', name: 'Example', timeZone: 'Europe/Berlin' }),
			responses: { 201: json('The site.', ref('Site')), default: failure },
		},
	},
	'/api/sites/{id}': {
		patch: {
			operationId: 'changeSite',
			tags: ['Sites'],
			summary: 'Change a site',
			parameters: [siteId],
			requestBody: body(object({ 'domain?': text, ...changes }), { name: 'Another name' }),
			responses: { 200: json('The site.', ref('Site')), default: failure },
		},
	},
	'/api/sites/{id}/export': {
		get: {
			operationId: 'exportEvents',
			tags: ['Data'],
			summary: 'Raw events as a file',
			parameters: [
				siteId,
				{ name: 'format', in: 'query', description: 'CSV without it.', schema: oneOf(exportFormats), example: 'csv' },
				days('from', '2026-01-01'),
				days('to', '2026-12-31'),
			],
			responses: {
				200: {
					description: 'The file, as it is made.',
					content: {
						'text/csv; charset=utf-8': { schema: text },
						'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
					},
				},
				default: failure,
			},
		},
	},
	'/api/sites/{id}/exports': {
		get: {
			operationId: 'listExports',
			tags: ['Data'],
			summary: 'Exports that are under way',
			parameters: [siteId],
			responses: { 200: json('How far they are.', object({ exports: list(ref('Export')) })), default: failure },
		},
	},
	'/api/sites/{id}/imports': {
		get: {
			operationId: 'listImports',
			tags: ['Data'],
			summary: 'Imports of a site',
			parameters: [siteId],
			responses: { 200: json('Newest first.', object({ imports: list(ref('Import')) })), default: failure },
		},
		post: {
			operationId: 'beginImport',
			tags: ['Data'],
			summary: 'Begin an import',
			description: 'The body is the file, or nothing: then its parts follow by PATCH. It is read when it is whole.',
			parameters: [
				siteId,
				{ name: 'name', in: 'query', description: 'What the file is called; shown in the list.', schema: text, example: 'access.log' },
				{ name: 'bytes', in: 'query', description: 'Size of the whole file; that of the body without it.', schema: whole, example: 95 },
			],
			requestBody: body(
				{ type: 'string', format: 'binary' },
				'203.0.113.9 - - [10/Oct/2025:13:55:36 +0200] "GET / HTTP/1.1"',
				'application/octet-stream',
			),
			responses: { 201: json('The import.', ref('Import')), default: failure },
		},
	},
	'/api/sites/{id}/imports/{import}': {
		patch: {
			operationId: 'continueImport',
			tags: ['Data'],
			summary: 'Send a part of a file',
			parameters: [
				siteId,
				importId,
				{
					name: 'offset',
					in: 'query',
					required: true,
					description: 'Where the part begins: as many bytes as have come.',
					schema: whole,
					example: 61,
				},
			],
			requestBody: body({ type: 'string', format: 'binary' }, ' 200 2326 "-" "Mozilla/5.0 (X11)"\n', 'application/octet-stream'),
			responses: { 200: json('Where the import stands.', ref('Import')), default: failure },
		},
		delete: {
			operationId: 'undoImport',
			tags: ['Data'],
			summary: 'Undo an import',
			description: 'Its events are deleted, and what else was in their visits is counted anew.',
			parameters: [siteId, importId],
			responses: {
				202: json('The undoing has begun.', ref('Import')),
				204: { description: 'There was nothing to undo.' },
				default: failure,
			},
		},
	},
};
