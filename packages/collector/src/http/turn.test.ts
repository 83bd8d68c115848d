import { describe, expect, it } from 'vitest';
import { createTurnWatch } from './turn.ts';

describe('a watch over turns of the event loop', () => {
	it('says how long the turn has taken so far, and begins anew with the next', () => {
		let now = 1000;
		const ends: (() => void)[] = [];
		const waited = createTurnWatch(
			() => now,
			(over) => ends.push(over),
		);
		expect(waited()).toBe(0);
		now += 300;
		expect(waited()).toBe(300);
		now += 900;
		expect(waited()).toBe(1200);
		// One call back for a turn, however many are served in it.
		expect(ends).toHaveLength(1);
		ends[0]?.();
		now += 5000;
		expect(waited()).toBe(0);
		now += 10;
		expect(waited()).toBe(10);
	});
});
