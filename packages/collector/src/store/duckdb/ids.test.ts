import { describe, expect, it } from 'vitest';
import { idParts } from './ids.ts';

const randomOf = (characters: string): number => idParts(`mk0abc12${characters}.7`).random;

describe('an id in numbers', () => {
	it('holds time and number as they are', () => {
		expect(idParts('mk0abc12AbC-_xyz0189.17')).toMatchObject({ time: Number.parseInt('mk0abc12', 36), n: 17 });
		expect(idParts('mk0abc12AbC-_xyz0189').n).toBe(0);
	});

	it('tells page views apart in whichever of the characters they differ, also where somebody counts', () => {
		const counted = Array.from({ length: 50_000 }, (_, i) => randomOf(String(i).padStart(12, '0')));
		expect(new Set(counted).size).toBe(counted.length);
		const base36 = Array.from({ length: 50_000 }, (_, i) => randomOf(`run1${i.toString(36).padStart(8, '0')}`));
		expect(new Set(base36).size).toBe(base36.length);
		expect(counted.every((random) => Number.isSafeInteger(random) && random >= 0 && random < 2 ** 48)).toBe(true);
	});
});
