import { FootfallError } from '@footfall/protocol';
import { Hono, type MiddlewareHandler } from 'hono';
import type { Logger } from '../logger.ts';
import { renderError } from './errors.ts';

export interface AppParts {
	readonly logger: Logger;
	/** Anybody may ask: ingest, health, the script. */
	readonly open: readonly Hono[];
	/** Its own pages only. */
	readonly own: readonly Hono[];
	readonly guard: MiddlewareHandler;
	/** Files, tried last. */
	readonly pages: Hono;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The methods that an address takes; what stands below a whole tree, like a guard, says nothing of an address. */
function methodsOf(app: Hono, path: string): string[] {
	return methods.filter((method) =>
		app.router.match(method, path)[0].some(([[, route]]) => route.method === method && !route.path.includes('*')),
	);
}

/** Puts the routes together: the open ones first, so that no guard stands on their way. */
export function createApp({ logger, open, own, guard, pages }: AppParts): Hono {
	const app = new Hono();
	app.onError(renderError(logger));
	for (const routes of open) app.route('/', routes);
	const guarded = new Hono();
	for (const path of ['/api/*', '/analytics', '/metrics', '/ws']) guarded.use(path, guard);
	for (const routes of own) guarded.route('/', routes);
	app.route('/', guarded);
	app.route('/', pages);
	app.all('*', (c) => {
		const allowed = methodsOf(app, c.req.path);
		if (allowed.length === 0) throw new FootfallError('not_found');
		c.header('Allow', allowed.join(', '));
		throw new FootfallError('method_not_allowed');
	});
	return app;
}
