import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Restartable } from './system.ts';

const preload = new URL('killAt.mjs', import.meta.url).href;

/** In the order of a commit. */
const moments = ['before', 'inside', 'committing', 'after'] as const;
let turn = 0;

/**
 * Starts a process so that it ends itself, as kill -9 would, at a moment of some transaction of its own, and starts it again after. The moments take turns.
 *
 * Resolves with the moment at which it has ended, as it said itself: a commit may be over sooner than the kill comes.
 *
 * @param whose The collector's log, or the aggregator's store.
 */
export async function killAtMoment(process: Restartable, whose: 'log' | 'store', random: Random): Promise<string> {
	const moment = moments[turn++ % moments.length];
	await process.stop('SIGKILL');
	const from = process.output().length;
	await process.start({ NODE_OPTIONS: `--import ${preload}`, FAULT_KILL: `${whose}:${moment}:${random.integer(3, 15)}` });
	const ended = await Promise.race([process.ended().then(() => true), sleep(60_000, false, { ref: false })]);
	await process.stop('SIGKILL');
	const said = process.output().slice(from);
	if (!ended) throw new Error(`${process.name} has not come to the moment ${moment} of its ${whose}:\n${said}`);
	await process.start();
	return /killed: \w+ (\w+)/.exec(said)?.[1] ?? `died otherwise: ${said}`;
}
