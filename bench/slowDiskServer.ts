import { serve } from '@hono/node-server';
import { internal } from './internal.ts';

/*
 * The real server with a slow disk: every commit of its log takes SYNC_DELAY_MS longer. There is no setting for that in
 * the product, so this puts the server together as main.ts does.
 */
const { readConfig } = await internal<typeof import('../packages/collector/dist/config.js')>('config.js');
const { compose } = await internal<typeof import('../packages/collector/dist/compose.js')>('compose.js');
const { createLogger } = await internal<typeof import('../packages/collector/dist/logger.js')>('logger.js');

const config = readConfig();
const footfall = await compose(config, { logger: createLogger(config.LOG_LEVEL), injectSyncDelayMs: Number(process.env.SYNC_DELAY_MS) });
const server = serve({ fetch: footfall.app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
	process.stdout.write(`http://127.0.0.1:${port}\n`);
});
process.on('SIGTERM', async () => {
	server.close();
	if ('closeAllConnections' in server) server.closeAllConnections();
	await footfall.close();
	process.exit(0);
});
await footfall.start();
