import type { WireBatch, WireEvent, WirePage } from '@footfall/protocol';
import { openSqliteControl } from '../../control/sqlite.ts';
import { createApp } from '../../http/app.ts';
import { createClientReader } from '../../http/client.ts';
import { ingestRoutes } from '../../http/ingest.ts';
import { silentLogger } from '../../logger.ts';
import { createIngest } from '../ingest.ts';
import { nowhere } from '../location.ts';
import { createRateLimit } from '../rateLimit.ts';
import { memoryLog } from './memoryLog.ts';

export const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
/** A noon, far from any midnight. */
export const NOON = Date.UTC(2026, 4, 20, 12);

export interface TestCollectorOptions {
	readonly sites?: readonly string[];
	readonly trustBody?: boolean;
	readonly trustedProxies?: readonly string[];
	readonly ratePerAddress?: number;
	readonly country?: string;
	/** How long whoever is served has waited, ms. */
	readonly waited?: () => number;
}

/** The way in with everything real but the log, which is in memory, and the clock. */
export function testCollector({
	sites = ['example.com'],
	trustBody = false,
	trustedProxies = [],
	ratePerAddress = 0,
	country = 'DE',
	waited = () => 0,
}: TestCollectorOptions = {}) {
	const log = memoryLog();
	let now = NOON;
	const clock = (): number => now;
	const [first = 'example.com', ...others] = sites;
	const control = openSqliteControl({ path: ':memory:', clock, firstSite: { domain: first } });
	for (const domain of others) control.createSite({ domain });
	const ingest = createIngest({
		log,
		control,
		geo: () => ({ locate: (ip) => (ip === '' ? nowhere : { ...nowhere, country }) }),
		rateLimit: createRateLimit(ratePerAddress, clock),
	});
	const routes = ingestRoutes({ ingest, clock, clients: createClientReader(trustedProxies), collectPath: '/seen', trustBody, waited });
	const app = createApp({ logger: silentLogger, open: [routes], own: [], guard: (_, next) => next(), pages: routes });
	const post = (path: string, body: unknown, { ip = '203.0.113.7', ...headers }: Record<string, string> = {}): Promise<Response> =>
		Promise.resolve(
			app.request(
				path,
				{
					method: 'POST',
					body: typeof body === 'string' ? body : body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body),
					headers: { 'User-Agent': CHROME, ...headers },
				},
				{ incoming: { socket: { remoteAddress: ip } } },
			),
		);
	return {
		log,
		control,
		ingest,
		app,
		post,
		setTime(time: number) {
			now = time;
		},
	};
}

const page: WirePage = {
	id: 'mp3k1z9xAbCdEfGhIjKl',
	u: 'https://example.com/walks?utm_source=newsletter&secret=1',
	t: 'Walks',
	r: 'https://www.google.com/search?q=boots',
	s: '1440x900',
	l: 'en-gb',
};

/** A batch of one page and the events given, for example.com. */
export function batchOf(
	events: Partial<WireEvent>[] = [{}],
	pagePart: Partial<WirePage> = {},
	batchPart: Partial<WireBatch> = {},
): WireBatch {
	return {
		v: 1,
		site: 'example.com',
		pages: [{ ...page, ...pagePart }],
		events: events.map((event, n) => ({ n, e: 'pageview', a: 0, ...event })),
		...batchPart,
	};
}
