import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRush } from './rush.ts';

const NOW = Date.UTC(2026, 4, 20);

describe('a rush', () => {
	let head = 0;
	const closing = new AbortController();
	const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
	beforeEach(() => {
		vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
		head = 0;
	});
	afterEach(() => {
		vi.useRealTimers();
	});
	const rush = () => createRush({ head: () => head, clock: Date.now, pause, closing: closing.signal });
	/** 10 entries a millisecond can be stored. */
	const last = { entries: 4000, ms: 400 };
	async function pass(ms: number, perMs: number): Promise<void> {
		for (let at = 0; at < ms; at += 10) {
			head += 10 * perMs;
			await vi.advanceTimersByTimeAsync(10);
		}
	}

	it('is when events come in at more than half the speed at which they are stored', async () => {
		const looked = rush();
		expect(looked.isOn(last)).toBe(false);
		await pass(100, 4);
		expect(looked.isOn(last)).toBe(false);
		await pass(100, 6);
		expect(looked.isOn(last)).toBe(true);
		await pass(100, 6);
		expect(looked.isOn({ entries: 4000, ms: 100 })).toBe(false);
	});

	/** How long storing waits in it, ms. */
	async function waits(given: { readonly received?: number; readonly rushMs: number }): Promise<number> {
		const looked = rush();
		looked.isOn(last);
		await pass(100, 8);
		expect(looked.isOn(last)).toBe(true);
		const began = Date.now();
		let ended: number | undefined;
		const over = looked.over({ ms: 400, received: given.received ?? began }).then(() => {
			ended = Date.now() - began;
		});
		await pass(given.rushMs, 8);
		await pass(10_000, 0);
		await over;
		return ended ?? Number.NaN;
	}

	it('is waited for, nine times as long as a commit took', async () => {
		expect(await waits({ rushMs: 20_000 })).toBe(3600);
	});

	it('is over when no more come', async () => {
		expect(await waits({ rushMs: 1000 })).toBeLessThan(1300);
	});

	it('is not waited for when answers are old already', async () => {
		expect(await waits({ rushMs: 5000, received: NOW - 31_000 })).toBe(0);
	});
});
