import type { Funnel } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { isChanged, openFunnel, readFunnel, windowLabel, writeFunnel } from './funnelview.ts';

const kept: Funnel = {
	id: 'f1',
	name: 'Buying',
	steps: [{ page: '/' }, { event: 'Buy', filters: [['is', 'event:props:size', ['M']]] }],
	window: { minutes: 25 },
};

describe('a kept funnel', () => {
	it('is opened with the window that it has, and keeps its id in the address', () => {
		const opened = openFunnel(kept, 'visit:os');
		expect(opened?.ask).toEqual({ steps: kept.steps, window: kept.window, breakdown: 'visit:os' });
		expect(opened === undefined ? undefined : writeFunnel(opened)).toEqual({
			step: ['page,/', 'event,Buy,is,size,M'],
			window: ['25m'],
			by: ['visit:os'],
			funnel: ['f1'],
		});
	});

	it('is changed by another step or window, not by another breakdown', () => {
		const own = { step: ['page,/', 'event,Buy,is,size,M'], window: ['25m'], funnel: ['f1'] };
		expect(isChanged(readFunnel(own), kept)).toBe(false);
		expect(isChanged(readFunnel({ ...own, by: ['visit:source'] }), kept)).toBe(false);
		expect(isChanged(readFunnel({ ...own, window: ['7d'] }), kept)).toBe(true);
		expect(isChanged(readFunnel({ ...own, step: ['page,/', 'page,'] }), kept)).toBe(true);
		expect(isChanged(readFunnel({ ...own, step: own.step.toReversed() }), kept)).toBe(true);
	});

	it('is one of visits where it says no window', () => {
		const { window: _, ...without } = kept;
		expect(isChanged(readFunnel({ step: ['page,/', 'event,Buy,is,size,M'] }), without)).toBe(false);
	});

	it('is not opened where the page would lose a condition', () => {
		const steps: Funnel['steps'] = [{ page: '/' }, { event: 'Buy', filters: [['not', ['is', 'event:props:size', ['M']]]] }];
		expect(openFunnel({ ...kept, steps }, undefined)).toBeUndefined();
	});
});

it('says its window in words', () => {
	expect(['visit', '60m', '25m', '1d', '90d'].map(windowLabel)).toEqual([
		'in one visit',
		'within an hour',
		'within 25 minutes',
		'within a day',
		'within 90 days',
	]);
});

describe('a funnel in the address', () => {
	it('has two steps to be filled at first, and is not asked', () => {
		const { steps, window, ask } = readFunnel({});
		expect(steps).toHaveLength(2);
		expect([window, ask]).toEqual(['visit', undefined]);
	});

	it('is read, asked and written back', () => {
		const own = { step: ['page,/', 'event,Buy,is,size,M'], window: ['7d'], by: ['visit:source'] };
		const funnel = readFunnel(own);
		expect(funnel.ask).toEqual({
			steps: [{ page: '/' }, { event: 'Buy', filters: [['is', 'event:props:size', ['M']]] }],
			window: { days: 7 },
			breakdown: 'visit:source',
		});
		expect(writeFunnel(funnel)).toEqual(own);
	});

	it('is not asked while a step is empty, and forgets what it does not understand', () => {
		expect(readFunnel({ step: ['page,/', 'page,', 'page,/a'] }).ask).toBeUndefined();
		const odd = readFunnel({ step: ['shoe', 'page,/a', 'page,/b'], window: ['eon'], by: ['event:page'] });
		expect(odd.ask).toEqual({ steps: [{ page: '/a' }, { page: '/b' }], window: 'visit' });
	});
});
