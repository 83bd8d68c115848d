import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { meaningOf } from '@footfall/protocol';
import { type RunningServer, startServer } from '../fixtures/server.ts';
import { ask } from '../fixtures/store.ts';
import { createLedger, judge, type Ledger, type Verdict } from './ledger.ts';
import { startLoad } from './load.ts';
import { createRandom } from './random.ts';
import { readStore, type StoreContent } from './store.ts';

interface Counts {
	readonly pageviews: number;
	readonly events: number;
}

/** What a run under faults has shown. */
export interface Outcome {
	readonly verdict: Verdict;
	readonly store: StoreContent;
	/** The last answer of the query API, before the server was stopped. */
	readonly asked: Counts | undefined;
	/** Requests that got no answer. */
	readonly broken: number;
	/** Exit codes of the servers that were ended by the fault, and of the last, which was asked to stop. */
	readonly exitCodes: readonly (number | null)[];
}

interface Options {
	readonly seed: number;
	/** How often the server is ended by `signal` and started again. */
	readonly times: number;
	readonly signal: NodeJS.Signals;
}

/** Page views and events over yesterday and today, as the query API answers. */
async function counts(url: string): Promise<Counts> {
	const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
	const now = Date.now();
	const { results } = await ask(url, { metrics: ['pageviews', 'events'], date_range: [day(now - 86_400_000), day(now)] });
	const [pageviews, events] = results[0]?.metrics ?? [];
	return { pageviews: Number(pageviews), events: Number(events) };
}

/** What the answers have to reach: all that was acknowledged and counts. */
function promised({ lines }: Ledger): Counts {
	const counting = [...lines.values()].filter(({ name, acknowledged }) => acknowledged && meaningOf(name).counts);
	return { pageviews: counting.filter(({ name }) => name === 'pageview').length, events: counting.length };
}

/** The counts once they hold still and have reached what was promised, or after a minute. */
async function settledCounts(url: string, ledger: Ledger): Promise<Counts | undefined> {
	const least = promised(ledger);
	let last: Counts | undefined;
	for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(500)) {
		// A server that is still opening its store is asked again.
		const now = await counts(url).catch(() => undefined);
		if (now && now.events >= least.events && now.pageviews >= least.pageviews && now.events === last?.events) return now;
		last = now;
	}
	return last;
}

/** Ends the server at random moments under load, starts it again on the same data, and holds the store against the ledger. */
export async function underLoad({ seed, times, signal }: Options): Promise<Outcome> {
	const random = createRandom(seed);
	const ledger = createLedger();
	const dataDir = await mkdtemp(path.join(tmpdir(), 'footfall-faults-'));
	const exitCodes: (number | null)[] = [];
	let server: RunningServer | undefined = await startServer({ dataDir });
	const load = startLoad({ target: () => server?.url, ledger, random: createRandom(seed + 1), browsers: 24, pauseMs: 10 });
	try {
		for (let time = 0; time < times; time++) {
			await sleep(random.integer(50, 1500));
			const ending: RunningServer = server;
			exitCodes.push(await ending.stop(signal));
			server = await startServer({ dataDir });
		}
		await sleep(500);
		await load.stop(10_000);
		const asked = await settledCounts(server.url, ledger);
		exitCodes.push(await server.stop());
		const store = await readStore(dataDir);
		return { verdict: judge(ledger, store.rowsById), store, asked, broken: load.answers.get(0) ?? 0, exitCodes };
	} finally {
		await load.stop(0).catch(() => undefined);
		await server.stop('SIGKILL');
		await rm(dataDir, { recursive: true, force: true });
	}
}
