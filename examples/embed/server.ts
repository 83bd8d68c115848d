/*
 * Somebody's own site, with Footfall inside it under /stats: one process, one origin, so no CORS, no proxy, and
 * nothing from a third party for a block list to find.
 *
 *   npm start -w examples/embed            (PORT and DATA_DIR may be set)
 */
import { createFootfall } from '@footfall/collector';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { html } from 'hono/html';

const footfall = await createFootfall({
	DATA_DIR: process.env.DATA_DIR ?? './data',
	FOOTFALL_SITE: 'garden.example',
	FOOTFALL_DEMO: false,
});

const page = (title: string, text: string) => html`<!doctype html>
<html lang="en">
	<head>
		<meta charset="utf-8">
		<meta name="viewport" content="width=device-width, initial-scale=1">
		<title>${title}</title>
		<script defer src="/stats/analytics.js" data-site="garden.example"></script>
	</head>
	<body>
		<nav><a href="/">Garden</a> <a href="/seeds">Seeds</a> <a href="/stats/">Statistics</a></nav>
		<h1>${title}</h1>
		<p>${text}</p>
		<button type="button" data-footfall-event="Order seeds" data-footfall-event-kind="beans">Order beans</button>
	</body>
</html>`;

const site = new Hono();
site.get('/', (c) => c.html(page('A garden', 'What grows, and when.')));
site.get('/seeds', (c) => c.html(page('Seeds', 'Beans, peas and a pumpkin.')));
site.route('/stats', footfall.app);

const server = serve({ fetch: site.fetch, hostname: '127.0.0.1', port: Number(process.env.PORT ?? 3000) }, ({ port }) => {
	console.log(`The garden is on http://127.0.0.1:${port}/ and its statistics on http://127.0.0.1:${port}/stats/`);
});
footfall.attach(server, '/stats');
await footfall.start();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, async () => {
		server.close();
		await footfall.close();
		process.exit(0);
	});
}
