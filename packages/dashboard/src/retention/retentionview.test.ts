import { describe, expect, it } from 'vitest';
import { readRetention, writeRetention } from './retentionview.ts';

describe('retention in the address', () => {
	it('is of any visit by day at first', () => {
		expect(readRetention({}).ask).toEqual({ interval: 'day' });
		expect(writeRetention(readRetention({}))).toEqual({});
	});

	it('is read, asked and written back', () => {
		const own = { by: ['week'], first: ['event,Signup'], back: ['page,/app/**'] };
		expect(readRetention(own).ask).toEqual({ interval: 'week', cohort: { event: 'Signup' }, returning: { page: '/app/**' } });
		expect(writeRetention(readRetention(own))).toEqual(own);
	});

	it('is not asked while an action has no name', () => {
		expect(readRetention({ first: ['event,'] }).ask).toBeUndefined();
		expect(readRetention({ by: ['eon'], first: ['shoe,x'] }).ask).toEqual({ interval: 'day' });
	});
});
