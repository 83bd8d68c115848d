import { describe, expect, it } from 'vitest';
import { readJourneys, writeJourneys } from './journeysview.ts';

describe('journeys in the address', () => {
	it('begin where visits do at first', () => {
		expect(readJourneys({}).ask).toEqual({ direction: 'from', steps: 4 });
		expect(writeJourneys(readJourneys({}))).toEqual({});
	});

	it('are read, asked and written back', () => {
		const own = { direction: ['to'], path: ['/checkout/*'], steps: ['7'] };
		expect(readJourneys(own).ask).toEqual({ direction: 'to', page: '/checkout/*', steps: 7 });
		expect(writeJourneys(readJourneys(own))).toEqual(own);
	});

	it('forget what they do not understand', () => {
		expect(readJourneys({ direction: ['up'], steps: ['9'], path: [' '] }).ask).toEqual({ direction: 'from', steps: 4 });
	});
});
