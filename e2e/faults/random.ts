/** Numbers that look random and are the same for the same seed, so that a failing run can be repeated. */
export interface Random {
	/** In [0, 1). */
	next(): number;
	/** A whole number from `min` to `max`, both possible. */
	integer(min: number, max: number): number;
	pick<T>(items: readonly [T, ...T[]]): T;
	/** `length` characters of base 36. */
	text(length: number): string;
}

/** Mulberry32: 32 bits of state, good enough to spread faults over time. */
export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
	return {
		next,
		integer,
		pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
		text: (length) => Array.from({ length }, () => integer(0, 35).toString(36)).join(''),
	};
}
