import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { threeBrokers } from './brokers.ts';
import { type Fault, faults } from './faults.ts';
import { type Outcome, runUnderFaults } from './run.ts';
import { mountSmallDisk } from './smallDisk.ts';
import { formatOutcomes } from './table.ts';

const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
/** 0: the short form, some faults one after the other in one run. */
const rounds = Number(process.env.FAULT_ROUNDS ?? 0);
/** Parts of names, comma-separated. */
const only = process.env.FAULT_ONLY?.split(',');

/** Without the right to mount a small disk there is none to fill. */
const possible = ({ name, smallDisk }: Fault): boolean =>
	(only === undefined || only.some((part) => name.includes(part))) &&
	(smallDisk === undefined || (process.platform === 'linux' && process.getuid?.() === 0));

const brokers = await threeBrokers();
const outcomes: Outcome[] = [];
const say = (line: string): void => {
	if (rounds > 0) console.log(line);
};

function expectKept(outcome: Outcome): void {
	outcomes.push(outcome);
	const { verdict, store, unclean, balanced, findings } = outcome;
	console.log(formatOutcomes([outcome], seed));
	expect(verdict.lost).toEqual([]);
	expect(verdict.twice).toEqual([]);
	expect(verdict.unknown).toEqual([]);
	expect(verdict.rejected).toEqual([]);
	expect(unclean).toEqual([]);
	expect(balanced).toBe(true);
	expect(verdict.acknowledged).toBeGreaterThan(100);
	for (const { moments = [], overload } of findings) {
		for (const moment of moments) expect(moment).toMatch(/^(before|inside|committing|after)$/);
		if (overload === undefined) continue;
		// Whoever is refused is told when to come back, and it is over when the crowd is gone.
		expect(overload.impolite).toBe(0);
		expect(overload.offered).toBeGreaterThan(1.3 * overload.before);
		expect(overload.after).toBeGreaterThan(overload.before / 3);
	}
	// Every aggregate equals a recount.
	expect(store.pageviews.visits).toBe(store.pageviews.events);
	expect(store.counted.visits).toBe(store.counted.events);
}

afterAll(async () => {
	if (rounds > 0) console.log(formatOutcomes(outcomes, seed));
	if (process.env.FAULT_REPORT !== undefined) writeFileSync(process.env.FAULT_REPORT, formatOutcomes(outcomes, seed));
	await brokers?.stop();
});

describe.skipIf(brokers === undefined)(`two collectors, three brokers, one aggregator (FAULT_SEED=${seed})`, () => {
	if (rounds === 0) {
		const short = [
			'acknowledgements cut off',
			'collector kill -9',
			'one broker of three kill -9',
			'aggregator kill -9',
			'poison in the topic',
		];
		it('lose nothing and store nothing twice, whatever happens to them one after the other', { timeout: 240_000 }, async () => {
			if (!brokers) return;
			const chosen = short.map((name) => faults.find((fault) => fault.name === name) as Fault);
			expectKept(await runUnderFaults(brokers, { name: 'one of each', faults: chosen, rounds: 1, seed, say }));
		});
	}

	for (const fault of rounds > 0 ? faults.filter(possible) : []) {
		it(`lose nothing and store nothing twice: ${fault.name}`, { timeout: 120_000 + rounds * 60_000 }, async () => {
			if (!brokers) return;
			const disk = fault.smallDisk ? mountSmallDisk() : undefined;
			try {
				const place = disk ? { dataDir: disk.dataDir, env: disk.env } : {};
				expectKept(await runUnderFaults(brokers, { name: fault.name, faults: [fault], rounds, seed, say, ...place }));
			} finally {
				disk?.unmount();
			}
		});
	}
});
