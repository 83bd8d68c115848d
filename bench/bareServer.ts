import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** The ceiling: a route of the same framework that parses the same body, keeps nothing, and gives the same answer. */
const app = new Hono();
app.post('/api/events', async (context) => {
	const batch = await context.req.json<{ events: unknown[] }>();
	return context.json({ accepted: batch.events.length, rejected: [] }, 202);
});

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
	process.stdout.write(`http://127.0.0.1:${port}\n`);
});
process.on('SIGTERM', () => {
	server.close(() => process.exit(0));
	if ('closeAllConnections' in server) server.closeAllConnections();
});
