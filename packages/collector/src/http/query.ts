import { queryLimits } from '@footfall/protocol/schemas';
import { Hono } from 'hono';
import { parseJson } from '../ingest/json.ts';
import type { QueryEngine } from '../query/engine.ts';
import { readBody } from './body.ts';

/** `POST /api/v2/query`: a question in Plausible's Stats API v2 grammar. A client that leaves cancels it in the engine. */
export function queryRoutes(engine: () => Pick<QueryEngine, 'parse' | 'run'>): Hono {
	return new Hono().post('/api/v2/query', async (c) => {
		const { parse, run } = engine();
		const query = parse(parseJson(await readBody(c), queryLimits.jsonDepth));
		return c.json(await run(query, { signal: c.req.raw.signal }), 200, { 'Cache-Control': 'no-store' });
	});
}
