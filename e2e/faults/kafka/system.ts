import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../../tools/kafka/cluster.mjs';
import type { CuttingProxy } from '../../../tools/kafka/proxy.mjs';
import { type RunningServer, startServer } from '../../fixtures/server.ts';
import { kafkaEnv } from '../../kafka/environment.ts';

/** Brokers with a proxy before each. */
export interface Brokers {
	readonly cluster: Cluster;
	readonly proxies: readonly CuttingProxy[];
}

/** A process that can be ended and comes back on the same data. */
export interface Restartable {
	readonly name: string;
	/** Undefined while it is down. */
	url(): string | undefined;
	pid(): number;
	/** `env`: of this one start only. */
	start(env?: Readonly<Record<string, string>>): Promise<void>;
	/** Resolves when it has ended by itself. */
	ended(): Promise<unknown>;
	/** Resolves with its exit code. */
	stop(signal?: NodeJS.Signals): Promise<number | null>;
	signal(signal: NodeJS.Signals): void;
	readonly dataDir: string;
	output(): string;
}

/** Two collectors, and one process that aggregates and answers, over topics of their own. */
export interface System {
	readonly name: string;
	readonly brokers: Brokers;
	readonly collectors: readonly [Restartable, Restartable];
	readonly aggregator: Restartable;
	/** Exit codes other than 0 of processes that were asked to end. */
	readonly unclean: string[];
	/** Resolves when the collectors take events. */
	start(): Promise<void>;
	/** Ends every process cleanly. */
	stop(): Promise<void>;
	dispose(): Promise<void>;
}

export interface SystemOptions {
	/** Of the first collector; default: a temporary one. */
	readonly dataDir?: string;
	readonly env?: Readonly<Record<string, string>>;
}

export async function makeSystem(brokers: Brokers, { dataDir, env: more = {} }: SystemOptions = {}): Promise<System> {
	const directory = await mkdtemp(path.join(tmpdir(), 'footfall-faults-'));
	const name = `faults-${randomUUID().slice(0, 8)}`;
	const env = {
		...kafkaEnv(
			brokers.cluster.nodes.map(({ behindAddress }) => behindAddress),
			name,
		),
		KAFKA_PARTITIONS: '6',
		LOG_LEVEL: 'info',
		FOOTFALL_DEMO: 'false',
		...more,
	};
	const unclean: string[] = [];

	const make = (own: string, role: string, dataDir: string): Restartable => {
		let running: RunningServer | undefined;
		let output = '';
		return {
			name: own,
			dataDir,
			url: () => running?.url,
			pid: () => running?.pid ?? 0,
			async start(more = {}) {
				running = await startServer({ dataDir, env: { ...env, FOOTFALL_ROLE: role, ...more } });
			},
			ended: () => running?.ended ?? Promise.resolve(),
			async stop(signal = 'SIGTERM') {
				const ending = running;
				running = undefined;
				if (!ending) return 0;
				const code = await ending.stop(signal);
				output += ending.output();
				if (signal !== 'SIGKILL' && code !== 0) unclean.push(`${own} ended with ${code}: ${ending.output().slice(-1500)}`);
				return code;
			},
			signal(signal) {
				if (running) process.kill(running.pid, signal);
			},
			output: () => output + (running?.output() ?? ''),
		};
	};

	const collectors = [
		make('collector 1', 'collect', dataDir ?? path.join(directory, 'one')),
		make('collector 2', 'collect', path.join(directory, 'two')),
	] as const;
	const aggregator = make('aggregator', 'aggregate,serve', path.join(directory, 'answering'));
	const all = [aggregator, ...collectors];
	return {
		name,
		brokers,
		collectors,
		aggregator,
		unclean,
		async start() {
			await Promise.all(all.map((one) => one.start()));
			for (const { url, output } of collectors) await takesEvents(url, output);
		},
		async stop() {
			for (const one of [...collectors, aggregator]) await one.stop();
		},
		async dispose() {
			await Promise.all(all.map((one) => one.stop('SIGKILL')));
			await rm(directory, { recursive: true, force: true });
		},
	};
}

async function takesEvents(url: () => string | undefined, output: () => string): Promise<void> {
	for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
		const response = await fetch(`${url()}/health/ready`).catch(() => undefined);
		if (response?.status === 200) return;
	}
	throw new Error(`A collector does not take events:\n${output()}`);
}
