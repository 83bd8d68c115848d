import { Hono } from 'hono';

/** What the health routes tell; each part answers for itself. */
export interface HealthSources {
	readonly clock: () => number;
	/** What this process is for works: events can be taken in and made durable, or questions answered. */
	readonly ready: () => boolean;
	/** Events go to Kafka and come from it; undefined where there is none. */
	readonly kafkaReady: () => Promise<boolean | undefined>;
	/** Everything else, by part: plain numbers and words. */
	readonly deps: () => Promise<Readonly<Record<string, unknown>>>;
}

/**
 * `/health` and its parts.
 *
 * Ready means that the log is writable, nothing more: a collector whose broker or store is away still loses nothing.
 * `kafkaReady` tells of Kafka as it is at the moment. Clients of the Express platform look at it before they send; without Kafka it says whether
 * events are taken in.
 */
export function healthRoutes({ clock, ready: isReady, kafkaReady, deps }: HealthSources): Hono {
	const app = new Hono();
	const now = (): string => new Date(clock()).toISOString();
	app.get('/health', async (c) => {
		const ready = isReady();
		const answer = { status: ready ? 'ok' : 'unavailable', kafkaReady: (await kafkaReady()) ?? ready, timestamp: now() };
		return c.json(answer, ready ? 200 : 503);
	});
	app.get('/health/live', (c) => c.json({ status: 'ok', timestamp: now() }));
	app.get('/health/ready', (c) => {
		const ready = isReady();
		return c.json({ status: ready ? 'ready' : 'not_ready', timestamp: now() }, ready ? 200 : 503);
	});
	app.get('/health/deps', async (c) => c.json({ timestamp: now(), ...(await deps()) }));
	return app;
}
