import { describe, expect, it } from 'vitest';
import { createAnswerCache } from './answerCache.ts';

const of = { key: 'question', site: 'shop', span: { from: 100, to: 200 } };

/** A cache, and work that ends when told. */
function setUp(isKept?: (answer: { n: number }) => boolean) {
	const cache = createAnswerCache<{ n: number }>(10, isKept === undefined ? {} : { isKept });
	let computed = 0;
	const ends: ((fails?: Error) => void)[] = [];
	const compute = (): Promise<{ n: number }> =>
		new Promise((resolve, reject) => {
			const n = ++computed;
			ends.push((fails) => (fails === undefined ? resolve({ n }) : reject(fails)));
		});
	return { cache, compute, end: (fails?: Error) => ends.shift()?.(fails), computed: () => computed };
}

describe('the cache of answers', () => {
	it('computes once what stays true', async () => {
		const { cache, compute, end } = setUp();
		const first = cache.through(of, compute);
		end();
		await first;
		cache.touched('shop', 0, 99);
		cache.touched('shop', 200, 300);
		cache.touched('other', 100, 200);
		expect(await cache.through(of, compute)).toEqual({ n: 1 });
	});

	it.each([
		[100, 100],
		[0, 100],
		[199, 500],
	])('forgets what a commit from %d to %d touched', async (from, to) => {
		const { cache, compute, end } = setUp();
		const first = cache.through(of, compute);
		end();
		await first;
		cache.touched('shop', from, to);
		const second = cache.through(of, compute);
		end();
		expect(await second).toEqual({ n: 2 });
	});

	it('keeps nothing that was touched while it was computed, nor what is too large, nor failures', async () => {
		for (const spoil of [(cache: ReturnType<typeof setUp>['cache']) => cache.touched('shop', 150, 150), undefined]) {
			const { cache, compute, end, computed } = setUp(() => spoil !== undefined);
			const first = cache.through(of, compute);
			spoil?.(cache);
			end();
			await first;
			const second = cache.through(of, compute);
			end(new Error('no'));
			await expect(second).rejects.toThrow('no');
			void cache.through(of, compute);
			expect(computed()).toBe(3);
		}
	});

	it('lets those who share wait for the same work, unless it is out of date already', async () => {
		const { cache, compute, end, computed } = setUp();
		const [a, b] = [cache.shared(of, compute), cache.shared(of, compute)];
		expect(computed()).toBe(1);
		cache.touched('shop', 150, 150);
		const c = cache.shared(of, compute);
		expect(computed()).toBe(2);
		end();
		end();
		expect(await Promise.all([a, b, c])).toEqual([{ n: 1 }, { n: 1 }, { n: 2 }]);
	});

	it('fails for all who share, and then tries again', async () => {
		const { cache, compute, end } = setUp();
		const both = [cache.shared(of, compute), cache.shared(of, compute)];
		end(new Error('no'));
		for (const one of both) await expect(one).rejects.toThrow('no');
		const again = cache.shared(of, compute);
		end();
		expect(await again).toEqual({ n: 2 });
	});

	it('tells whether an answer still holds', async () => {
		const { cache, compute, end } = setUp();
		const first = cache.through(of, compute);
		end();
		const answer = await first;
		expect(cache.holds(of, answer)).toBe(true);
		expect(cache.holds(of, { n: 1 })).toBe(false);
		cache.touched('shop', 150, 150);
		expect(cache.holds(of, answer)).toBe(false);
	});

	it('keeps as much as its weights allow', async () => {
		const cache = createAnswerCache<{ n: number }>(10, { weightOf: ({ n }) => n });
		const keep = (key: string, n: number): Promise<{ n: number }> => cache.through({ ...of, key }, () => Promise.resolve({ n }));
		const [a, b] = [await keep('a', 4), await keep('b', 4)];
		expect(cache.holds({ ...of, key: 'a' }, a)).toBe(true);
		await keep('c', 4);
		expect([cache.holds({ ...of, key: 'a' }, a), cache.holds({ ...of, key: 'b' }, b)]).toEqual([false, true]);
		const tooHeavy = await keep('d', 11);
		expect(cache.holds({ ...of, key: 'd' }, tooHeavy)).toBe(false);
	});
});
