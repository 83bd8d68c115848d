import { randomUUID } from 'node:crypto';
import { FootfallError, type Verdict } from '@footfall/protocol';
import { type Context, type Handler, Hono } from 'hono';
import type { Dialect } from '../ingest/dialects/dialect.ts';
import { createExpressPlatform } from '../ingest/dialects/expressPlatform.ts';
import { goPipeline } from '../ingest/dialects/goPipeline.ts';
import type { Ingest } from '../ingest/ingest.ts';
import { parseJson } from '../ingest/json.ts';
import { readBatch } from '../ingest/wire.ts';
import { readBody } from './body.ts';
import type { ClientReader } from './client.ts';
import { errorHeaders } from './errors.ts';

export interface IngestRoutesDeps {
	readonly ingest: Ingest;
	readonly clients: ClientReader;
	readonly clock: () => number;
	/** A second address for batches. */
	readonly collectPath: string;
	readonly trustBody: boolean;
}

/** Any page may send, and read the verdict; no cookie is sent along and none is looked at. */
const open = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Retry-After', 'Cache-Control': 'no-store' } as const;

/**
 * Makes errors readable for any page too. Good answers carry `open` as a plain object instead: with headers set beforehand on the context,
 * @hono/node-server has to build a whole Response (a fifth of the requests per second).
 */
const readable =
	(handler: (c: Context) => Promise<Response> | Response): Handler =>
	async (c) => {
		try {
			return await handler(c);
		} catch (error) {
			for (const [name, value] of Object.entries(open)) c.header(name, value);
			throw error;
		}
	};

/** Our script needs no preflight; other senders' JSON does. */
const preflight = (c: Context): Response =>
	c.body(null, 204, {
		...open,
		'Access-Control-Allow-Methods': 'POST',
		'Access-Control-Allow-Headers': 'Content-Type, Content-Encoding',
		'Access-Control-Max-Age': '86400',
	});

const onlyPost = (c: Context): never => {
	c.header('Allow', 'POST');
	throw new FootfallError('method_not_allowed');
};

/** The public front doors: our own batches, and other tools' payloads. */
export function ingestRoutes({ ingest, clients, clock, collectPath, trustBody }: IngestRoutesDeps): Hono {
	const app = new Hono();

	/** What cannot be read is counted before it is refused. */
	const counted = async <T>(read: () => T | Promise<T>): Promise<T> => {
		try {
			return await read();
		} catch (error) {
			if (error instanceof FootfallError) ingest.unreadable(error.code);
			throw error;
		}
	};

	const takeBatch = async (c: Context): Promise<Response> => {
		const { site, events } = await counted(async () => {
			const text = await readBody(c);
			return readBatch(parseJson(text), clock(), text.length);
		});
		const client = clients.clientOf(c);
		if (c.req.query('explain') === '1') return c.json({ events: ingest.explain(site, events, client) }, 200, open);
		const { accepted, rejected } = await ingest.take(site, events, client);
		return c.json({ accepted, rejected: [...rejected] } satisfies Verdict, 202, open);
	};

	const takeForeign =
		(dialect: Dialect) =>
		async (c: Context): Promise<Response> => {
			const context = { received: clock(), client: clients.clientOf(c), trustBody: trustBody || clients.isTrusted(c), newId: randomUUID };
			try {
				const { json, understood } = await counted(async () => {
					const parsed = parseJson(await readBody(c));
					return { json: parsed, understood: dialect.decode(parsed, context) };
				});
				const taken = await ingest.take(understood.site, understood.events, understood.client);
				const [first] = taken.rejected;
				if (first !== undefined) throw new FootfallError(first.code, first.at === undefined ? {} : { at: first.at });
				const { status, body } = dialect.accepted(taken, json, context);
				return c.json(body, status, open);
			} catch (error) {
				if (!(error instanceof FootfallError)) throw error;
				const { status, body } = dialect.refused(error);
				return c.json(body, status, { ...open, ...errorHeaders(error) });
			}
		};

	for (const path of new Set(['/api/events', collectPath])) {
		app.post(path, readable(takeBatch)).options(path, preflight).all(path, readable(onlyPost));
	}
	app
		.post('/event', readable(takeForeign(goPipeline)))
		.options('/event', preflight)
		.all('/event', readable(onlyPost));
	// GET /analytics is a report's; its route is registered elsewhere.
	app.post('/analytics', readable(takeForeign(createExpressPlatform()))).options('/analytics', preflight);
	return app;
}
