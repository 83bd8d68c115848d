import { describe, expect, it } from 'vitest';
import { scrub } from './props.ts';

describe('scrub', () => {
	it('keeps scalars as they are and says objects in JSON', () => {
		expect(scrub({ plan: 'pro', seats: 3, trial: false, cart: { a: [1] } })).toEqual({
			plan: 'pro',
			seats: 3,
			trial: false,
			cart: '{"a":[1]}',
		});
	});
	it('writes a BigInt as text', () => {
		expect(scrub({ big: 12n })).toEqual({ big: '12' });
	});
	it('leaves out what cannot be sent, and keeps its neighbours', () => {
		const cycle: Record<string, unknown> = {};
		cycle.self = cycle;
		const trap = Object.defineProperty({ after: 1 }, 'boom', {
			enumerable: true,
			get: () => {
				throw new Error('a getter of the page');
			},
		});
		expect(scrub({ f: () => 1, s: Symbol('x'), u: undefined, n: null, cycle, ok: 1 })).toEqual({ ok: 1 });
		expect(scrub(trap)).toEqual({ after: 1 });
	});
	it('cuts text to 2000 characters, and the number of properties to 30', () => {
		expect(scrub({ long: 'x'.repeat(10_000_000) })).toEqual({ long: 'x'.repeat(2000) });
		expect(Object.keys(scrub(Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`k${n}`, n]))) ?? {})).toHaveLength(30);
	});
	it('leaves out names that pollute a prototype', () => {
		const clean = scrub(JSON.parse('{"__proto__":{"x":1},"constructor":1,"prototype":2,"ok":3}'));
		expect(JSON.stringify(clean)).toBe('{"ok":3}');
		expect(({} as { x?: number }).x).toBeUndefined();
	});
	it('is nothing of nothing', () => {
		expect(scrub(undefined)).toBeUndefined();
	});
});
