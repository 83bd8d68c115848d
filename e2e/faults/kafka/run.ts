import { setTimeout as sleep } from 'node:timers/promises';
import { createLedger, judge, type Ledger, type Verdict } from '../ledger.ts';
import { startLoad } from '../load.ts';
import { createRandom } from '../random.ts';
import { settledCounts } from '../settled.ts';
import { readStore, type StoreContent } from '../store.ts';
import type { Fault, Finding } from './faults.ts';
import { type Brokers, makeSystem, type System, type SystemOptions } from './system.ts';

/** What a run under faults has shown. */
export interface Outcome {
	readonly fault: string;
	readonly rounds: number;
	readonly verdict: Verdict;
	readonly store: StoreContent;
	/** The longest time without a new event in the store, though some were acknowledged, ms. */
	readonly longestStall: number;
	/** The greatest resident memory of a collector, MB. */
	readonly collectorMb: number;
	/** Answers by HTTP status; 0 is a connection that broke. */
	readonly answers: ReadonlyMap<number, number>;
	/** Exit codes other than 0 of processes that were asked to end. */
	readonly unclean: readonly string[];
	/** The ledger of the store: what it says has to balance. */
	readonly balanced: boolean;
	readonly findings: readonly Finding[];
}

export interface RunOptions extends SystemOptions {
	readonly name: string;
	/** Brought about one after the other, all of them in every round. */
	readonly faults: readonly Fault[];
	readonly rounds: number;
	readonly seed: number;
	readonly browsers?: number;
	/** Told what is said while it runs. */
	readonly say?: (line: string) => void;
}

interface Ledgered {
	readonly aggregator?: {
		readonly ledger?: { consumed: number; stored: number; duplicate: number; conflict: number; quarantined: Record<string, number> };
	};
	readonly kafka?: {
		readonly shipper?: { readonly spooled: number };
		readonly consumer?: { readonly lag: number; readonly state: string };
	};
}

const depsOf = async (url: string | undefined): Promise<Ledgered | undefined> => {
	if (url === undefined) return undefined;
	try {
		const response = await fetch(`${url}/health/deps`, { signal: AbortSignal.timeout(2000) });
		return (await response.json()) as Ledgered;
	} catch {
		return undefined;
	}
};

/** Watches, from outside, how long nothing new is stored although something is acknowledged. */
function watchStalls(system: System, ledger: Ledger) {
	let stored = 0;
	let movedAt = Date.now();
	let longest = 0;
	let memory = 0;
	const acknowledged = (): number => {
		let count = 0;
		for (const line of ledger.lines.values()) if (line.acknowledged) count++;
		return count;
	};
	const look = async (): Promise<void> => {
		const now = (await depsOf(system.aggregator.url()))?.aggregator?.ledger?.stored;
		if (now !== undefined && now !== stored) {
			stored = now;
			movedAt = Date.now();
		} else if (stored >= acknowledged()) movedAt = Date.now();
		longest = Math.max(longest, Date.now() - movedAt);
		for (const collector of system.collectors) memory = Math.max(memory, await residentMb(collector.pid()));
	};
	const timer = setInterval(() => void look().catch(() => {}), 250);
	return {
		end() {
			clearInterval(timer);
			return { longest, memory };
		},
	};
}

async function residentMb(pid: number): Promise<number> {
	if (pid === 0 || process.platform !== 'linux') return 0;
	const { readFile } = await import('node:fs/promises');
	const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
	return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** Brings faults about under load, waits until everything is at rest, and holds the store against the ledger. */
export async function runUnderFaults(brokers: Brokers, options: RunOptions): Promise<Outcome> {
	const { name, faults, rounds, seed, browsers = 8, say = () => {} } = options;
	const random = createRandom(seed);
	const ledger = createLedger();
	const system = await makeSystem(brokers, options);
	try {
		await system.start();
		const most = Math.max(1, ...faults.map(({ load = 1 }) => load));
		const repeats = Math.max(0, ...faults.map(({ repeats: own = 0 }) => own));
		const turn = createRandom(seed + 2);
		const load = startLoad({
			target: () => turn.pick(system.collectors as [System['collectors'][0], System['collectors'][1]]).url(),
			ledger,
			random: createRandom(seed + 1),
			browsers: browsers * most,
			pauseMs: most > 1 ? 2 : 25,
			...(repeats > 0 ? { repeats } : {}),
		});
		const stalls = watchStalls(system, ledger);
		const findings: Finding[] = [];
		for (let round = 0; round < rounds; round++) {
			for (const fault of faults) {
				const began = Date.now();
				const finding = await fault.inject(system, random, ledger);
				if (finding) findings.push(finding);
				const over = Date.now();
				await goesOn(system);
				const seconds = (from: number, to: number): string => `${((to - from) / 1000).toFixed(1)} s`;
				say(
					`${name}: round ${round + 1} of ${rounds}, ${fault.name}, ${seconds(began, over)}, went on after ${seconds(over, Date.now())}, ${ledger.lines.size} events`,
				);
				if (finding) say(JSON.stringify(finding, (_, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value)));
			}
		}
		await load.stop(15_000);
		await settle(system, ledger);
		const { longest, memory } = stalls.end();
		const books = (await depsOf(system.aggregator.url()))?.aggregator?.ledger;
		await system.stop();
		const store = await readStore(system.aggregator.dataDir);
		return {
			fault: name,
			rounds,
			verdict: judge(ledger, store.rowsById),
			store,
			longestStall: longest,
			collectorMb: memory,
			answers: load.answers,
			unclean: system.unclean,
			findings,
			balanced:
				books !== undefined &&
				books.consumed ===
					books.stored + books.duplicate + books.conflict + Object.values(books.quarantined).reduce((sum, count) => sum + count, 0),
		};
	} catch (error) {
		for (const one of [...system.collectors, system.aggregator]) say(`--- ${one.name}\n${one.output().slice(-4000)}`);
		throw error;
	} finally {
		await system.dispose();
	}
}

/** Until something new is stored after a fault: the next one meets a system that works. */
async function goesOn(system: System): Promise<void> {
	const stored = async (): Promise<number | undefined> => (await depsOf(system.aggregator.url()))?.aggregator?.ledger?.stored;
	let before: number | undefined;
	for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(100)) {
		const now = await stored();
		before ??= now;
		if (now !== undefined && before !== undefined && now > before) return;
	}
	throw new Error('Nothing new has been stored for two minutes after a fault was over.');
}

/** Nothing waits in a spool, nothing in Kafka, and the answers hold still. */
async function settle(system: System, ledger: Ledger): Promise<void> {
	for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(250)) {
		const spools = await Promise.all(system.collectors.map(async ({ url }) => (await depsOf(url()))?.kafka?.shipper?.spooled));
		const consumer = (await depsOf(system.aggregator.url()))?.kafka?.consumer;
		if (spools.every((spooled) => spooled === 0) && consumer?.state === 'running' && consumer.lag === 0) break;
	}
	const url = system.aggregator.url();
	if (url !== undefined) await settledCounts(url, ledger, 30_000);
}
