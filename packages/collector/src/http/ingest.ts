import { randomUUID } from 'node:crypto';
import { FootfallError } from '@footfall/protocol';
import { type Context, Hono } from 'hono';
import type { Dialect, DialectContext } from '../ingest/dialects/dialect.ts';
import { createExpressPlatform } from '../ingest/dialects/expressPlatform.ts';
import { footfall } from '../ingest/dialects/footfall.ts';
import { goPipeline } from '../ingest/dialects/goPipeline.ts';
import { pixel } from '../ingest/dialects/pixel.ts';
import type { Understood } from '../ingest/hit.ts';
import type { Ingest } from '../ingest/ingest.ts';
import { parseJson } from '../ingest/json.ts';
import { readBody } from './body.ts';
import { type ClientReader, headerOf } from './client.ts';
import { errorHeaders } from './errors.ts';
import { createTurnWatch, type Waited } from './turn.ts';

export interface IngestRoutesDeps {
	readonly ingest: Ingest;
	readonly clients: ClientReader;
	readonly clock: () => number;
	/** A second address for batches. */
	readonly collectPath: string;
	/** Whether what the body of a foreign payload says of the visitor is believed, whoever sends it. */
	readonly trustBody: boolean;
	/** Default: by turns of this process's event loop. */
	readonly waited?: Waited;
}

/**
 * How long a request may have waited for others, ms. With more to do than a processor does, the line would grow until senders give up waiting while their events are being taken in, and send them again;
 * so who comes too late is told to come back, before any work is done for them. Seconds until then.
 */
const LINE = { mostMs: 1000, retryAfter: 5 };

const ownTurns = (): Waited =>
	createTurnWatch(
		() => performance.now(),
		(over) => setImmediate(over),
	);

/** Any page may send, and read the verdict; no cookie is sent along and none is looked at. */
const open = {
	'Access-Control-Allow-Origin': '*',
	'Access-Control-Expose-Headers': 'Retry-After',
	'Cache-Control': 'no-store',
} as const;
const json = { ...open, 'Content-Type': 'application/json' } as const;

/** One transparent pixel, 43 bytes. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Our script needs no preflight; other senders' JSON does. */
function preflight(): Response {
	const headers = {
		...open,
		'Access-Control-Allow-Methods': 'POST',
		'Access-Control-Allow-Headers': 'Content-Type, Content-Encoding',
		'Access-Control-Max-Age': '86400',
	};
	return new Response(null, { status: 204, headers });
}

/** With a plain string and a plain object the server's adapter has no whole Response to build. */
function respond(status: number, body: object, headers: Record<string, string> = json): Response {
	return new Response(JSON.stringify(body), { status, headers });
}

interface Read {
	readonly payload: unknown;
	readonly context: DialectContext;
	readonly understood: Understood;
}

/** The public front doors: our own batches, and other tools' payloads. */
export function ingestRoutes({ ingest, clients, clock, collectPath, trustBody, waited = ownTurns() }: IngestRoutesDeps): Hono {
	const app = new Hono();

	/** Admits, reads and decodes a request; what cannot be read is entered in the books before it is refused. */
	const read = async (c: Context, dialect: Dialect, readText: (c: Context) => string | Promise<string> = readBody): Promise<Read> => {
		const tooLate = waited() > LINE.mostMs;
		const client = clients.clientOf(c);
		ingest.admit(client);
		try {
			if (tooLate) throw new FootfallError('overloaded', { retryAfter: LINE.retryAfter });
			const text = await readText(c);
			const payload = parseJson(text);
			const context = {
				received: clock(),
				size: text.length,
				client,
				trustBody: () => trustBody || clients.isTrusted(c),
				newUuid: randomUUID,
			};
			return { payload, context, understood: dialect.decode(payload, context) };
		} catch (error) {
			if (error instanceof FootfallError) ingest.unreadable(error.code);
			throw error;
		}
	};

	const take =
		(dialect: Dialect) =>
		async (c: Context): Promise<Response> => {
			try {
				const { payload, context, understood } = await read(c, dialect);
				if (dialect === footfall && c.req.query('explain') === '1')
					return respond(200, { events: ingest.explain(understood, context.received) });
				const taken = await ingest.take(understood, context.received);
				const { status, body } = dialect.answer(taken, payload, context);
				return respond(status, body);
			} catch (error) {
				if (!(error instanceof FootfallError)) {
					for (const [name, value] of Object.entries(open)) c.header(name, value);
					throw error;
				}
				const { status, body } = dialect.refuse(error);
				return respond(status, body, { ...json, ...errorHeaders(error) });
			}
		};

	/** Whatever becomes of the view, the page gets its image: a broken one would be seen. */
	const takePixel = async (c: Context): Promise<Response> => {
		const image = (status: number, more: Record<string, string> = {}): Response =>
			new Response(PIXEL, {
				status,
				headers: { ...open, ...more, 'Content-Type': 'image/gif', 'Cross-Origin-Resource-Policy': 'cross-origin' },
			});
		try {
			const { understood, context } = await read(c, pixel, () => JSON.stringify({ url: headerOf(c, 'referer'), ...c.req.query() }));
			pixel.answer(await ingest.take(understood, context.received), undefined, context);
			return image(200);
		} catch (error) {
			if (!(error instanceof FootfallError)) throw error;
			return image(error.status, { ...errorHeaders(error), 'Footfall-Error': error.code });
		}
	};

	const onlyPost = (dialect: Dialect) => (): Response => {
		const { status, body } = dialect.refuse(new FootfallError('method_not_allowed'));
		return respond(status, body, { ...json, Allow: 'POST' });
	};

	const door = (path: string, dialect: Dialect): void => {
		app.post(path, take(dialect)).options(path, preflight);
	};
	door('/api/events', footfall);
	app.all('/api/events', onlyPost(footfall));
	// What else answers at the second address is the owner's choice.
	if (collectPath !== '/api/events') door(collectPath, footfall);
	app.get('/pixel.gif', takePixel);
	door('/event', goPipeline);
	app.all('/event', onlyPost(goPipeline));
	// GET /analytics is a report's; its route is registered elsewhere.
	door('/analytics', createExpressPlatform());
	return app;
}
