import { FootfallError } from '@footfall/protocol';
import { reportLimits } from '@footfall/protocol/schemas';
import { type Context, Hono } from 'hono';
import { parseJson } from '../ingest/json.ts';
import { type Reports, reportNames } from '../reports/reports.ts';
import { readBody } from './body.ts';

/** The question in an address: the JSON that would be a request's body. */
function asked(c: Context): string {
	const text = c.req.query('query');
	if (text === undefined)
		throw new FootfallError('invalid_query', { at: 'query', message: 'Ask in `query`, as JSON, or in the body of a POST.' });
	return text;
}

/** `POST /api/reports/<name>`, or `GET` with the same JSON in `query`: one address for each report. A client that leaves cancels it in the engine. */
export function reportRoutes(reports: () => Reports): Hono {
	const app = new Hono();
	for (const name of reportNames) {
		const answer = async (c: Context, question: string): Promise<Response> => {
			const { run } = reports();
			const answered = await run(name, parseJson(question, reportLimits.jsonDepth), { signal: c.req.raw.signal });
			return c.json(answered, 200, { 'Cache-Control': 'no-store' });
		};
		app.get(`/api/reports/${name}`, (c) => answer(c, asked(c)));
		app.post(`/api/reports/${name}`, async (c) => answer(c, await readBody(c)));
	}
	return app;
}
