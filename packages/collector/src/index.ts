export type { Footfall } from './compose.ts';
export { type Config, ConfigError } from './config.ts';

import { compose, type Footfall } from './compose.ts';
import { type Config, readConfig } from './config.ts';
import { createLogger, type Logger } from './logger.ts';

export type { Logger } from './logger.ts';

/** Settings by the names of their environment variables; what is left out is read from the environment, else the default. */
export type FootfallOptions = Partial<Config> & { readonly logger?: Logger };

/**
 * Footfall inside somebody's own server.
 *
 * ```ts
 * const footfall = await createFootfall({ DATA_DIR: './stats', FOOTFALL_SITE: 'example.com' });
 * site.route('/stats', footfall.app);
 * footfall.attach(serve(site));     // WebSocket upgrades, which a route cannot carry; without it the page uses SSE
 * await footfall.start();           // answers questions; events were taken in before already
 * ```
 *
 * @throws {ConfigError} when a setting is wrong; an Error with words for the operator when the data directory is in use or cannot be written.
 */
export async function createFootfall({ logger, ...config }: FootfallOptions = {}): Promise<Footfall> {
	const settings = readConfig(config);
	return await compose(settings, { logger: logger ?? createLogger(settings.LOG_LEVEL), embedded: true });
}
