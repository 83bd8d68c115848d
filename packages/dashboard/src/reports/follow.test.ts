import { describe, expect, it } from 'vitest';
import { followReport } from './follow.ts';

/** A clock that stands until it is moved, and answers that come when they are let. */
function setUp() {
	let now = 0;
	const timers: { at: number; callback: () => void }[] = [];
	const asked: { signal: AbortSignal; answer: (value: number) => void; refuse: (error: Error) => void }[] = [];
	const shown: unknown[] = [];
	const following = followReport<number>({
		ask: (signal) =>
			new Promise((answer, refuse) => {
				asked.push({ signal, answer, refuse });
			}),
		show: (answer) => shown.push(answer),
		fail: (error) => shown.push(error),
		clock: () => now,
		later(ms, callback) {
			const timer = { at: now + ms, callback };
			timers.push(timer);
			return () => {
				timers.splice(timers.indexOf(timer), 1);
			};
		},
	});
	return {
		following,
		asked,
		shown,
		async wait(ms: number) {
			now += ms;
			for (const timer of timers.filter(({ at }) => at <= now)) {
				timers.splice(timers.indexOf(timer), 1);
				timer.callback();
			}
			for (let turn = 0; turn < 5; turn++) await Promise.resolve();
		},
	};
}

describe('following a report', () => {
	it('asks at once, and again after a pause when the data has changed', async () => {
		const { following, asked, shown, wait } = setUp();
		expect(asked).toHaveLength(1);
		asked[0]?.answer(1);
		await wait(100);
		expect(shown).toEqual([1]);
		await wait(60_000);
		expect(asked).toHaveLength(1);
		following.touched();
		following.touched();
		await wait(0);
		expect(asked).toHaveLength(2);
		asked[1]?.answer(2);
		await wait(0);
		following.touched();
		await wait(1000);
		expect(asked).toHaveLength(2);
		await wait(1000);
		expect(asked).toHaveLength(3);
		expect(shown).toEqual([1, 2]);
	});

	it('waits for the answer that is under way, and longer after a costly one', async () => {
		const { following, asked, wait } = setUp();
		following.touched();
		await wait(5000);
		expect(asked).toHaveLength(1);
		asked[0]?.answer(1);
		await wait(0);
		await wait(19_000);
		expect(asked).toHaveLength(1);
		await wait(1000);
		expect(asked).toHaveLength(2);
	});

	it('cancels when it is left, and says nothing more', async () => {
		const { following, asked, shown, wait } = setUp();
		following.close();
		expect(asked[0]?.signal.aborted).toBe(true);
		asked[0]?.refuse(new Error('aborted'));
		await wait(0);
		expect(shown).toEqual([]);
	});

	it('tells of an error, and goes on', async () => {
		const { following, asked, shown, wait } = setUp();
		asked[0]?.refuse(new Error('too long'));
		await wait(0);
		expect(shown).toEqual([new Error('too long')]);
		following.touched();
		await wait(2000);
		expect(asked).toHaveLength(2);
	});
});
