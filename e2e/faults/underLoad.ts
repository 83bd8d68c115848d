import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningServer, startServer } from '../fixtures/server.ts';
import { createLedger, judge, type Verdict } from './ledger.ts';
import { startLoad } from './load.ts';
import { createRandom } from './random.ts';
import { type Counts, settledCounts } from './settled.ts';
import { readStore, type StoreContent } from './store.ts';

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
