import { Hono } from 'hono';

/** What the health routes tell; each part answers for itself. */
export interface HealthSources {
	readonly clock: () => number;
	/** Events can be taken in and made durable. */
	readonly accepting: () => boolean;
	/** Everything else, by part: plain numbers and words. */
	readonly deps: () => Promise<Readonly<Record<string, unknown>>>;
}

/**
 * `/health` and its parts.
 *
 * Ready means that the log is writable, nothing more: a collector whose broker or store is away still loses nothing.
 * `kafkaReady` is what clients of the Express platform look at before they send; it says the same.
 */
export function healthRoutes({ clock, accepting, deps }: HealthSources): Hono {
	const app = new Hono();
	const now = (): string => new Date(clock()).toISOString();
	app.get('/health', (c) => {
		const ready = accepting();
		return c.json({ status: ready ? 'ok' : 'unavailable', kafkaReady: ready, timestamp: now() }, ready ? 200 : 503);
	});
	app.get('/health/live', (c) => c.json({ status: 'ok', timestamp: now() }));
	app.get('/health/ready', (c) => {
		const ready = accepting();
		return c.json({ status: ready ? 'ready' : 'not_ready', timestamp: now() }, ready ? 200 : 503);
	});
	app.get('/health/deps', async (c) => c.json({ timestamp: now(), ...(await deps()) }));
	return app;
}
