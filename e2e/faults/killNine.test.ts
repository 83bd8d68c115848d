import { describe, expect, it } from 'vitest';
import { type Outcome, underLoad } from './underLoad.ts';

const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);

/** Prints the books of a run, and holds them against every promise. */
function expectKept(fault: string, { verdict, store, asked, broken }: Outcome): void {
	const { lost, twice, unknown, rejected, ...numbers } = verdict;
	console.table({ fault, seed, ...numbers, lost: lost.length, twice: twice.length, 'requests without an answer': broken });
	expect(lost).toEqual([]);
	expect(twice).toEqual([]);
	expect(unknown).toEqual([]);
	expect(rejected).toEqual([]);
	// The load was real: much was acknowledged, and much went out more than once.
	expect(numbers.acknowledged).toBeGreaterThan(1000);
	expect(numbers.sentMoreThanOnce).toBeGreaterThan(100);
	// Every aggregate equals a recount, in the store and as answered.
	expect(store.pageviews.visits).toBe(store.pageviews.events);
	expect(store.counted.visits).toBe(store.counted.events);
	expect(asked).toEqual({ pageviews: store.pageviews.events, events: store.counted.events });
}

describe(`a server that is ended at random moments under load (FAULT_SEED=${seed})`, () => {
	it('loses no acknowledged event and stores none twice when it is killed (kill -9) ten times', async () => {
		const outcome = await underLoad({ seed, times: 10, signal: 'SIGKILL' });
		expectKept('kill -9', outcome);
		// Connections broke in the middle of requests.
		expect(outcome.broken).toBeGreaterThan(0);
		expect(outcome.exitCodes).toEqual([...Array<null>(10).fill(null), 0]);
	});

	it('ends cleanly every time when it is asked to (SIGTERM), and loses nothing', async () => {
		const outcome = await underLoad({ seed, times: 3, signal: 'SIGTERM' });
		expectKept('SIGTERM', outcome);
		expect(outcome.exitCodes).toEqual([0, 0, 0, 0]);
	});
});
