import { reportLimits } from '@footfall/protocol/schemas';
import { Hono } from 'hono';
import { parseJson } from '../ingest/json.ts';
import { type Reports, reportNames } from '../reports/reports.ts';
import { readBody } from './body.ts';

/** `POST /api/reports/<name>`: one address for each report. A client that leaves cancels it in the engine. */
export function reportRoutes(reports: () => Reports): Hono {
	const app = new Hono();
	for (const name of reportNames) {
		app.post(`/api/reports/${name}`, async (c) => {
			const { run } = reports();
			const asked = parseJson(await readBody(c), reportLimits.jsonDepth);
			return c.json(await run(name, asked, { signal: c.req.raw.signal }), 200, { 'Cache-Control': 'no-store' });
		});
	}
	return app;
}
