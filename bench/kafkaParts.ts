import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadOptions, LoadResult } from './loadClient.ts';
import { type Running, runJson } from './process.ts';

/** What is used of tools/kafka/cluster.mjs. */
export interface Cluster {
	readonly brokers: readonly string[];
	readonly nodes: readonly { kill(): Promise<void>; start(): Promise<void> }[];
	stop(): Promise<void>;
}

/** One broker, one process that takes events in, one that aggregates and answers. */
export interface Parts {
	readonly cluster: Cluster;
	readonly collector: Running;
	readonly answering: Running;
}

interface Deps {
	readonly log?: { readonly appended: number };
	readonly aggregator?: { readonly ledger?: { readonly consumed: number } };
	readonly kafka?: { readonly consumer?: { readonly state: string } };
}

export async function depsOf({ port }: Running): Promise<Deps> {
	return (await (await fetch(`http://127.0.0.1:${port}/health/deps`)).json()) as Deps;
}

/** Records that the store has read so far. */
export const consumed = async (answering: Running): Promise<number> => (await depsOf(answering)).aggregator?.ledger?.consumed ?? 0;

/** @throws {Error} when it takes longer. */
export async function until(isSo: () => Promise<boolean>, what: string, atMostMs = 120_000): Promise<void> {
	for (const deadline = performance.now() + atMostMs; performance.now() < deadline; await sleep(20))
		if (await isSo().catch(() => false)) return;
	throw new Error(`It took longer than ${atMostMs} ms until ${what}.`);
}

let runs = 0;

export const load = (server: Running, options: Omit<LoadOptions, 'port' | 'run'>): Promise<LoadResult> =>
	runJson<LoadResult>(new URL('loadClient.js', import.meta.url), {
		...options,
		port: server.port,
		run: `k${(runs++).toString(36)}`,
	} satisfies LoadOptions);
