import { describe, expect, it } from 'vitest';
import { readExperiment, writeExperiment } from './experimentview.ts';

describe('an experiment in the address', () => {
	it('is not asked until it has a property and a goal', () => {
		expect(readExperiment({}).ask).toBeUndefined();
		expect(readExperiment({ property: ['headline'] }).ask).toBeUndefined();
		expect(writeExperiment(readExperiment({}))).toEqual({});
	});

	it('is read, asked and written back', () => {
		const own = { property: ['headline'], exposure: ['Shown'], goal: ['event,Signup'], control: ['long'] };
		expect(readExperiment(own).ask).toEqual({ property: 'headline', exposure: 'Shown', goal: { event: 'Signup' }, control: 'long' });
		expect(writeExperiment(readExperiment(own))).toEqual(own);
	});
});
