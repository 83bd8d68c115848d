import { describe, expect, it } from 'vitest';
import { createNumbers } from './number.ts';

const en = createNumbers(['en-US']);

describe('numbers', () => {
	it('are short on cards and full on a closer look', () => {
		expect(en.short(9_999, 'visitors')).toBe('9,999');
		expect(en.short(1_234_567, 'visitors')).toBe('1.2M');
		expect(en.full(1_234_567, 'visitors')).toBe('1,234,567');
	});

	it('carry their unit', () => {
		expect(en.short(41.26, 'bounce_rate')).toBe('41%');
		expect(en.short(4.26, 'percentage')).toBe('4.3%');
		expect(en.short(125, 'visit_duration')).toBe('2m 5s');
		expect(en.short(3_660, 'visit_duration')).toBe('1h 1m');
		expect(en.axis(120, 'visit_duration')).toBe('2m');
		expect(en.short(0, 'visit_duration')).toBe('0s');
		expect(en.short(2.5, 'views_per_visit')).toBe('2.50');
		expect(en.short(0, 'cls')).toBe('0');
	});

	it('say that they are unknown', () => {
		expect(en.short(null, 'bounce_rate')).toBe('–');
		expect(en.short(undefined, 'visitors')).toBe('–');
	});

	it('keep currencies apart', () => {
		expect(
			en.short(
				[
					{ currency: 'EUR', value: 9.99 },
					{ currency: 'USD', value: 1 },
				],
				'total_revenue',
			),
		).toBe('€9.99 · $1.00');
		expect(en.short([{ currency: '<b>', value: 1 }], 'total_revenue')).toBe('1.00 <b>');
	});

	it('write much money short on cards, and in full on a closer look', () => {
		const sum = [{ currency: 'EUR', value: 6053.27 }];
		expect(en.short(sum, 'total_revenue')).toBe('€6.1K');
		expect(en.full(sum, 'total_revenue')).toBe('€6,053.27');
		expect(en.full(6053.27, 'total_revenue', 'EUR')).toBe('€6,053.27');
	});

	it('show the sign of a change', () => {
		expect(en.change(12.4)).toBe('+12%');
		expect(en.change(-3.6)).toBe('-4%');
		expect(en.change(0.2)).toBe('0%');
		expect(en.change(null)).toBe('');
	});

	it('count one thing as one', () => {
		expect([0, 1, 1234].map((value) => en.counted(value, 'visit'))).toEqual(['0 visits', '1 visit', '1,234 visits']);
	});

	it('follow the language', () => {
		expect(createNumbers(['de-DE']).full(1234.5, 'visitors')).toBe('1.235');
	});
});
