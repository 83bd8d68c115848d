import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Random } from '../random.ts';
import type { Restartable } from './system.ts';

const preload = pathToFileURL(fileURLToPath(new URL('killAt.mjs', import.meta.url))).href;

/** In the order of a commit. */
const moments = ['before', 'inside', 'committing', 'after'] as const;

/**
 * Starts a process so that it ends itself, as kill -9 would, at a moment of some transaction of its own, and starts it again after; at each moment once.
 *
 * Resolves with the moments at which it has ended, as it said itself.
 *
 * @param whose The collector's log, or the aggregator's store.
 */
export async function killAtEachMoment(process: Restartable, whose: 'log' | 'store', random: Random): Promise<string[]> {
	const seen: string[] = [];
	for (const moment of moments) {
		await process.stop('SIGTERM');
		const from = process.output().length;
		await process.start({ NODE_OPTIONS: `--import ${preload}`, FAULT_KILL: `${whose}:${moment}:${random.integer(5, 40)}` });
		const ended = await Promise.race([process.ended().then(() => true), sleep(60_000, false, { ref: false })]);
		const said = process.output().slice(from);
		await process.stop('SIGKILL');
		if (!ended) throw new Error(`${process.name} has not come to the moment ${moment} of its ${whose}:\n${said}`);
		seen.push(/killed: \w+ (\w+)/.exec(said)?.[1] ?? `died otherwise: ${said}`);
		await process.start();
	}
	return seen;
}
